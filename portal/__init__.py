"""A worker self-service portal in front of an HR system's REST API."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from portal.services import Services
    from portal.settings import Settings
    from portal.timing import Timing

CALLS_SIDE_BY_SIDE = 64
"""Threads of one process that wait for backends; each waits most of its time."""


def create_app(settings: Settings | None = None, timing: Timing | None = None) -> Flask:
    """Build the portal from ``settings``, by default those of the environment.

    ``timing``: of the ledger, for who can't wait as long as a real HR system may take.

    Raises: SettingsError.
    """
    # Imported here so that the sandbox and the backends load without the web.
    from portal.lean import load_lean

    load_lean()  # before the others load those libraries whole

    from portal import settings as settings_module
    from portal.accounts import init_accounts
    from portal.features import init_features
    from portal.housekeeping import init_housekeeping
    from portal.navigation import init_navigation
    from portal.services import EXTENSION
    from portal.web.app import new_app
    from portal.web.converters import init_converters
    from portal.web.errors import init_errors
    from portal.web.formats import init_formats
    from portal.web.headers import init_headers
    from portal.web.hosts import init_hosts
    from portal.web.locale import init_locale
    from portal.web.logs import init_logs
    from portal.web.readings import init_readings

    settings = settings or settings_module.load()
    app = new_app(settings)
    app.extensions[EXTENSION] = build_services(settings, timing)
    init_logs(app)
    init_hosts(app, settings)
    init_errors(app)
    init_headers(app, secure=settings.secure)
    init_locale(app)
    init_formats(app)
    init_readings(app)
    init_converters(app)
    init_accounts(app)
    init_features(app)
    init_navigation(app)
    init_housekeeping(app)
    return app


def build_services(settings: Settings, timing: Timing | None = None) -> Services:
    """What a process needs besides Flask; jobs and commands build it without pages."""
    from portal.backends.registry import build_backends
    from portal.db import Database, Vault
    from portal.jobs import build_jobs
    from portal.services import Services
    from portal.shared import redis_of
    from portal.snapshots import Snapshots
    from portal.timing import Timing

    vault = Vault(key.get_secret_value() for key in settings.encryption_keys)
    database = Database(settings.database_url)
    redis = redis_of(settings)
    return Services(
        settings=settings,
        database=database,
        vault=vault,
        backends=build_backends(settings),
        pool=ThreadPoolExecutor(CALLS_SIDE_BY_SIDE, thread_name_prefix="call"),
        snapshots=Snapshots(settings, database, vault),
        jobs=build_jobs(settings, vault, redis),
        redis=redis,
        timing=timing or Timing(),
    )
