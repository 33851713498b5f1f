"""The call budget of an HR account, so that a page waits its turn instead of meeting a 429.

Not on the ``limits`` library. Its moving window says whether a call may leave now, not when, so
that all who wait ask again and again. On Redis it takes whole seconds only, too short or twice too
long for a window with slack, and compares the clocks of different machines. In memory it starts a
thread for nearly every call.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable

from portal.backends import context
from portal.backends.turns import OwnTurns, Rate, Turn, Turns

LATE = 0.05
"""Seconds after which a turn is given up: the call would arrive among those of the next ones."""


class Budget:
    """One a backend account and process. Safe to use from any thread."""

    def __init__(
        self,
        turns: Turns,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._turns = turns
        self._clock = clock
        self._sleep = sleep

    def wait(self, deadline: float) -> float | None:
        """Wait for a turn until ``deadline`` (``time.monotonic()``).

        Returns: None when the turn has come; the seconds to wait from now where it would come
        after the deadline, and then at once and no turn is used up.
        """
        background = context.background.get()
        while True:
            asked = self._clock()
            turn = self._turns.reserve(deadline - asked, background=background)
            comes = asked + turn.seconds
            if not turn.reserved and comes > deadline:
                return turn.seconds
            if turn.seconds:
                self._sleep(turn.seconds)
            if turn.reserved and self._is_good(turn, comes):
                return None

    def pause(self, seconds: float) -> None:
        """Nobody calls for this long: the HR system asked for it."""
        self._turns.pause(seconds)

    def _is_good(self, turn: Turn, came: float) -> bool:
        if self._clock() - came > LATE:
            return False
        return not turn.seconds or self._turns.holds(turn)


def build_budget(
    backend: str, base_url: str, token: str, *, calls_per_second: float, redis_url: str
) -> Budget:
    """``calls_per_second``: 0 for no pacing. ``redis_url``: empty for a budget of this process."""
    if not calls_per_second:
        return Budget(OwnTurns(None))
    rate = Rate.per_second(calls_per_second)
    if not redis_url:
        return Budget(OwnTurns(rate))
    from portal.backends.shared_turns import SharedTurns

    account = hashlib.sha256(f"{base_url}\0{token}".encode()).hexdigest()[:32]
    return Budget(SharedTurns(redis_url, f"{backend}:{account}", rate))
