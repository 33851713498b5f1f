"""PDF files that were made once are kept in the data folder."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path


def kept(folder: Path, name: str, make: Callable[[], bytes]) -> bytes:
    """The file of that name, made now if it is not there. `name` says all that changes it."""
    path = folder / f"{name}.pdf"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        handle, unfinished = tempfile.mkstemp(dir=folder)
        with os.fdopen(handle, "wb") as file:
            file.write(make())
        Path(unfinished).replace(path)
    return path.read_bytes()
