"""Identical reads under way at the same moment are one call."""

from __future__ import annotations

import copy
import time
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TooLate
from math import inf
from threading import Lock
from typing import Generic, TypeVar

from portal.backends import context
from portal.backends.errors import BackendError, Unavailable

T = TypeVar("T")


class InFlight(Generic[T]):
    """Of one process. What comes back is shared: nobody may change it."""

    def __init__(self) -> None:
        self._flights: dict[Hashable, _Flight[T]] = {}
        self._lock = Lock()

    def run(self, key: Hashable, read: Callable[[], T], give_up_at: float) -> T:
        """What ``read`` returns or raises, or what the same read does that is under way already.

        Everybody keeps their own deadline: who has more time than the one who reads does it again
        when that one has run out of it.
        """
        if context.asks_anew.get():
            return read()
        own = _Flight[T]()
        while True:
            with self._lock:
                flight = self._flights.setdefault(key, own)
            if flight is own:
                break
            try:
                return flight.outcome.result(max(0.0, give_up_at - time.monotonic()))
            except TooLate:
                raise Unavailable("no answer in time", sent=False) from None
            except BackendError as error:
                if not (isinstance(error, Unavailable) and flight.deadline < _deadline()):
                    raise copy.copy(error) from error
        try:
            result = read()
        except BaseException as error:
            self._land(key, own)
            own.outcome.set_exception(error)
            raise
        self._land(key, own)
        own.outcome.set_result(result)
        return result

    def part(self) -> None:
        """Something has changed: who comes from now on does not join what is under way."""
        with self._lock:
            self._flights.clear()

    def _land(self, key: Hashable, flight: _Flight[T]) -> None:
        with self._lock:
            if self._flights.get(key) is flight:
                del self._flights[key]


class _Flight(Generic[T]):
    def __init__(self) -> None:
        self.outcome: Future[T] = Future()
        self.deadline = _deadline()


def _deadline() -> float:
    deadline = context.deadline.get()
    return inf if deadline is None else deadline
