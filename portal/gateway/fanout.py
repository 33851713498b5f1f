"""A page's reads side by side, under one deadline: no card waits for another, none takes the page.

    cards = worker.side_by_side()
    balances = cards.start(worker.leave_balances)
    payslips = cards.start(worker.payslips)

Drawing the page may begin at once: a card is waited for when somebody looks at it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Executor, Future, wait
from contextvars import copy_context
from datetime import UTC, datetime
from functools import cached_property
from typing import Generic, TypeVar, cast

from portal.backends import context
from portal.backends.errors import BackendError, Limited, Unavailable

T = TypeVar("T")

CLOSE = 0.05
"""A call gives up by itself at the deadline; this many seconds before it counts as late too."""


class Card(Generic[T]):
    """One read of a page. Exactly one of ``ready``, ``late``, ``failed`` holds; to look at any of
    them waits until the read is done or the page's deadline has passed. What comes later is
    dropped.

    Looking raises ``SignInAgain`` and whatever else the read raised that is no ``BackendError``.
    """

    def __init__(self, future: Future[_Outcome[T]], deadline: float, *, last_chance: bool) -> None:
        self._future = future
        self._deadline = deadline
        self._last_chance = last_chance

    @property
    def ready(self) -> bool:
        return self._outcome is not None and self._outcome.error is None

    @property
    def late(self) -> bool:
        """Not here in time: the page draws a placeholder that fetches itself."""
        return not self.ready and not self.failed

    @property
    def failed(self) -> bool:
        return self.error is not None

    @cached_property
    def error(self) -> BackendError | None:
        if self._outcome is None:
            return Unavailable("no answer in time") if self._last_chance else None
        error = self._outcome.error
        if error is None or self._last_chance:
            return error
        return None if _was_late(error, self._outcome.finished, self._deadline) else error

    @property
    def value(self) -> T:
        """Raises: LookupError, unless ``ready``."""
        if not self.ready:
            raise LookupError("this card has nothing to show")
        return cast(T, self._outcome and self._outcome.value)

    @property
    def read_at(self) -> datetime | None:
        """Aware UTC; None unless ``ready``."""
        return self._outcome.at if self.ready and self._outcome else None

    @cached_property
    def _outcome(self) -> _Outcome[T] | None:
        wait((self._future,), timeout=max(0.0, self._deadline - time.monotonic()))
        if self._future.done():
            return self._future.result()
        self._future.cancel()
        return None


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
        self._cards: list[Card[object]] = []

    def start(self, read: Callable[[], T]) -> Card[T]:
        """Begin a read in a thread that knows this request's id and deadline."""
        around = copy_context()
        around.run(context.deadline.set, self._deadline)
        future = self._pool.submit(around.run, _run, read)
        card = Card(future, self._deadline, last_chance=self._last_chance)
        self._cards.append(cast("Card[object]", card))
        return card

    def wait(self) -> None:
        """Until all are done or the deadline has passed.

        Raises: SignInAgain and whatever else is not a ``BackendError``, out of any card.
        """
        for card in self._cards:
            _ = card.ready


def _run(read: Callable[[], T]) -> _Outcome[T]:
    try:
        return _Outcome(read(), None)
    except BackendError as error:
        return _Outcome(None, error)


def _was_late(error: BackendError, finished: float, deadline: float) -> bool:
    """Whether waiting longer may help: no turn came, or the call was cut by the deadline."""
    if isinstance(error, Limited):
        return True
    return isinstance(error, Unavailable) and finished >= deadline - CLOSE
