"""What follows from the team's time off: who is away when, what a decision does to a balance.

Dates are calendar dates of whoever is away.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from portal.backends.leave import (
    DayKind,
    LeaveBalance,
    LeaveEventKind,
    LeaveUnit,
    TimeOff,
    TimeOffDay,
    TimeOffStatus,
)

LONGEST_STRIP = timedelta(weeks=6)
"""A picture of more days than that is told in words alone."""


class DayState(StrEnum):
    FREE = "free"
    """Nothing is known: a day like any other."""
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    ASKED = "asked"
    AWAY = "away"


class Spell(Protocol):
    """Days on which somebody is, or would like to be, away."""

    @property
    def worker_id(self) -> str: ...
    @property
    def start(self) -> date: ...
    @property
    def end(self) -> date: ...
    @property
    def status(self) -> TimeOffStatus: ...
    @property
    def days(self) -> tuple[TimeOffDay, ...]: ...


def week_of(day: date) -> tuple[date, date]:
    """The Monday and the Sunday around it."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def days_between(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def touches(off: TimeOff, first: date, last: date) -> bool:
    return off.start <= last and first <= off.end


def away(standing: Iterable[TimeOff], first: date, last: date) -> list[TimeOff]:
    """What is approved and touches these days, earliest first."""
    found = [
        off
        for off in standing
        if off.status in (TimeOffStatus.APPROVED, TimeOffStatus.USED) and touches(off, first, last)
    ]
    return sorted(found, key=lambda off: (off.start, off.end))


def away_now(standing: Iterable[TimeOff], worker_id: str, today: date) -> TimeOff | None:
    """What keeps one person away; ``today`` is theirs."""
    return next((off for off in away(standing, today, today) if off.worker_id == worker_id), None)


def at_the_same_time(off: TimeOff, standing: Iterable[TimeOff]) -> list[TimeOff]:
    """What others have, approved or asked for, on any day of this request."""
    return [
        other
        for other in standing
        if other.worker_id != off.worker_id and touches(other, off.start, off.end)
    ]


def holidays(off: TimeOff) -> list[tuple[date, str]]:
    """The public holidays within a request, each with its name, which may be empty."""
    return [(day.on, day.holiday_name) for day in off.days if day.kind is DayKind.HOLIDAY]


def notice_days(off: TimeOff) -> int | None:
    """How long before its first day it was asked for; less than nothing after the fact."""
    return None if off.requested_on is None else (off.start - off.requested_on).days


def waits_days(off: TimeOff, today: date) -> int | None:
    return None if off.requested_on is None else max(0, (today - off.requested_on).days)


def longest_waiting_first(requests: Iterable[TimeOff]) -> list[TimeOff]:
    return sorted(requests, key=lambda off: (off.requested_on or date.max, off.start, off.id))


# The strip -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Row:
    """One person's days in a picture."""

    worker_id: str
    states: tuple[DayState, ...]
    """One for each day of the picture."""


def strip_days(off: TimeOff) -> list[date]:
    """Whole weeks around a request; none for one that is too long to draw."""
    first, last = week_of(off.start)[0], week_of(off.end)[1]
    return days_between(first, last) if last - first < LONGEST_STRIP else []


def rows(days: Sequence[date], people: Iterable[str], found: Iterable[Spell]) -> list[Row]:
    """The people's days, in the order of the people."""
    of_person: dict[str, list[Spell]] = {person: [] for person in people}
    for off in found:
        if off.worker_id in of_person:
            of_person[off.worker_id].append(off)
    return [
        Row(person, tuple(_state(day, own) for day in days)) for person, own in of_person.items()
    ]


def strip(off: TimeOff, days: Sequence[date], standing: Iterable[TimeOff]) -> list[Row]:
    """Whoever asks, then everybody who has something on the same days."""
    found = list(standing)
    others = [each.worker_id for each in at_the_same_time(off, found)]
    # A request that is settled is in no list of what stands.
    return rows(
        days, dict.fromkeys([off.worker_id, *others]), {off.id: off, **_by_id(found)}.values()
    )


def _by_id(found: Iterable[TimeOff]) -> dict[str, TimeOff]:
    return {each.id: each for each in found}


def _state(day: date, own: Sequence[Spell]) -> DayState:
    there = [off for off in own if off.start <= day <= off.end]
    kinds = {each.kind for off in there for each in off.days if each.on == day}
    if DayKind.HOLIDAY in kinds:
        return DayState.HOLIDAY
    if kinds == {DayKind.DAY_OFF} or (day.weekday() >= 5 and DayKind.WORKING_DAY not in kinds):
        return DayState.WEEKEND
    if any(off.status is not TimeOffStatus.REQUESTED for off in there):
        return DayState.AWAY
    return DayState.ASKED if there else DayState.FREE


# The balance ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Effect:
    """What approving does to a balance, as it will be when the time off begins."""

    unit: LeaveUnit
    before: Decimal
    after: Decimal


class NoEffect(StrEnum):
    """Why a decision can't be told in figures."""

    UNLIMITED = "unlimited"
    UNKNOWN = "unknown"


def effect(off: TimeOff, balances: Sequence[LeaveBalance]) -> Effect | NoEffect:
    """``balances``: of the leave year that the time off begins in.

    The HR system has taken off already what is requested, so before is with it added again; and
    what is earned or lost by the first day is added, as the worker's own preview does.
    """
    balance = next((each for each in balances if off.type_id in each.type_ids), None)
    if balance is None:
        return NoEffect.UNKNOWN
    if balance.unlimited:
        return NoEffect.UNLIMITED
    later_year = balance.period_end is not None and off.start > balance.period_end
    if later_year or balance.available is None or balance.unit is not off.amount.unit:
        return NoEffect.UNKNOWN
    until_then = sum(
        (
            event.amount
            for event in balance.future_events
            if event.on <= off.start and event.kind is not LeaveEventKind.TAKEN
        ),
        Decimal(),
    )
    asked = off.amount.amount if off.status is TimeOffStatus.REQUESTED else Decimal()
    after = balance.available + until_then
    return Effect(balance.unit, after + asked, after)
