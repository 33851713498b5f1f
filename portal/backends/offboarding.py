"""A resignation as the employer sees and answers it. Value objects, as in ``types.py``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from portal.backends.agreements import CLOSED, ResignationReason, ResignationStage
from portal.backends.leave import Leave, LeaveUnit


@dataclass(frozen=True, slots=True)
class TeamResignation:
    """One line of the list of who resigns."""

    id: str
    worker_id: str
    """Whose it is; the gateway compares it before anybody sees the rest."""
    contract_id: str
    stage: ResignationStage
    stage_text: str
    """The HR system's own name of the stage, for people."""
    last_day: date | None
    """The one agreed to or, before that, the one wished for."""
    beside_dismissal: bool = False
    """What the HR system tells of the contract may be of that one, of which nobody may know yet."""

    @property
    def waits(self) -> bool:
        """For the employer's answer."""
        return self.stage is ResignationStage.WITH_EMPLOYER

    @property
    def open(self) -> bool:
        return self.stage not in CLOSED


@dataclass(frozen=True, slots=True)
class ResignationFile:
    """What the worker has added."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class ResignationDetails:
    """What was handed in, of the newest resignation of a contract."""

    contract_id: str
    """As ``TeamResignation.worker_id``: to be compared."""
    reason: ResignationReason | None
    """None where the HR system's word is none of those that a worker can choose."""
    reason_text: str
    detail: str
    desired_end_date: date | None
    end_date: date | None
    """The last day that was agreed to."""
    handed_in_at: datetime | None
    files: tuple[ResignationFile, ...]


@dataclass(frozen=True, slots=True)
class LastDays:
    """On which days an employment may end, as the HR system says today."""

    earliest: date | None
    restricted: tuple[date, ...]
    """In order; no employment ends on one of these."""


class LeaveTracking(StrEnum):
    """Where a worker's leave is counted."""

    ON_PLATFORM = "on_platform"
    """In the HR system."""
    OFF_PLATFORM = "off_platform"
    """Elsewhere: the employer has to say what was taken."""


@dataclass(frozen=True, slots=True)
class LeavePeriod:
    """One leave year, with what the HR system knows to have been taken in it."""

    start: date
    end: date
    used: Decimal | None
    unit: LeaveUnit


@dataclass(frozen=True, slots=True)
class UpcomingLeave:
    start: date
    end: date
    amount: Leave
    approved: bool


@dataclass(frozen=True, slots=True)
class LeaveAtEnd:
    """A worker's leave, as it will stand when the employment ends."""

    tracking: LeaveTracking | None
    """None where the HR system's word is not known."""
    remaining: Decimal | None
    periods: tuple[LeavePeriod, ...]
    upcoming: tuple[UpcomingLeave, ...]

    @property
    def unit(self) -> LeaveUnit | None:
        """The one of all amounts; None where there is none or more than one."""
        units = {period.unit for period in self.periods} - {LeaveUnit.UNKNOWN}
        known = all(period.unit in units for period in self.periods)
        return units.pop() if len(units) == 1 and known else None


# The answer ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class UsedLeave:
    """What was taken in one leave year without the HR system knowing."""

    start: date
    end: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class OffPlatformLeave:
    """All of it, in one unit."""

    used: tuple[UsedLeave, ...]
    scheduled: Decimal
    """What is still to be taken before the last day."""
    unit: LeaveUnit


class SeveranceUnit(StrEnum):
    """A sum of money is not among these: HR systems take it without a currency."""

    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"


@dataclass(frozen=True, slots=True)
class Severance:
    amount: Decimal
    unit: SeveranceUnit


@dataclass(frozen=True, slots=True)
class Acceptance:
    """The employer agrees, to the day that the worker wishes for."""

    off_platform: OffPlatformLeave | None
    """None: the HR system's own count holds."""
    severance: Severance | None = None


class DeclineReason(StrEnum):
    LAST_DAY = "last_day"
    NO_RESIGNATION = "no_resignation"
    """It is a dismissal, and no resignation."""
    UNDER_INVESTIGATION = "under_investigation"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Refusal:
    reason: DeclineReason
    detail: str = ""
    possible_last_day: date | None = None
    """One that the employer could agree to."""
