"""Libraries without parts that are never used here.

Some load whatever optional part is installed, and every server process keeps it.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without(*modules: str) -> Iterator[None]:
    """What is imported within finds these not installed. Those that are loaded already stay."""
    hidden = [name for name in modules if name not in sys.modules]
    # An import of what stands for None there fails.
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


def load_lean() -> None:
    """Load what comes with such parts; call it before anything else imports those libraries.

    requests would guess encodings, 3 MB, and structlog would colour tracebacks, 4 MB where a
    development tool has brought rich along.
    """
    with without("charset_normalizer", "chardet", "rich"), warnings.catch_warnings():
        # requests warns that it can't guess; bodies of HR systems are decoded as what they are.
        warnings.simplefilter("ignore")
        import requests  # noqa: F401
        import structlog  # noqa: F401
