from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from portal.backends.agreements import ResignationStage
from portal.backends.leave import LeaveUnit
from portal.backends.offboarding import (
    LastDays,
    LeaveAtEnd,
    LeavePeriod,
    LeaveTracking,
    ResignationDetails,
    TeamResignation,
)
from portal.team.resignations import rules
from portal.team.resignations.rules import DayFault, Step

TODAY, WISHED = date(2028, 2, 1), date(2028, 2, 29)
ALLOWED = LastDays(date(2028, 3, 1), (date(2027, 12, 25), date(2028, 4, 14)))
DAYS, HOURS = LeaveUnit.WORKING_DAYS, LeaveUnit.HOURS
ON, OFF = LeaveTracking.ON_PLATFORM, LeaveTracking.OFF_PLATFORM


def resignation(number: int, stage: ResignationStage, last_day: date | None) -> TeamResignation:
    return TeamResignation(f"r{number}", "alice", "C-1", stage, stage.value, last_day)


def details(handed_in: datetime | None, wished: date | None) -> ResignationDetails:
    return ResignationDetails("C-1", None, "", "", wished, None, handed_in, ())


def leave(tracking: LeaveTracking | None, *units: LeaveUnit) -> LeaveAtEnd:
    periods = tuple(
        LeavePeriod(date(2027 + place, 1, 1), date(2027 + place, 12, 31), Decimal(1), unit)
        for place, unit in enumerate(units)
    )
    return LeaveAtEnd(tracking, None, periods, ())


def test_list_is_split_by_who_has_it() -> None:
    found = [
        resignation(1, ResignationStage.WITH_EMPLOYER, None),
        resignation(2, ResignationStage.UNKNOWN, WISHED),
        resignation(3, ResignationStage.IN_PROCESS, WISHED),
        resignation(4, ResignationStage.CANCELLED, None),
        resignation(5, ResignationStage.COMPLETED, WISHED),
    ]
    assert [one.id for one in rules.waiting(found)] == ["r1"]
    assert [one.id for one in rules.under_way(found)] == ["r2", "r3"]
    assert [one.id for one in rules.over(found)] == ["r5", "r4"]


@pytest.mark.parametrize(
    ("day", "fault"),
    [
        (TODAY - timedelta(days=1), DayFault.IN_THE_PAST),
        (TODAY, DayFault.TOO_EARLY),
        (WISHED, DayFault.AS_WISHED),
        (date(2028, 3, 1), None),
        (date(2028, 4, 14), DayFault.RESTRICTED),
        (date(2028, 4, 15), None),
        (TODAY + rules.FURTHEST, None),
        (TODAY + rules.FURTHEST + timedelta(days=1), DayFault.TOO_FAR),
        (date(9999, 12, 31), DayFault.TOO_FAR),
    ],
)
def test_day_that_the_employer_names(day: date, fault: DayFault | None) -> None:
    assert rules.fault_of(day, WISHED, ALLOWED, TODAY) is fault


def test_where_no_earliest_day_is_said_none_is_too_early() -> None:
    assert rules.fault_of(TODAY, None, LastDays(None, ()), TODAY) is None


def test_wished_day_is_barred_by_a_restriction_and_not_by_today_s_notice() -> None:
    assert rules.wished_day_bars(date(2028, 4, 14), ALLOWED)
    assert not rules.wished_day_bars(WISHED, ALLOWED)
    assert rules.restricted_ahead(ALLOWED, TODAY) == [date(2028, 4, 14)]


def test_notice_runs_from_the_day_it_was_given() -> None:
    given = datetime(2028, 1, 30, 23, 59, tzinfo=UTC)
    assert rules.notice_days(details(given, WISHED)) == 30
    assert rules.notice_days(details(None, WISHED)) is None
    assert rules.notice_days(details(given, None)) is None


@pytest.mark.parametrize(
    ("found", "offered"),
    [
        (leave(ON, DAYS), (ON, OFF)),
        (leave(ON, DAYS, DAYS), (ON, OFF)),
        (leave(ON, DAYS, HOURS), (ON,)),
        (leave(ON), (ON,)),
        (leave(OFF, HOURS), (OFF,)),
        (leave(OFF), ()),
        (leave(OFF, HOURS, DAYS), ()),
        (leave(OFF, HOURS, LeaveUnit.UNKNOWN), ()),
        (leave(None, HOURS), (ON, OFF)),
    ],
)
def test_only_one_unit_can_be_told(found: LeaveAtEnd, offered: tuple[LeaveTracking, ...]) -> None:
    assert rules.countings(found) == offered


@pytest.mark.parametrize(
    ("stage", "current"),
    [
        (ResignationStage.WITH_EMPLOYER, Step.ANSWER),
        (ResignationStage.IN_REVIEW, Step.REVIEW),
        (ResignationStage.IN_PROCESS, Step.PROCESS),
        (ResignationStage.UNKNOWN, Step.OTHER),
        (ResignationStage.COMPLETED, None),
        (ResignationStage.CANCELLED, None),
    ],
)
def test_one_step_at_most_is_under_way(stage: ResignationStage, current: Step | None) -> None:
    steps = rules.progress(resignation(1, stage, WISHED), None)
    assert [one.step for one in steps if one.state == "current"] == ([current] if current else [])
    assert steps[0].state == "done"
    states = [one.state for one in steps]
    assert states == sorted(states, key=["done", "current", "todo"].index)


def test_end_carries_its_day_and_a_cancelled_one_has_none() -> None:
    done = resignation(1, ResignationStage.COMPLETED, WISHED)
    assert rules.progress(done, None)[-1].at == WISHED
    cancelled = replace(done, stage=ResignationStage.CANCELLED)
    assert [one.step for one in rules.progress(cancelled, None)] == [
        Step.HANDED_IN,
        Step.CANCELLED,
    ]
