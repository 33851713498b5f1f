"""The portal under gunicorn."""

from __future__ import annotations

import sys
from multiprocessing import get_context
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from portal import create_app
from portal.db import Database
from portal.jobs import start_consumer, stop_consumer
from portal.lean import load_lean
from portal.settings import Settings


class PortalServer(BaseApplication):  # type: ignore[misc]
    """One master, ``workers`` processes; each builds its own app and works off queued jobs."""

    def __init__(self, settings: Settings, options: dict[str, Any]) -> None:
        self._settings = settings
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        app = create_app(self._settings)
        consumer = start_consumer(app)
        self.cfg.set("worker_exit", lambda _server, _worker: stop_consumer(consumer))
        return app


def serve_portal(settings: Settings, *, bind: str, workers: int, threads: int) -> None:
    """Run until told to stop; requests and jobs under way are finished first."""
    load_lean()
    from portal.web.logs import configure_logs

    configure_logs(settings.log_format)
    bring_up_to_date(settings.database_url)
    options = {
        "bind": bind,
        "workers": workers,
        "threads": threads,
        "worker_class": "gthread",
        "timeout": 60,
        "graceful_timeout": 30,
        "keepalive": 15,
        "forwarded_allow_ips": "",
        "loglevel": "warning",
        "control_socket_disable": True,
    }
    PortalServer(settings, options).run()


def bring_up_to_date(database_url: str) -> None:
    """In a process of its own: what it loads would stay in every server process otherwise."""
    process = get_context("fork").Process(target=lambda: Database(database_url).upgrade())
    process.start()
    process.join()
    if process.exitcode:
        sys.exit(process.exitcode)
