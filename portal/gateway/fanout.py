"""A page's reads side by side, under one deadline: no card waits for another, none takes the page.

cards = worker.side_by_side()
balances = cards.start(worker.leave_balances)
payslips = cards.start(worker.payslips)
cards.wait()
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Executor, Future, wait
from contextvars import copy_context
from datetime import UTC, datetime
from typing import Generic, TypeVar, cast

from portal.backends import context
from portal.backends.errors import BackendError, Limited, Unavailable

T = TypeVar("T")

CLOSE = 0.05
"""A call gives up by itself at the deadline; this many seconds before it counts as late too."""


class Card(Generic[T]):
    """One read of a page. Exactly one of ``ready``, ``late``, ``failed`` holds after the wait."""

    def __init__(self) -> None:
        self.ready = False
        self.late = False
        """Not here in time: the page draws a placeholder that fetches itself."""
        self.error: BackendError | None = None
        self.read_at: datetime | None = None
        self._value: T | None = None

    @property
    def failed(self) -> bool:
        return self.error is not None

    @property
    def value(self) -> T:
        """Raises: LookupError, unless ``ready``."""
        if not self.ready:
            raise LookupError("this card has nothing to show")
        return cast(T, self._value)

    def _settle(self, outcome: _Outcome[T] | None, deadline: float, *, last_chance: bool) -> None:
        if outcome is None:
            self.late = True
        elif outcome.error is None:
            self.ready, self.read_at, self._value = True, outcome.at, outcome.value
        elif _was_late(outcome.error, outcome.finished, deadline):
            self.late = True
        else:
            self.error = outcome.error
        if self.late and last_chance:
            self.late = False
            self.error = (outcome and outcome.error) or Unavailable("no answer in time")


class _Outcome(Generic[T]):
    def __init__(self, value: T | None, error: BackendError | None) -> None:
        self.value = value
        self.error = error
        self.at = datetime.now(UTC)
        self.finished = time.monotonic()


class Fanout:
    """For one page. Not to be shared between threads."""

    def __init__(self, pool: Executor, seconds: float, *, last_chance: bool = False) -> None:
        """``seconds``: how long the page waits from now, at most. ``last_chance``: what does not
        come by then has failed, so that a card that fetches itself does not do so for ever."""
        self._pool = pool
        self._last_chance = last_chance
        self._deadline = time.monotonic() + seconds
        self._cards: list[tuple[Card[object], Future[_Outcome[object]]]] = []

    def start(self, read: Callable[[], T]) -> Card[T]:
        """Begin a read in a thread that knows this request's id and deadline."""
        card: Card[T] = Card()
        around = copy_context()
        around.run(context.deadline.set, self._deadline)
        future = self._pool.submit(around.run, _run, read)
        self._cards.append((cast("Card[object]", card), cast("Future[_Outcome[object]]", future)))
        return card

    def wait(self) -> None:
        """Until all are done or the deadline has passed. What comes later is dropped.

        Raises: SignInAgain and whatever else is not a ``BackendError``, out of any card.
        """
        futures = [future for _, future in self._cards]
        done, _ = wait(futures, timeout=max(0.0, self._deadline - time.monotonic()))
        for card, future in self._cards:
            if future in done:
                card._settle(future.result(), self._deadline, last_chance=self._last_chance)
            else:
                future.cancel()
                card._settle(None, self._deadline, last_chance=self._last_chance)
        self._cards.clear()


def _run(read: Callable[[], T]) -> _Outcome[T]:
    try:
        return _Outcome(read(), None)
    except BackendError as error:
        return _Outcome(None, error)


def _was_late(error: BackendError, finished: float, deadline: float) -> bool:
    """Whether waiting longer may help: no turn came, or the deadline cut the call."""
    if isinstance(error, Limited):
        return True
    return isinstance(error, Unavailable) and finished >= deadline - CLOSE
