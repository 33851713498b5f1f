from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from portal.backends.leave import (
    DayKind,
    Leave,
    LeaveBalance,
    LeaveEvent,
    LeaveEventKind,
    LeaveUnit,
    TimeOff,
    TimeOffDay,
    TimeOffStatus,
)
from portal.team import rules
from portal.team.rules import DayState, Effect, NoEffect

MONDAY = date(2028, 2, 28)
"""The week of a 29 February."""


def off(first: date, last: date | None = None, **values: object) -> TimeOff:
    given: dict[str, object] = {
        "id": f"{values.get('worker_id', 'w1')}-{first}",
        "worker_id": "w1",
        "type_id": "vacation",
        "type_name": "Vacation",
        "status": TimeOffStatus.REQUESTED,
        "status_text": "REQUESTED",
        "start": first,
        "end": last or first,
        "amount": Leave(Decimal(2), LeaveUnit.WORKING_DAYS),
        "half_day": False,
        "note": "",
        "requested_on": MONDAY - timedelta(days=10),
        "decided_at": None,
        "days": (),
    }
    return TimeOff(**{**given, **values})  # type: ignore[arg-type]


def balance(**values: object) -> LeaveBalance:
    given: dict[str, object] = dict.fromkeys(
        ("total", "accrued", "used", "approved", "requested", "upcoming_accruals", "expired")
    )
    given |= {
        "policy_id": "annual",
        "policy_name": "Annual leave",
        "unit": LeaveUnit.WORKING_DAYS,
        "unlimited": False,
        "available": Decimal(10),
        "period_end": date(2028, 12, 31),
        "type_ids": ("vacation",),
        "events": (),
        "future_events": (),
        "expiring": (),
    }
    return LeaveBalance(**{**given, **values})  # type: ignore[arg-type]


APPROVED = TimeOffStatus.APPROVED


def test_away_is_what_was_approved_on_the_day() -> None:
    there = off(MONDAY, MONDAY + timedelta(days=1), status=APPROVED)
    asked = off(MONDAY, worker_id="w2")
    tuesday, wednesday = MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)
    assert rules.away([there, asked], tuesday, tuesday) == [there]
    assert rules.away([there, asked], wednesday, wednesday) == []
    assert rules.away_now([there, asked], "w2", MONDAY) is None


def test_at_the_same_time_are_others_on_any_of_the_days() -> None:
    mine = off(MONDAY, MONDAY + timedelta(days=1))
    touching = off(MONDAY + timedelta(days=1), worker_id="w2")
    before = off(MONDAY - timedelta(days=1), worker_id="w3")
    own = off(MONDAY, status=APPROVED)
    assert rules.at_the_same_time(mine, [mine, touching, before, own]) == [touching]


def test_notice_and_waiting() -> None:
    one = off(MONDAY)
    assert rules.notice_days(one) == 10
    assert rules.waits_days(one, MONDAY - timedelta(days=3)) == 7
    assert rules.waits_days(one, MONDAY - timedelta(days=11)) == 0
    assert rules.notice_days(replace(one, requested_on=MONDAY + timedelta(days=2))) == -2
    assert rules.notice_days(replace(one, requested_on=None)) is None


def test_the_longest_waiting_comes_first() -> None:
    new = off(MONDAY, requested_on=MONDAY)
    old = off(MONDAY, requested_on=MONDAY - timedelta(days=3), worker_id="w2")
    undated = off(MONDAY, requested_on=None, worker_id="w3")
    assert rules.longest_waiting_first([undated, new, old]) == [old, new, undated]


def test_the_strip_is_whole_weeks_and_never_endless() -> None:
    assert rules.strip_days(off(date(2028, 2, 29)))[0] == MONDAY
    assert len(rules.strip_days(off(date(2028, 3, 5), date(2028, 3, 6)))) == 14
    assert rules.strip_days(off(MONDAY, MONDAY + timedelta(days=90))) == []


def test_states_of_days() -> None:
    holiday = MONDAY + timedelta(days=1)
    days = (
        TimeOffDay(MONDAY, DayKind.WORKING_DAY, Decimal(1)),
        TimeOffDay(holiday, DayKind.HOLIDAY, Decimal(), "Leap day"),
        TimeOffDay(MONDAY + timedelta(days=2), DayKind.DAY_OFF, Decimal()),
    )
    mine = off(MONDAY, MONDAY + timedelta(days=2), days=days)
    other = off(MONDAY, worker_id="w2", status=APPROVED)
    week = rules.strip_days(mine)
    mine_row, other_row = rules.strip(mine, week, [mine, other])
    assert mine_row.states[:4] == (
        DayState.ASKED,
        DayState.HOLIDAY,
        DayState.WEEKEND,
        DayState.FREE,
    )
    assert mine_row.states[5:] == (DayState.WEEKEND, DayState.WEEKEND)
    assert other_row.worker_id == "w2"
    assert other_row.states[:2] == (DayState.AWAY, DayState.FREE)


def test_a_working_sunday_is_drawn_as_one() -> None:
    sunday = MONDAY + timedelta(days=6)
    shift = off(sunday, days=(TimeOffDay(sunday, DayKind.WORKING_DAY, Decimal(1)),))
    [row] = rules.strip(shift, rules.strip_days(shift), [shift])
    assert row.states[6] is DayState.ASKED


def test_the_balance_has_taken_off_what_is_requested() -> None:
    found = rules.effect(off(MONDAY), [balance()])
    assert found == Effect(LeaveUnit.WORKING_DAYS, before=Decimal(12), after=Decimal(10))
    approved = rules.effect(off(MONDAY, status=APPROVED), [balance()])
    assert isinstance(approved, Effect)
    assert approved.before == approved.after == Decimal(10)


def test_the_balance_is_that_of_the_first_day() -> None:
    events = (
        LeaveEvent(MONDAY - timedelta(days=1), LeaveEventKind.ACCRUED, Decimal("2.5")),
        LeaveEvent(MONDAY, LeaveEventKind.EXPIRED, Decimal(-1)),
        LeaveEvent(MONDAY - timedelta(days=3), LeaveEventKind.TAKEN, Decimal(-4)),
        LeaveEvent(MONDAY + timedelta(days=1), LeaveEventKind.ACCRUED, Decimal(8)),
    )
    found = rules.effect(off(MONDAY), [balance(future_events=events)])
    assert isinstance(found, Effect)
    assert found.after == Decimal("11.5")


@pytest.mark.parametrize(
    ("balances", "why"),
    [
        ([], NoEffect.UNKNOWN),
        ([balance(type_ids=())], NoEffect.UNKNOWN),
        ([balance(unlimited=True, available=None)], NoEffect.UNLIMITED),
        ([balance(period_end=date(2028, 2, 27))], NoEffect.UNKNOWN),
        ([balance(unit=LeaveUnit.HOURS)], NoEffect.UNKNOWN),
        ([balance(available=None)], NoEffect.UNKNOWN),
    ],
)
def test_what_can_t_be_told_in_figures_is_not(balances: list[LeaveBalance], why: NoEffect) -> None:
    assert rules.effect(off(MONDAY), balances) is why
