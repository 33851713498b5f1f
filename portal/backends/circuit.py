"""A circuit breaker: while an HR system is known not to answer, nobody waits for it.

Not pybreaker: it holds its lock through each call, so that a page's calls would go one after
another; counts what it is told to leave out as successes; and loads the Redis driver (19 MB).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Lock

import structlog

from portal.backends.errors import BackendError, Unavailable

FAILURES = 5
"""In a row, until the circuit opens. Of one operation alone only where there is no connection: an
endpoint that is broken for somebody is not the HR system."""
PAUSE = 10.0
"""Seconds until one call may try whether the HR system answers again."""

log = structlog.get_logger("portal.backends")


class Circuit:
    """For one kind of calls to one backend account, in one process. Safe to use from any thread."""

    def __init__(
        self, backend: str, kind: str, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._backend = backend
        self._kind = kind
        self._clock = clock
        self._failures = 0
        self._operations: set[str] = set()
        """Those that failed in this row."""
        self._open = False
        self._since: datetime | None = None
        self._next_probe = 0.0
        self._lock = Lock()

    @contextmanager
    def passing(self, operation: str) -> Iterator[bool]:
        """Around one call; yields whether it is the probe, the only one while the circuit is open.

        Learns from how the call ends. Only an ``outage`` counts as a failure and only an answer as
        a success; a call that got no turn or no time says nothing.

        Raises: Unavailable with ``since``, at once and with nothing sent, while it is open.
        """
        probe = self._admit()
        try:
            yield probe
        except BackendError as error:
            if isinstance(error, Unavailable) and error.outage:
                error.since = self._failed(operation, connected=error.status is not None)
            elif error.status is not None:
                self._answered()
            raise
        self._answered()

    def _admit(self) -> bool:
        with self._lock:
            if not self._open:
                return False
            now = self._clock()
            if now < self._next_probe:
                raise Unavailable(
                    "not called: it does not answer",
                    sent=False,
                    since=self._since,
                    backend=self._backend,
                )
            self._next_probe = now + PAUSE
            return True

    def _failed(self, operation: str, *, connected: bool) -> datetime | None:
        """Returns: since when it does not answer, once that is clear."""
        with self._lock:
            self._failures += 1
            self._operations.add(operation)
            self._since = self._since or datetime.now(UTC)
            self._next_probe = self._clock() + PAUSE
            one_broken = connected and len(self._operations) == 1
            if not self._open and self._failures >= FAILURES and not one_broken:
                self._open = True
                log.warning("circuit_open", backend=self._backend, kind=self._kind)
            return self._since if self._open else None

    def _answered(self) -> None:
        with self._lock:
            if self._open:
                log.info("circuit_closed", backend=self._backend, kind=self._kind)
            self._open = False
            self._failures = 0
            self._operations.clear()
            self._since = None
