"""A waiting line in front of an HR system, so that a page waits its turn instead of meeting a 429.

The ``limits`` library answers "now?" and not "when?", has no line and counts whole seconds; so the
line is kept here. It paces one process.
"""

from __future__ import annotations

import time
from collections import deque
from threading import Condition

SLACK = 0.05
"""Calls leave evenly but arrive unevenly: seconds by which the window is kept longer."""


class Pacer:
    """First come, first served, at most ``calls_per_second`` in a rolling window; 0: no pacing."""

    def __init__(self, calls_per_second: float) -> None:
        self._burst = max(1, int(calls_per_second)) if calls_per_second else 0
        self._window = self._burst / calls_per_second + SLACK if calls_per_second else 0.0
        self._sent: deque[float] = deque(maxlen=self._burst)
        self._line: deque[object] = deque()
        self._paused_until = 0.0
        self._changed = Condition()

    def wait(self, deadline: float) -> float | None:
        """Wait for a turn until ``deadline`` (``time.monotonic()``).

        Returns: None when the turn has come; the seconds to wait from now where it would come
        after the deadline, and then no turn is used up.
        """
        ticket = object()
        with self._changed:
            self._line.append(ticket)
            try:
                while True:
                    now = time.monotonic()
                    opens = self._opens(self._line.index(ticket), now)
                    if opens <= now:
                        self._sent.append(now)
                        return None
                    if opens > deadline:
                        return opens - now
                    self._changed.wait(opens - now)
            finally:
                self._line.remove(ticket)
                self._changed.notify_all()

    def pause(self, seconds: float) -> None:
        """Nobody calls for this long: the HR system asked for it."""
        with self._changed:
            self._paused_until = max(self._paused_until, time.monotonic() + seconds)
            self._changed.notify_all()

    def _opens(self, place: int, now: float) -> float:
        """When the caller at this place of the line may go, as far as is known."""
        if not self._burst:
            return self._paused_until
        rounds, index = divmod(place, self._burst)
        nth = index - (self._burst - len(self._sent))
        opens = max(self._sent[nth] + self._window if nth >= 0 else 0.0, self._paused_until)
        return max(opens, now) + rounds * self._window if rounds else opens
