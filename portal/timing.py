"""How long the ledger waits before it looks, and before it believes what it does not see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Timing:
    lease: timedelta = timedelta(seconds=150)
    """Longer than the calls of one write can take with all their time-outs."""
    call: timedelta = timedelta(seconds=100)
    """Of the lease, what a send that begins now may still need."""
    settle: timedelta = timedelta(seconds=120)
    """After the last call of ours is over: how long the HR system may still be at work on it."""
    resend_within: timedelta = timedelta(hours=20)
    """Of the intent. HR systems forget idempotency keys after 24 hours."""
    same_act: timedelta = timedelta(minutes=2)
    """How long after it was accepted the same act from another form counts as a repeat."""
    first_look: timedelta = timedelta(seconds=2)
    """After a call that ended without an answer."""
    first_look_unanswered: timedelta = timedelta(seconds=10)
    """After the intent, when no word has come from who was to send it."""
    shortest: timedelta = timedelta(seconds=3)
    """Between two looks; each pause is twice the one before."""
    longest: timedelta = timedelta(minutes=10)

    def next_look(self, rounds: int, lease_until: datetime, now: datetime) -> datetime:
        pause: timedelta = min(self.shortest * (1 << min(rounds, 20)), self.longest)
        settled = lease_until + self.settle
        return min(now + pause, settled) if settled > now + self.shortest else now + pause

    def is_settled(self, lease_until: datetime, at: datetime) -> bool:
        """Whether what is not there at ``at`` will not come any more.

        ``lease_until``: when the last call of ours was over at the latest.
        """
        return lease_until + self.settle <= at

    def may_resend(self, asked_at: datetime, now: datetime) -> bool:
        return asked_at + self.resend_within > now
