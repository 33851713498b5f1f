"""Addresses of the built front-end files, whose names carry a hash of their content."""

import json
from collections.abc import Callable
from pathlib import Path


class AssetsNotBuilt(RuntimeError):
    """The front-end files are missing; the message says how to build them."""


def asset_urls(static_folder: Path, static_url: str) -> Callable[[str], str]:
    """Return a function from a file's plain name ("app.css") to its address.

    ``static_url`` is the address of the static folder ("/static"). The manifest is read
    here, once; an unknown name raises KeyError when the page is drawn.

    Raises: AssetsNotBuilt.
    """
    try:
        manifest = json.loads((static_folder / "build" / "manifest.json").read_text("utf-8"))
    except FileNotFoundError as error:
        raise AssetsNotBuilt(
            f"No front-end files in {static_folder / 'build'}. Build them with: pip install -e ."
        ) from error
    files: dict[str, str] = manifest["files"]
    urls = {name: f"{static_url.rstrip('/')}/build/{built}" for name, built in files.items()}
    return urls.__getitem__
