"""One request for time off, as the HR system keeps it."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum


class Status(StrEnum):
    REQUESTED = "REQUESTED"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    USED = "USED"
    CANCELED = "CANCELED"


OPEN = frozenset({Status.REQUESTED, Status.APPROVED, Status.USED})


@dataclass(frozen=True, slots=True)
class Daily:
    """One calendar day of a request; amount is in the policy's unit, 0 on a day not worked."""

    date: date
    type: str
    amount: Decimal
    holiday_name: str | None = None


@dataclass(frozen=True, slots=True)
class TimeOff:
    """Instants are aware UTC; `amount` is in the policy's unit.

    `requester_id` is None when somebody at the client asked for it.
    """

    id: str
    profile_id: str
    requester_id: str | None
    policy_id: str
    type_id: str
    status: Status
    start: date
    end: date
    amount: Decimal
    dailies: tuple[Daily, ...]
    requested_on: date
    created_at: datetime
    updated_at: datetime
    approved_at: datetime | None = None
    day_type: str | None = None
    partial_dates: frozenset[date] = frozenset()
    is_paid: bool = True
    reason: str = ""
    description: str = ""
    other_type_description: str = ""
    percentage: Decimal | None = None
    event_id: str | None = None

    def on(self, today: date) -> "TimeOff":
        """The request as it stands today: an approved one is used once its last day is over."""
        if self.status is Status.APPROVED and self.end < today:
            return replace(self, status=Status.USED)
        return self

    def overlaps(self, start: date, end: date) -> bool:
        """Whether it takes any of those days."""
        return self.status in OPEN and self.start <= end and start <= self.end
