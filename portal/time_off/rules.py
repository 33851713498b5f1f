"""What a request for time off may be, as far as that can be said before the HR system is asked.

Only what the type itself states is checked here; everything else is the HR system's to judge, in
its preview. Dates are the worker's own calendar dates.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum

from portal.backends.leave import (
    ExpiringLeave,
    Granularity,
    Leave,
    LeaveBalance,
    LeaveEventKind,
    LeaveUnit,
    Need,
    TimeOff,
    TimeOffDraft,
    TimeOffStatus,
    TimeOffType,
)

NOTE_LIMIT = 500
FURTHEST = timedelta(days=731)
"""How far from today a request may reach, either way: beyond it, it is a slip of the finger."""
LONGEST_DAY = Decimal(24)

_STANDING = frozenset({TimeOffStatus.REQUESTED, TimeOffStatus.APPROVED, TimeOffStatus.USED})
_DECIDED = frozenset({TimeOffStatus.APPROVED, TimeOffStatus.USED, TimeOffStatus.REJECTED})


class Fault(StrEnum):
    """Why a draft can't be sent."""

    NEEDS_DOCUMENT = "needs_document"
    ENDS_BEFORE_START = "ends_before_start"
    TOO_FAR = "too_far"
    IN_THE_PAST = "in_the_past"
    TOO_SOON = "too_soon"
    OVERLAPS = "overlaps"
    WHOLE_DAYS_ONLY = "whole_days_only"
    HOURS_OUT_OF_RANGE = "hours_out_of_range"
    NOTE_MISSING = "note_missing"


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault, the form's field it belongs to, and what its sentence needs."""

    field: str
    fault: Fault
    earliest: date | None = None
    other: TimeOff | None = None


def problems(
    draft: TimeOffDraft, kind: TimeOffType, *, today: date, own: Iterable[TimeOff]
) -> list[Problem]:
    """Everything that speaks against the draft, in the order of the form's fields."""
    found = [
        _document(kind),
        _dates(draft, kind, today),
        _overlap(draft, kind, own),
        _part_of_day(draft, kind),
        _note(draft, kind),
    ]
    return [problem for problem in found if problem is not None]


def _document(kind: TimeOffType) -> Problem | None:
    """No HR system we speak to takes a document along with a request."""
    if kind.attachment is Need.YES:
        return Problem("type_id", Fault.NEEDS_DOCUMENT)
    return None


def _dates(draft: TimeOffDraft, kind: TimeOffType, today: date) -> Problem | None:
    if draft.end < draft.start:
        return Problem("end", Fault.ENDS_BEFORE_START)
    for field, day in (("start", draft.start), ("end", draft.end)):
        if abs(day - today) > FURTHEST:
            return Problem(field, Fault.TOO_FAR)
    if draft.start < today:
        return None if kind.past_allowed else Problem("start", Fault.IN_THE_PAST)
    earliest = earliest_start(kind, today)
    if draft.start < earliest:
        return Problem("start", Fault.TOO_SOON, earliest=earliest)
    return None


def earliest_start(kind: TimeOffType, today: date) -> date:
    """The first day that the type's notice leaves open.

    A notice in working days depends on a calendar only the HR system has, so those count as
    calendar days here: never too strict, and its preview refuses the rest.
    """
    if kind.notice is None:
        return today
    match kind.notice.unit:
        case LeaveUnit.WORKING_DAYS | LeaveUnit.CALENDAR_DAYS:
            days = kind.notice.amount
        case LeaveUnit.WEEKS:
            days = kind.notice.amount * 7
        case _:
            days = Decimal(0)
    return today + min(timedelta(days=int(days.to_integral_value(ROUND_CEILING))), FURTHEST)


def _overlap(draft: TimeOffDraft, kind: TimeOffType, own: Iterable[TimeOff]) -> Problem | None:
    if kind.overlap_allowed or draft.end < draft.start:
        return None
    other = overlapping(draft, own)
    return Problem("start", Fault.OVERLAPS, other=other) if other else None


def overlapping(draft: TimeOffDraft, own: Iterable[TimeOff]) -> TimeOff | None:
    """The first standing request that shares a day with the draft.

    Two parts of one day may go together; whether they do is for the HR system to say.
    """
    part = draft.half_day or draft.hours_per_day is not None
    for other in sorted(own, key=lambda one: one.start):
        shares_a_day = other.start <= draft.end and draft.start <= other.end
        other_part = other.half_day or other.amount.unit is LeaveUnit.HOURS
        if other.status in _STANDING and shares_a_day and not (part and other_part):
            return other
    return None


def _part_of_day(draft: TimeOffDraft, kind: TimeOffType) -> Problem | None:
    hours = draft.hours_per_day
    if draft.half_day and kind.granularity is not Granularity.HALF_DAYS:
        return Problem("type_id", Fault.WHOLE_DAYS_ONLY)
    if hours is not None and kind.granularity is not Granularity.HOURS:
        return Problem("type_id", Fault.WHOLE_DAYS_ONLY)
    if hours is not None and not 0 < hours <= LONGEST_DAY:
        return Problem("hours_per_day", Fault.HOURS_OUT_OF_RANGE)
    return None


def _note(draft: TimeOffDraft, kind: TimeOffType) -> Problem | None:
    if kind.note_required and not draft.note:
        return Problem("note", Fault.NOTE_MISSING)
    return None


# The list ------------------------------------------------------------------------------------


def waiting(requests: Iterable[TimeOff]) -> list[TimeOff]:
    """Those nobody decided yet, the soonest first."""
    open_ones = [one for one in requests if one.status is TimeOffStatus.REQUESTED]
    return sorted(open_ones, key=lambda one: one.start)


def by_year(requests: Iterable[TimeOff]) -> dict[int, list[TimeOff]]:
    """The others by the year they start in, the latest first."""
    years: dict[int, list[TimeOff]] = {}
    for one in sorted(requests, key=lambda one: one.start, reverse=True):
        if one.status is not TimeOffStatus.REQUESTED:
            years.setdefault(one.start.year, []).append(one)
    return years


# One request ---------------------------------------------------------------------------------


class Step(StrEnum):
    ASKED = "asked"
    DECIDED = "decided"
    TAKEN = "taken"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a request has come. ``state`` is ``done``, ``current`` or ``todo``."""

    step: Step
    state: str
    at: date | datetime | None = None


def progress(request: TimeOff) -> tuple[Progress, ...]:
    """The steps that this request takes; one that was refused or withdrawn ends there."""
    asked = Progress(Step.ASKED, "done", request.requested_on)
    if request.status is TimeOffStatus.CANCELLED:
        return (asked, Progress(Step.CANCELLED, "done"))
    decided = "done" if request.status in _DECIDED else "current"
    decision = Progress(Step.DECIDED, decided, request.decided_at)
    if request.status is TimeOffStatus.REJECTED:
        return (asked, decision)
    taken = {TimeOffStatus.USED: "done", TimeOffStatus.APPROVED: "current"}
    return (asked, decision, Progress(Step.TAKEN, taken.get(request.status, "todo"), request.start))


# Balances ------------------------------------------------------------------------------------


def balance_for(kind: TimeOffType, balances: Sequence[LeaveBalance]) -> LeaveBalance | None:
    """The balance that this type draws on."""
    for balance in balances:
        if kind.id in balance.type_ids or kind.policy_id == balance.policy_id:
            return balance
    return None


def available(balance: LeaveBalance) -> Leave | None:
    """What can still be asked for; None when there is no limit or no figure."""
    if balance.unlimited or balance.available is None:
        return None
    return Leave(balance.available, balance.unit)


def expiring(balance: LeaveBalance) -> tuple[ExpiringLeave, ...]:
    """What will be lost and when, unless it is taken before.

    Where the HR system foretells it, its figure counts; what was merely carried over with a last
    day may have been taken in part, so it is at most what is left.
    """
    foretold = tuple(
        ExpiringLeave(-event.amount, event.on)
        for event in balance.future_events
        if event.kind is LeaveEventKind.EXPIRED and event.amount < 0
    )
    if foretold:
        return foretold
    left = balance.available
    carried = (
        ExpiringLeave(one.amount if left is None else min(one.amount, left), one.on)
        for one in balance.expiring
    )
    return tuple(one for one in carried if one.amount > 0)


def shares(balance: LeaveBalance) -> tuple[tuple[str, Decimal], ...]:
    """The parts of a balance as a bar shows them, without empty ones: kind and amount."""
    parts = (
        ("used", balance.used),
        ("upcoming", balance.approved),
        ("requested", balance.requested),
        ("available", None if balance.unlimited else balance.available),
    )
    return tuple((kind, amount) for kind, amount in parts if amount is not None and amount > 0)
