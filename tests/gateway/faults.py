"""What goes wrong at the next write."""

from __future__ import annotations

from enum import Enum


class Killed(BaseException):
    """The process is gone: nothing catches this, nothing is tidied up."""


class Fault(Enum):
    """What happens to the next write."""

    REFUSED = "refused"
    CONFLICT = "conflict"
    UNSENT = "unsent"
    LOST = "lost"
    """No answer, no effect."""
    UNANSWERED = "unanswered"
    """No answer, but the effect is there."""
    LATE = "late"
    """No answer, and the effect comes with ``catch_up``."""
    KILLED_BEFORE = "killed_before"
    KILLED_AFTER = "killed_after"
    TOKEN = "token"
