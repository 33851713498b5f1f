"""``portal check``: what an operator wants to know before opening the doors."""

from __future__ import annotations

from collections.abc import Callable

from portal.backends.contract import Backend, Capability
from portal.backends.errors import BackendError
from portal.backends.registry import build_backends
from portal.db import Database, StorageUnavailable
from portal.settings import OIDCSettings, Settings
from portal.shared import redis_answers, redis_of


def run_checks(settings: Settings, say: Callable[[str], object]) -> bool:
    """Print one line a check and the capability table; whether all is well."""
    say(f"ok    settings: {settings.base_url}, backends: {', '.join(settings.backends)}")
    results = [_database(settings, say), _redis(settings, say)]
    backends = build_backends(settings)
    results += [_backend(backend, say) for backend in backends.values()]
    results += [_provider(provider, say) for provider in settings.identity_providers.values()]
    say("")
    for line in _capability_table(list(backends.values())):
        say(line)
    return all(results)


def _database(settings: Settings, say: Callable[[str], object]) -> bool:
    database = Database(settings.database_url)
    try:
        database.check()
    except StorageUnavailable as error:
        say(f"FAIL  database: {error}; check PORTAL_DATABASE_URL")
        return False
    finally:
        database.close()
    say(f"ok    database: {database.url.get_backend_name()}")
    return True


def _redis(settings: Settings, say: Callable[[str], object]) -> bool:
    answers = redis_answers(redis_of(settings))
    if answers is not None:
        say("ok    redis" if answers else "FAIL  redis: no answer; check PORTAL_REDIS_URL")
    return answers is not False


def _backend(backend: Backend, say: Callable[[str], object]) -> bool:
    try:
        backend.directory.check()
    except BackendError as error:
        prefix = f"PORTAL_{backend.name.upper()}"
        say(f"FAIL  {backend.label}: {error}; check {prefix}_BASE_URL and {prefix}_TOKEN")
        return False
    say(f"ok    {backend.label}: reachable, token accepted")
    return True


def _provider(settings: OIDCSettings, say: Callable[[str], object]) -> bool:
    from portal.accounts.oidc.answers import ProviderAway
    from portal.accounts.oidc.provider import Provider

    try:
        Provider("1", settings, "").describe()
    except ProviderAway as error:
        say(f"FAIL  {settings.label}: {error}; check PORTAL_OIDC_ISSUER")
        return False
    say(f"ok    {settings.label}: {settings.issuer} describes itself")
    return True


def _capability_table(backends: list[Backend]) -> list[str]:
    width = max(len(capability) for capability in Capability)
    lines = [" ".join([" " * width, *(backend.label for backend in backends)])]
    for capability in Capability:
        marks = (
            ("yes" if capability in backend.capabilities else "-").ljust(len(backend.label))
            for backend in backends
        )
        lines.append(" ".join([capability.ljust(width), *marks]).rstrip())
    return lines
