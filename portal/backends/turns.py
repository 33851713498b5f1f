"""Turns to call an HR system: who may call when, within a rate."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from threading import Lock
from typing import Protocol

SLACK = 0.2
"""Seconds by which the window is kept longer: calls leave evenly but arrive unevenly, above all
those that make a new connection first."""


@dataclass(frozen=True, slots=True)
class Rate:
    """At most ``burst`` calls in any ``window`` of seconds."""

    burst: int
    window: float

    @classmethod
    def per_second(cls, calls: float) -> Rate:
        burst = max(1, int(calls))
        return cls(burst, burst / calls + SLACK)

    @property
    def share(self) -> int:
        """What background calls may take of the burst."""
        return max(1, self.burst // 2)

    def divided_by(self, processes: int) -> Rate:
        """For each of so many that know nothing of each other's calls; one call at a time, which
        leaves room for processes that start meanwhile."""
        return Rate(1, self.window * ceil(processes / self.burst))


@dataclass(frozen=True, slots=True)
class Turn:
    reserved: bool
    """Nobody else will have it. False: nothing was used up."""
    seconds: float
    """Until it has come; without one: until there might be one."""
    era: int = 0
    """Of who gave it: with a new one what was reserved is void."""


class Turns(Protocol):
    """Handed out ahead of time and in order, so that who asks is told once and for all."""

    def reserve(self, patience: float, *, background: bool) -> Turn:
        """The next free turn, unless it comes later than ``patience`` seconds from now.

        In the background only one that is free now and leaves enough for others.
        """

    def pause(self, seconds: float) -> None:
        """No new turn for this long."""

    def holds(self, turn: Turn, /) -> bool:
        """Whether a turn that was waited for is still good when it comes."""


class OwnTurns:
    """Of one process, in memory."""

    def __init__(self, rate: Rate | None, clock: Callable[[], float] = time.monotonic) -> None:
        """None: as many as are asked for, except during a pause."""
        self._rate = rate
        self._clock = clock
        self._taken: deque[float] = deque(maxlen=rate.burst if rate else 0)
        """When they come or came, oldest first."""
        self._paused_until = 0.0
        self._lock = Lock()

    def reserve(self, patience: float, *, background: bool) -> Turn:
        with self._lock:
            now = self._clock()
            comes = max(now, self._paused_until, self._opens(background))
            if comes > now + (min(patience, 0.0) if background else patience):
                return Turn(False, comes - now)
            self._taken.append(comes)
            return Turn(True, comes - now)

    def pause(self, seconds: float) -> None:
        with self._lock:
            self._paused_until = max(self._paused_until, self._clock() + seconds)

    def holds(self, _turn: Turn, /) -> bool:
        return self.paused() <= 0

    def paused(self) -> float:
        """For how many seconds yet."""
        return max(0.0, self._paused_until - self._clock())

    def _opens(self, background: bool) -> float:
        if self._rate is None:
            return 0.0
        most = self._rate.share if background else self._rate.burst
        return self._taken[-most] + self._rate.window if len(self._taken) >= most else 0.0
