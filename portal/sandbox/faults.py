"""Faults that can be switched on for a while, as a real vendor has them without asking."""

import random
import socket
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What goes wrong.

    Instead of the call, which has no effect: `hang`, `429`, `500`, `500_html`, `cut`,
    `expired_token`. `latency` makes the call itself slow, with its `Idempotency-Key` in use
    meanwhile. `stranger` carries a read out for somebody else. The others spoil the answer of a
    call that had its effect.
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
    NAN = "nan"
    DUPLICATE_KEYS = "duplicate_keys"
    DEEP = "deep"
    HUGE = "huge"
    STRANGER = "stranger"
    ACCEPTED_THEN_TIMEOUT = "accepted_then_timeout"


@dataclass
class Fault:
    """`seconds` is for latency (default 1), hang and accepted_then_timeout (default 60).

    `share` of the calls are hit; after `times` hits the fault is over (None: until cleared).
    """

    operation: str
    kind: Kind
    seconds: float | None = None
    share: float = 1.0
    times: int | None = None


class Faults:
    """The faults that are on. Times are counted across threads."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._lock = threading.Lock()
        self._released = threading.Event()
        self._random = random.Random(5)  # noqa: S311 - a share of calls, not a secret

    def add(self, fault: Fault) -> None:
        """Switch one on."""
        with self._lock:
            self._faults.append(fault)

    def clear(self) -> None:
        """Switch all off and let go of the calls that they hold."""
        with self._lock:
            self._faults.clear()
            self._released.set()
            self._released = threading.Event()

    def take(self, operation: str) -> Fault | None:
        """The first fault that hits this call of `operation`, counted as used."""
        with self._lock:
            for fault in self._faults:
                if fault.operation not in (operation, "*"):
                    continue
                if self._random.random() >= fault.share:
                    continue
                if fault.times is not None:
                    fault.times -= 1
                    if fault.times == 0:
                        self._faults.remove(fault)
                return fault
        return None

    def hold(self, seconds: float) -> None:
        """Wait so long, or until the faults are cleared."""
        self._released.wait(seconds)


def cut_connection(environ: Mapping[str, Any]) -> None:
    """Close the caller's connection under the answer.

    gunicorn and werkzeug both hand the socket to the application, under their own names.
    """
    connection: socket.socket = environ.get("gunicorn.socket") or environ["werkzeug.socket"]
    connection.shutdown(socket.SHUT_RDWR)
