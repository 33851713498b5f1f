"""The portal's processes: pages under gunicorn, and jobs alone.

What loads libraries that ``load_lean`` loads first is imported after it.
"""

from __future__ import annotations

import ctypes
import select
import signal
import sys
from contextlib import suppress
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.workers.gthread import ThreadWorker

from portal import create_app
from portal.db import Database
from portal.lean import load_lean
from portal.settings import Settings
from portal.timing import Timing

STOP_SECONDS = 30
"""How long a process that was told to stop may take for what is under way."""
REQUESTS_SECONDS = 20
"""Of these, for requests; jobs get the rest."""
M_ARENA_MAX = -8
"""Of glibc's malloc.h."""
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108  (gunicorn makes a file of its own there)


class PortalWorker(ThreadWorker):  # type: ignore[misc]
    """A server process that refuses connections from the moment on that it is to stop.

    gunicorn's keeps its sockets until the last request is answered: whoever connects meanwhile
    waits, and is cut off at the end instead of being sent to another machine at once.
    """

    def set_accept_enabled(self, enabled: bool) -> None:
        super().set_accept_enabled(enabled)
        if not self.alive:
            for listener in self.sockets:
                self._take_waiting(listener)
                listener.close()

    def _take_waiting(self, listener: Any) -> None:
        """Accept who has connected already; closing the socket would cut them off."""
        waiting = select.poll()
        waiting.register(listener, select.POLLIN)
        for _ in range(self.cfg.backlog):
            if not waiting.poll(0):
                return
            self.accept(listener)


class PortalServer(BaseApplication):  # type: ignore[misc]
    """One master, ``workers`` processes; each builds its own app."""

    def __init__(
        self, settings: Settings, options: dict[str, Any], *, jobs: bool, timing: Timing | None
    ) -> None:
        self._settings = settings
        self._timing = timing
        self._options = options
        self._jobs = jobs
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """In the server process, whose configuration is its own copy."""
        app = create_app(self._settings, self._timing)
        from portal.services import EXTENSION, Services

        services: Services = app.extensions[EXTENSION]
        self.cfg.set("graceful_timeout", REQUESTS_SECONDS)
        ends = [services.snapshots.close]
        if self._jobs:
            from portal.jobs import start_consumer, stop_consumer

            ends.insert(0, partial(stop_consumer, start_consumer(app)))
        self.cfg.set("worker_exit", lambda _server, _worker: [end() for end in ends])
        return app


def serve_portal(
    settings: Settings,
    *,
    bind: str,
    workers: int | None,
    threads: int,
    jobs: bool,
    timing: Timing | None = None,
) -> None:
    """Run until told to stop; requests and jobs under way are finished first.

    ``workers``: processes, by default two where they share what they count by Redis, else one.
    ``jobs``: whether they work off queued jobs as well. ``timing``: as for ``create_app``.
    """
    _begin(settings)
    # Here, so that the processes share the memory of the code; an app is made in each of them.
    import portal.features
    import portal.housekeeping  # noqa: F401

    options = {
        "bind": bind,
        "workers": workers or (2 if settings.redis_url.get_secret_value() else 1),
        "threads": threads,
        "worker_class": PortalWorker,
        "timeout": 60,
        "graceful_timeout": STOP_SECONDS,
        # Longer than a proxy keeps its idle connections (60 s is usual), so that none is closed
        # just as a request comes in on it.
        "keepalive": 75,
        "forwarded_allow_ips": "",
        "loglevel": "warning",
        "control_socket_disable": True,
    }
    if SHARED_MEMORY.is_dir():
        # The sign of life of each process; on a busy disk it would be written too late.
        options["worker_tmp_dir"] = str(SHARED_MEMORY)
    PortalServer(settings, options, jobs=jobs, timing=timing).run()


def run_jobs(settings: Settings) -> None:
    """Work off queued jobs until told to stop; those under way are finished first."""
    _begin(settings)
    from portal.jobs import start_consumer, stop_consumer

    stops = {signal.SIGTERM, signal.SIGINT}
    # Before there are threads, so that none of them takes the signal instead.
    signal.pthread_sigmask(signal.SIG_BLOCK, stops)
    consumer = start_consumer(create_app(settings))
    signal.sigwait(stops)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, stops)
    stop_consumer(consumer)


def _begin(settings: Settings) -> None:
    _share_heaps()
    load_lean()
    from portal.web.logs import configure_logs

    configure_logs(settings.log_format)
    bring_up_to_date(settings.database_url)


def _share_heaps() -> None:
    """glibc gives a process eight heaps a core, for threads that allocate at the same moment; each
    keeps what it once took. Python's threads take turns anyway, so two do."""
    with suppress(AttributeError, OSError):  # Another C library has no such thing.
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 2)


def bring_up_to_date(database_url: str) -> None:
    """In a process of its own: what it loads would stay in every server process otherwise."""
    process = get_context("fork").Process(target=lambda: Database(database_url).upgrade())
    process.start()
    process.join()
    if process.exitcode:
        sys.exit(process.exitcode)
