"""Settings to backends; the only file that knows HR systems by name."""

from __future__ import annotations

from portal.backends.contract import Backend
from portal.settings import Settings


def build_backends(settings: Settings) -> dict[str, Backend]:
    """The configured HR systems by name, in the order of the setting."""
    return {name: _build(name, settings) for name in settings.backends}


def _build(name: str, settings: Settings) -> Backend:
    match name:
        case "deel":
            from portal.backends.deel.adapter import DeelBackend

            return DeelBackend(settings.deel, download_limit_mb=settings.download_limit_mb)
        case _:
            raise ValueError(f"no HR system is called {name!r}")
