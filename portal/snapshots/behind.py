"""Storing what was read after the page was drawn, in one thread, several reads at once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event, Lock
from typing import Generic, TypeVar

import structlog

from portal.db import StorageUnavailable

ItemT = TypeVar("ItemT")

PAUSE = 0.1
"""Seconds from the first read to the store: the others of its page come along, and the page is
drawn meanwhile."""
MOST = 1_000
"""Waiting at most; what comes then is not stored and is read again some time."""

log = structlog.get_logger("portal.snapshots")


class Behind(Generic[ItemT]):
    def __init__(self, store: Callable[[list[ItemT]], object]) -> None:
        self._store = store
        self._waiting: list[ItemT] = []
        self._lock = Lock()
        self._hurry = Event()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="snapshots")

    def add(self, item: ItemT) -> None:
        with self._lock:
            if len(self._waiting) >= MOST or self._hurry.is_set():
                return
            self._waiting.append(item)
            if len(self._waiting) == 1:
                self._thread.submit(self._drain).add_done_callback(_report)

    def settle(self) -> None:
        """Wait until all that was added so far is stored."""
        self._thread.submit(int).result()

    def close(self) -> None:
        """Store what waits and take nothing more."""
        self._hurry.set()
        self._thread.shutdown()

    def _drain(self) -> None:
        self._hurry.wait(PAUSE)
        with self._lock:
            items, self._waiting = self._waiting, []
        try:
            self._store(items)
        except StorageUnavailable as error:
            log.warning("snapshots_not_stored", reason=str(error), count=len(items))


def _report(done: Future[None]) -> None:
    error = done.exception()
    if error is not None:
        log.error("snapshots_not_stored", exc_info=error)
