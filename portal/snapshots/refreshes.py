"""Reads that nobody waits for, in a few threads of their own so that they never take a page's."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextvars import Context
from threading import Lock

import structlog

THREADS = 4
MOST = 64
"""Running and waiting. What comes then is refreshed at a later visit."""

log = structlog.get_logger("portal.snapshots")


class Refreshes:
    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="refresh")
        self._lock = Lock()
        self._under_way: dict[Hashable, Future[None]] = {}

    def start(self, key: Hashable, job: Callable[[], None]) -> bool:
        """Run ``job`` soon unless one of this key is under way. Returns: whether one is now."""
        with self._lock:
            if key in self._under_way:
                return True
            if len(self._under_way) >= MOST:
                return False
            # Not in a copy of the page's context: that would keep the whole request alive.
            self._under_way[key] = self._threads.submit(Context().run, self._run, key, job)
            return True

    def settle(self) -> None:
        """Wait for those that are under way."""
        with self._lock:
            waiting = list(self._under_way.values())
        wait(waiting)

    def close(self) -> None:
        self._threads.shutdown(cancel_futures=True)

    def _run(self, key: Hashable, job: Callable[[], None]) -> None:
        try:
            job()
        except Exception:
            # Nobody looks at what a job of this pool raised.
            log.exception("refresh_failed")
        finally:
            with self._lock:
                del self._under_way[key]
