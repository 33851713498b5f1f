"""What an answer to a resignation has to keep to, and how far one has come."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from portal.backends.agreements import ResignationStage
from portal.backends.offboarding import (
    LastDays,
    LeaveAtEnd,
    LeaveTracking,
    ResignationDetails,
    TeamResignation,
)

FURTHEST = timedelta(days=731)


# The list ------------------------------------------------------------------------------------


def waiting(found: Iterable[TeamResignation]) -> list[TeamResignation]:
    return [one for one in found if one.waits]


def under_way(found: Iterable[TeamResignation]) -> list[TeamResignation]:
    """Answered and not over."""
    return [one for one in found if one.open and not one.waits]


def over(found: Iterable[TeamResignation]) -> list[TeamResignation]:
    """The latest last day first."""
    closed = [one for one in found if not one.open]
    return sorted(closed, key=lambda one: one.last_day or date.min, reverse=True)


# The last day --------------------------------------------------------------------------------


class DayFault(StrEnum):
    IN_THE_PAST = "in_the_past"
    TOO_EARLY = "too_early"
    RESTRICTED = "restricted"
    TOO_FAR = "too_far"
    AS_WISHED = "as_wished"


def fault_of(day: date, wished: date | None, allowed: LastDays, today: date) -> DayFault | None:
    """What speaks against a last day that the employer names instead of the wished one."""
    if day < today:
        return DayFault.IN_THE_PAST
    if day == wished:
        return DayFault.AS_WISHED
    if allowed.earliest is not None and day < allowed.earliest:
        return DayFault.TOO_EARLY
    if day in allowed.restricted:
        return DayFault.RESTRICTED
    return DayFault.TOO_FAR if day - today > FURTHEST else None


def wished_day_bars(wished: date, allowed: LastDays) -> bool:
    """Whether no employment may end on the wished day.

    That it lies before the earliest one today bars nothing: the notice ran from the day on which
    it was given."""
    return wished in allowed.restricted


def restricted_ahead(allowed: LastDays, today: date) -> list[date]:
    return [day for day in allowed.restricted if day >= today]


def notice_days(details: ResignationDetails) -> int | None:
    """From the day on which it was handed in to the wished one."""
    if details.handed_in_at is None or details.desired_end_date is None:
        return None
    return (details.desired_end_date - details.handed_in_at.date()).days


# The leave -----------------------------------------------------------------------------------


def countings(leave: LeaveAtEnd) -> tuple[LeaveTracking, ...]:
    """Where the leave may be said to be counted; the first one is what the HR system thinks.

    Amounts from elsewhere take one unit for all of them, and none is ever converted. None at all:
    the answer can't be given here.
    """
    elsewhere = (LeaveTracking.OFF_PLATFORM,) if leave.unit is not None else ()
    if leave.tracking is LeaveTracking.OFF_PLATFORM:
        return elsewhere
    return (LeaveTracking.ON_PLATFORM, *elsewhere)


# How far it is -------------------------------------------------------------------------------


class Step(StrEnum):
    HANDED_IN = "handed_in"
    ANSWER = "answer"
    REVIEW = "review"
    PROCESS = "process"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Progress:
    """``state`` is ``done``, ``current`` or ``todo``."""

    step: Step
    state: str
    at: date | datetime | None = None


_ORDER = {
    ResignationStage.WITH_EMPLOYER: Step.ANSWER,
    ResignationStage.IN_REVIEW: Step.REVIEW,
    ResignationStage.IN_PROCESS: Step.PROCESS,
    ResignationStage.COMPLETED: Step.COMPLETED,
}


def progress(
    resignation: TeamResignation, details: ResignationDetails | None
) -> tuple[Progress, ...]:
    handed_in = Progress(Step.HANDED_IN, "done", details.handed_in_at if details else None)
    if resignation.stage is ResignationStage.CANCELLED:
        return (handed_in, Progress(Step.CANCELLED, "done"))
    if resignation.stage not in _ORDER:
        return (handed_in, Progress(Step.OTHER, "current"))
    steps = list(_ORDER.values())
    now = steps.index(_ORDER[resignation.stage])
    finished = resignation.stage is ResignationStage.COMPLETED
    return (
        handed_in,
        *(
            Progress(
                step,
                "done" if place < now or finished else "current" if place == now else "todo",
                resignation.last_day if step is Step.COMPLETED else None,
            )
            for place, step in enumerate(steps)
        ),
    )
