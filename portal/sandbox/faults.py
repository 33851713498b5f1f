"""Faults that can be switched on for a while, as a real vendor has them without asking."""

import random
import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

EVERY = "*"
"""As the operation: every call, of files too."""


class Kind(StrEnum):
    """What goes wrong.

    Instead of the call, which has no effect: `hang`, `429`, `500`, `500_html`, `cut`,
    `expired_token`. `latency` makes the call itself slow, with its `Idempotency-Key` in use
    meanwhile. `stranger` carries a read out for somebody else. The others spoil the answer of a
    call that had its effect: `null` and `missing` its values, `empty_item` the first member of its
    list, the rest its bytes.
    """

    LATENCY = "latency"
    HANG = "hang"
    TOO_MANY_REQUESTS = "429"
    SERVER_ERROR = "500"
    SERVER_ERROR_PAGE = "500_html"
    CUT = "cut"
    EXPIRED_TOKEN = "expired_token"  # noqa: S105 - a kind of fault
    HTML = "html"
    TRUNCATED = "truncated"
    NULL = "null"
    MISSING = "missing"
    EMPTY_ITEM = "empty_item"
    NAN = "nan"
    DUPLICATE_KEYS = "duplicate_keys"
    DEEP = "deep"
    HUGE = "huge"
    STRANGER = "stranger"
    ACCEPTED_THEN_TIMEOUT = "accepted_then_timeout"


@dataclass(frozen=True, kw_only=True)
class Fault:
    """`seconds` is for latency (default 1), hang and accepted_then_timeout (default 60).

    `share` of the calls are hit. After `times` hits, or `for_seconds` after it was switched on, the
    fault is over; None: not by itself. A call that it holds by then is held on.
    """

    operation: str
    kind: Kind
    seconds: float | None = None
    share: float = 1.0
    times: int | None = None
    for_seconds: float | None = None


@dataclass(frozen=True)
class Hit:
    """What a fault does to one call."""

    kind: Kind
    seconds: float | None
    released: threading.Event

    def hold(self, default: float) -> None:
        """Wait as long as the fault says, or until the faults are cleared."""
        self.released.wait(default if self.seconds is None else self.seconds)


@dataclass
class Live:
    """A fault that is on: how many calls it hit so far, and when it ends by itself."""

    fault: Fault
    ends: datetime | None
    hits: int = 0

    def is_over(self, now: datetime) -> bool:
        """By its hits or by its time."""
        return self.hits == self.fault.times or (self.ends is not None and now >= self.ends)


class Faults:
    """The faults that are on. Hits are counted across threads; `now` is the sandbox's time."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._live: list[Live] = []
        self._lock = threading.Lock()
        self._released = threading.Event()
        self._random = random.Random(5)  # noqa: S311 - a share of calls, not a secret

    def add(self, fault: Fault) -> Live:
        """Switch one on."""
        ends = None
        if fault.for_seconds is not None:
            ends = self._now() + timedelta(seconds=fault.for_seconds)
        live = Live(fault, ends)
        with self._lock:
            self._live.append(live)
        return replace(live)

    def live(self) -> list[Live]:
        """Those that are on, oldest first."""
        with self._lock:
            self._drop_what_is_over()
            return [replace(live) for live in self._live]

    def clear(self) -> None:
        """Switch all off and let go of the calls that they hold."""
        with self._lock:
            self._live.clear()
            self._released.set()
            self._released = threading.Event()

    def take(self, operation: str) -> Hit | None:
        """What the first fault that hits this call of `operation` does to it; counted."""
        with self._lock:
            self._drop_what_is_over()
            for live in self._live:
                fault = live.fault
                if fault.operation in (operation, EVERY) and self._random.random() < fault.share:
                    live.hits += 1
                    return Hit(fault.kind, fault.seconds, self._released)
        return None

    def _drop_what_is_over(self) -> None:
        now = self._now()
        self._live = [live for live in self._live if not live.is_over(now)]


def cut_connection(environ: Mapping[str, Any]) -> None:
    """Close the caller's connection under the answer.

    gunicorn and werkzeug both hand the socket to the application, under their own names.
    """
    connection: socket.socket = environ.get("gunicorn.socket") or environ["werkzeug.socket"]
    connection.shutdown(socket.SHUT_RDWR)
