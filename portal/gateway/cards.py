"""What a page gets of one read: its value, how fresh it is, or why there is none."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from concurrent.futures import Future, wait
from datetime import UTC, datetime
from typing import Generic, TypeVar, cast

from portal.backends.errors import BackendError, Limited, Unavailable

T = TypeVar("T")

CLOSE = 0.05
"""A call gives up by itself at the deadline; this many seconds before it counts as late too."""


class Card(ABC, Generic[T]):
    """One read of a page. Exactly one of ``ready``, ``late``, ``failed`` holds."""

    stale: bool = False
    """A newer one is on its way: the card looks again by itself a moment later."""
    unanswered: bool = False
    """The HR system did not answer when a newer one was asked for."""
    from_before: bool = False
    """Read for an earlier page."""

    @property
    @abstractmethod
    def left_out(self) -> int:
        """How many entries of a list could not be read and are missing in ``value``."""

    @property
    @abstractmethod
    def ready(self) -> bool: ...

    @property
    @abstractmethod
    def late(self) -> bool:
        """Not here in time: the page draws a placeholder that fetches itself."""

    @property
    @abstractmethod
    def error(self) -> BackendError | None: ...

    @property
    @abstractmethod
    def value(self) -> T:
        """Raises: LookupError, unless ``ready``."""

    @property
    @abstractmethod
    def read_at(self) -> datetime | None:
        """Aware UTC; None unless ``ready``."""

    @property
    def failed(self) -> bool:
        return self.error is not None


class KeptCard(Card[T]):
    """What is at hand already."""

    ready = True
    late = False
    error = None
    failed = False
    value: T = cast(T, None)
    read_at: datetime | None = None
    left_out = 0

    def __init__(
        self,
        value: T,
        read_at: datetime,
        *,
        stale: bool = False,
        unanswered: bool = False,
        from_before: bool = True,
        left_out: int = 0,
    ) -> None:
        self.value = value
        self.read_at = read_at
        self.stale = stale
        self.unanswered = unanswered
        self.from_before = from_before
        self.left_out = left_out


class AwaitedCard(Card[T]):
    """What is read for this page: to look at it waits until the read is done or the page's
    deadline has passed. What comes later is dropped.

    Looking raises ``SignInAgain`` and whatever else the read raised that is no ``BackendError``.
    """

    def __init__(self, future: Future[Outcome[T]], deadline: float, *, last_chance: bool) -> None:
        self._future = future
        self._deadline = deadline
        self._last_chance = last_chance
        self._looked = False
        self._found: Outcome[T] | None = None

    @property
    def ready(self) -> bool:
        return self._outcome is not None and self._outcome.error is None

    @property
    def late(self) -> bool:
        return not self.ready and not self.failed

    @property
    def error(self) -> BackendError | None:
        if self._outcome is None:
            return Unavailable("no answer in time") if self._last_chance else None
        error = self._outcome.error
        if error is None or self._last_chance:
            return error
        return None if was_late(error, self._outcome.finished, self._deadline) else error

    @property
    def value(self) -> T:
        if not self.ready:
            raise LookupError("this card has nothing to show")
        return cast(T, self._outcome and self._outcome.value)

    @property
    def left_out(self) -> int:
        return self._outcome.left_out if self._outcome else 0

    @property
    def read_at(self) -> datetime | None:
        return self._outcome.at if self.ready and self._outcome else None

    @property
    def _outcome(self) -> Outcome[T] | None:
        # Not a cached_property: in Python 3.11 all cards of a process share its lock, and one that
        # is waited for would hold every other page.
        if not self._looked:
            wait((self._future,), timeout=max(0.0, self._deadline - time.monotonic()))
            if self._future.done():
                self._found = self._future.result()
            else:
                self._future.cancel()
            self._looked = True
        return self._found


class Outcome(Generic[T]):
    def __init__(self, value: T | None, error: BackendError | None, left_out: int = 0) -> None:
        self.value = value
        self.error = error
        self.left_out = left_out
        self.at = datetime.now(UTC)
        self.finished = time.monotonic()


def was_late(error: BackendError, finished: float, deadline: float) -> bool:
    """Whether waiting longer may help: no turn came, or the call was cut by the deadline."""
    if isinstance(error, Limited):
        return True
    return isinstance(error, Unavailable) and finished >= deadline - CLOSE
