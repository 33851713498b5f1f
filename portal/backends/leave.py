"""Time off: balances, types, requests. Value objects, as in ``types.py``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum


class LeaveUnit(StrEnum):
    HOURS = "hours"
    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Leave:
    """An amount of leave in its own unit."""

    amount: Decimal
    unit: LeaveUnit


class LeaveEventKind(StrEnum):
    ACCRUED = "accrued"
    TAKEN = "taken"
    ADJUSTED = "adjusted"
    CARRIED_OVER = "carried_over"
    EXPIRED = "expired"
    PAID_OUT = "paid_out"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class LeaveEvent:
    on: date
    kind: LeaveEventKind
    amount: Decimal
    """Signed, in the balance's unit."""


@dataclass(frozen=True, slots=True)
class ExpiringLeave:
    amount: Decimal
    on: date


@dataclass(frozen=True, slots=True)
class LeaveBalance:
    """One policy's balance today. All amounts are in ``unit``; None means "not said"."""

    policy_id: str
    policy_name: str
    unit: LeaveUnit
    unlimited: bool
    available: Decimal | None
    """None when unlimited."""
    total: Decimal | None
    accrued: Decimal | None
    used: Decimal | None
    approved: Decimal | None
    """Approved and still ahead."""
    requested: Decimal | None
    upcoming_accruals: Decimal | None
    expired: Decimal | None
    period_end: date | None
    type_ids: tuple[str, ...]
    """Ids of the time-off types that draw on this balance."""
    events: tuple[LeaveEvent, ...]
    """Oldest first."""
    future_events: tuple[LeaveEvent, ...]
    expiring: tuple[ExpiringLeave, ...]


class Granularity(StrEnum):
    FULL_DAYS = "full_days"
    HALF_DAYS = "half_days"
    HOURS = "hours"


class Need(StrEnum):
    NO = "no"
    YES = "yes"
    SOMETIMES = "sometimes"


@dataclass(frozen=True, slots=True)
class TimeOffType:
    id: str
    name: str
    policy_id: str
    policy_name: str
    paid: bool | None
    granularity: Granularity
    note_required: bool
    attachment: Need
    past_allowed: bool
    overlap_allowed: bool
    notice: Leave | None
    """How long beforehand the request has to come."""


@dataclass(frozen=True, slots=True)
class TimeOffDraft:
    """A request before it is sent. ``half_day`` and ``hours_per_day`` apply to every day of it."""

    type_id: str
    start: date
    end: date
    half_day: bool = False
    hours_per_day: Decimal | None = None
    note: str = ""


class DayKind(StrEnum):
    WORKING_DAY = "working_day"
    DAY_OFF = "day_off"
    HOLIDAY = "holiday"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class TimeOffDay:
    on: date
    kind: DayKind
    amount: Decimal
    holiday_name: str = ""


@dataclass(frozen=True, slots=True)
class TimeOffPreview:
    """What the HR system says of a draft. ``message`` is its own sentence when not valid."""

    valid: bool
    message: str
    amount: Leave | None
    balance_after: Leave | None
    days: tuple[TimeOffDay, ...]
    note_required: bool
    attachment_required: bool


class TimeOffStatus(StrEnum):
    REQUESTED = "requested"
    APPROVED = "approved"
    REJECTED = "rejected"
    USED = "used"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class TimeOff:
    id: str
    worker_id: str
    """Whose it is, as the HR system says; the gateway compares it before anyone sees it."""
    type_id: str
    type_name: str
    """Empty when the list does not carry it."""
    status: TimeOffStatus
    status_text: str
    start: date
    end: date
    amount: Leave
    half_day: bool
    note: str
    requested_on: date | None
    decided_at: datetime | None
    days: tuple[TimeOffDay, ...]

    @property
    def cancellable(self) -> bool:
        """Only while nobody has decided."""
        return self.status is TimeOffStatus.REQUESTED
