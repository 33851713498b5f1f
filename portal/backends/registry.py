"""Settings to backends; the only file that knows HR systems by name."""

from __future__ import annotations

from portal.backends.budget import build_budget
from portal.backends.contract import Backend
from portal.settings import Settings


def build_backends(settings: Settings) -> dict[str, Backend]:
    """The configured HR systems by name, in the order of the setting."""
    return {name: _build(name, settings) for name in settings.backends}


def _build(name: str, settings: Settings) -> Backend:
    match name:
        case "deel":
            from portal.backends.deel.adapter import DeelBackend

            deel = settings.deel
            budget = build_budget(
                name,
                deel.base_url,
                deel.token.get_secret_value(),
                calls_per_second=deel.calls_per_second,
                redis_url=settings.redis_url.get_secret_value(),
            )
            return DeelBackend(deel, budget=budget, download_limit_mb=settings.download_limit_mb)
        case _:
            raise ValueError(f"no HR system is called {name!r}")
