from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from portal.backends.leave import (
    ExpiringLeave,
    Granularity,
    Leave,
    LeaveBalance,
    LeaveEvent,
    LeaveEventKind,
    LeaveUnit,
    Need,
    TimeOff,
    TimeOffDraft,
    TimeOffStatus,
    TimeOffType,
)
from portal.time_off import rules
from portal.time_off.rules import Fault, Progress, Step

TODAY = date(2028, 2, 28)
LEAP_DAY = date(2028, 2, 29)

VACATION = TimeOffType(
    id="vacation",
    name="Vacation",
    policy_id="annual",
    policy_name="Annual leave",
    paid=True,
    granularity=Granularity.HALF_DAYS,
    note_required=False,
    attachment=Need.NO,
    past_allowed=False,
    overlap_allowed=False,
    notice=None,
)
HOURLY = replace(VACATION, id="sick", granularity=Granularity.HOURS, past_allowed=True)


def draft(start: date, end: date | None = None, **values: object) -> TimeOffDraft:
    return TimeOffDraft(type_id="vacation", start=start, end=end or start, **values)  # type: ignore[arg-type]


def request(
    start: date,
    end: date | None = None,
    status: TimeOffStatus = TimeOffStatus.REQUESTED,
    unit: LeaveUnit = LeaveUnit.WORKING_DAYS,
    **values: object,
) -> TimeOff:
    given: dict[str, object] = {
        "id": start.isoformat(),
        "worker_id": "w1",
        "type_id": "vacation",
        "type_name": "Vacation",
        "status": status,
        "status_text": status.value,
        "start": start,
        "end": end or start,
        "amount": Leave(Decimal(1), unit),
        "half_day": False,
        "note": "",
        "requested_on": TODAY,
        "decided_at": None,
        "days": (),
    }
    return TimeOff(**{**given, **values})  # type: ignore[arg-type]


def faults(
    asked: TimeOffDraft, kind: TimeOffType = VACATION, own: tuple[TimeOff, ...] = ()
) -> list[tuple[str, Fault]]:
    found = rules.problems(asked, kind, today=TODAY, own=own)
    return [(problem.field, problem.fault) for problem in found]


def test_a_plain_request_has_no_problem() -> None:
    assert faults(draft(LEAP_DAY, date(2028, 3, 3))) == []


def test_end_before_start() -> None:
    assert faults(draft(LEAP_DAY, TODAY)) == [("end", Fault.ENDS_BEFORE_START)]


def test_today_is_not_the_past() -> None:
    assert faults(draft(TODAY)) == []


def test_yesterday_is_refused_unless_the_type_allows_it() -> None:
    yesterday = draft(TODAY - timedelta(days=1))
    assert faults(yesterday) == [("start", Fault.IN_THE_PAST)]
    assert faults(yesterday, replace(VACATION, past_allowed=True)) == []


@pytest.mark.parametrize("day", [date(9999, 12, 31), date(1, 1, 1), date(2030, 3, 1)])
def test_years_away_is_a_slip_even_where_the_past_is_allowed(day: date) -> None:
    assert faults(draft(day), replace(VACATION, past_allowed=True)) == [("start", Fault.TOO_FAR)]


def test_last_day_in_the_year_9999() -> None:
    assert faults(draft(LEAP_DAY, date(9999, 12, 31))) == [("end", Fault.TOO_FAR)]


@pytest.mark.parametrize(
    ("notice", "earliest"),
    [
        (Leave(Decimal(14), LeaveUnit.CALENDAR_DAYS), date(2028, 3, 13)),
        (Leave(Decimal(2), LeaveUnit.WEEKS), date(2028, 3, 13)),
        (Leave(Decimal("1.5"), LeaveUnit.WORKING_DAYS), date(2028, 3, 1)),
        (Leave(Decimal(48), LeaveUnit.HOURS), TODAY),
        (None, TODAY),
    ],
)
def test_notice_says_the_earliest_first_day(notice: Leave | None, earliest: date) -> None:
    kind = replace(VACATION, notice=notice)
    assert rules.earliest_start(kind, TODAY) == earliest
    assert faults(draft(earliest), kind) == []


def test_too_short_notice_names_the_earliest_day() -> None:
    kind = replace(VACATION, notice=Leave(Decimal(14), LeaveUnit.CALENDAR_DAYS))
    [problem] = rules.problems(draft(LEAP_DAY), kind, today=TODAY, own=())
    assert (problem.fault, problem.earliest) == (Fault.TOO_SOON, date(2028, 3, 13))


def test_notice_does_not_bind_a_past_date_that_is_allowed() -> None:
    kind = replace(VACATION, past_allowed=True, notice=Leave(Decimal(3), LeaveUnit.WEEKS))
    assert faults(draft(TODAY - timedelta(days=2)), kind) == []


@pytest.mark.parametrize(
    "status", [TimeOffStatus.REQUESTED, TimeOffStatus.APPROVED, TimeOffStatus.USED]
)
def test_overlap_names_the_other_request(status: TimeOffStatus) -> None:
    other = request(date(2028, 3, 2), date(2028, 3, 9), status)
    asked = draft(LEAP_DAY, date(2028, 3, 2))
    [problem] = rules.problems(asked, VACATION, today=TODAY, own=[other])
    assert (problem.field, problem.fault, problem.other) == ("start", Fault.OVERLAPS, other)


@pytest.mark.parametrize("status", [TimeOffStatus.REJECTED, TimeOffStatus.CANCELLED])
def test_a_request_that_came_to_nothing_does_not_overlap(status: TimeOffStatus) -> None:
    assert faults(draft(LEAP_DAY), own=(request(LEAP_DAY, status=status),)) == []


def test_days_side_by_side_do_not_overlap() -> None:
    assert faults(draft(LEAP_DAY), own=(request(TODAY), request(date(2028, 3, 1)))) == []


def test_a_type_that_allows_overlap_is_left_to_the_hr_system() -> None:
    kind = replace(VACATION, overlap_allowed=True)
    assert faults(draft(LEAP_DAY), kind, (request(LEAP_DAY),)) == []


def test_two_halves_of_a_day_may_go_together_but_a_whole_and_a_half_do_not() -> None:
    half = draft(LEAP_DAY, half_day=True)
    assert faults(half, own=(request(LEAP_DAY, half_day=True),)) == []
    assert faults(half, own=(request(LEAP_DAY),)) == [("start", Fault.OVERLAPS)]


def test_half_days_and_hours_only_where_the_type_knows_them() -> None:
    whole_days = replace(VACATION, granularity=Granularity.FULL_DAYS)
    refused = [("type_id", Fault.WHOLE_DAYS_ONLY)]
    assert faults(draft(LEAP_DAY, half_day=True)) == []
    assert faults(draft(LEAP_DAY, half_day=True), whole_days) == refused
    assert faults(draft(LEAP_DAY, half_day=True), HOURLY) == refused
    assert faults(draft(LEAP_DAY, hours_per_day=Decimal(2))) == refused


@pytest.mark.parametrize("hours", ["0", "-1", "24.5"])
def test_hours_that_no_day_has(hours: str) -> None:
    asked = draft(LEAP_DAY, hours_per_day=Decimal(hours))
    assert faults(asked, HOURLY) == [("hours_per_day", Fault.HOURS_OUT_OF_RANGE)]


def test_hours_may_be_left_out_for_whole_days() -> None:
    assert faults(draft(LEAP_DAY), HOURLY) == []
    assert faults(draft(LEAP_DAY, hours_per_day=Decimal("7.5")), HOURLY) == []


def test_a_note_where_the_type_wants_one() -> None:
    kind = replace(VACATION, note_required=True)
    assert faults(draft(LEAP_DAY), kind) == [("note", Fault.NOTE_MISSING)]
    assert faults(draft(LEAP_DAY, note="Moving house"), kind) == []


def test_a_kind_that_needs_a_document_can_not_be_sent_from_here() -> None:
    assert faults(draft(LEAP_DAY), replace(VACATION, attachment=Need.YES)) == [
        ("type_id", Fault.NEEDS_DOCUMENT)
    ]
    assert faults(draft(LEAP_DAY), replace(VACATION, attachment=Need.SOMETIMES)) == []


def test_several_faults_come_in_the_order_of_the_form() -> None:
    kind = replace(VACATION, note_required=True)
    own = (request(LEAP_DAY),)
    asked = draft(TODAY - timedelta(days=1), LEAP_DAY, hours_per_day=Decimal(1))
    assert [field for field, _fault in faults(asked, kind, own)] == [
        "start",
        "start",
        "type_id",
        "note",
    ]


def test_waiting_requests_come_soonest_first_and_the_rest_by_year() -> None:
    early = request(date(2028, 4, 1))
    late = request(date(2028, 9, 1))
    old = request(date(2027, 5, 1), status=TimeOffStatus.USED)
    new_year = request(date(2027, 12, 30), date(2028, 1, 2), TimeOffStatus.USED)
    recent = request(date(2028, 1, 10), status=TimeOffStatus.REJECTED)
    everything = [late, old, recent, early, new_year]
    assert rules.waiting(everything) == [early, late]
    assert rules.by_year(everything) == {2028: [recent], 2027: [new_year, old]}


@pytest.mark.parametrize(
    ("status", "steps"),
    [
        (
            TimeOffStatus.REQUESTED,
            [(Step.ASKED, "done"), (Step.DECIDED, "current"), (Step.TAKEN, "todo")],
        ),
        (
            TimeOffStatus.APPROVED,
            [(Step.ASKED, "done"), (Step.DECIDED, "done"), (Step.TAKEN, "current")],
        ),
        (
            TimeOffStatus.USED,
            [(Step.ASKED, "done"), (Step.DECIDED, "done"), (Step.TAKEN, "done")],
        ),
        (TimeOffStatus.REJECTED, [(Step.ASKED, "done"), (Step.DECIDED, "done")]),
        (TimeOffStatus.CANCELLED, [(Step.ASKED, "done"), (Step.CANCELLED, "done")]),
        (
            TimeOffStatus.UNKNOWN,
            [(Step.ASKED, "done"), (Step.DECIDED, "current"), (Step.TAKEN, "todo")],
        ),
    ],
)
def test_progress_of_a_request(status: TimeOffStatus, steps: list[tuple[Step, str]]) -> None:
    found = rules.progress(request(LEAP_DAY, status=status))
    assert [(one.step, one.state) for one in found] == steps


def test_progress_says_when() -> None:
    decided = datetime(2028, 2, 28, 9, tzinfo=UTC)
    found = rules.progress(
        request(LEAP_DAY, status=TimeOffStatus.APPROVED, requested_on=TODAY, decided_at=decided)
    )
    assert found == (
        Progress(Step.ASKED, "done", TODAY),
        Progress(Step.DECIDED, "done", decided),
        Progress(Step.TAKEN, "current", LEAP_DAY),
    )


BALANCE = LeaveBalance(
    policy_id="annual",
    policy_name="Annual leave",
    unit=LeaveUnit.WORKING_DAYS,
    unlimited=False,
    available=Decimal("12.5"),
    total=Decimal(25),
    accrued=Decimal(20),
    used=Decimal(8),
    approved=Decimal("4.5"),
    requested=Decimal(0),
    upcoming_accruals=Decimal(5),
    expired=None,
    period_end=None,
    type_ids=("vacation",),
    events=(),
    future_events=(),
    expiring=(),
)


def test_a_type_finds_its_balance_by_type_or_policy() -> None:
    assert rules.balance_for(VACATION, [replace(BALANCE, policy_id="other")]) is not None
    assert rules.balance_for(replace(VACATION, id="other"), [BALANCE]) == BALANCE
    assert rules.balance_for(replace(VACATION, id="other", policy_id="other"), [BALANCE]) is None


def test_shares_leave_out_what_is_empty_unknown_or_overdrawn() -> None:
    assert rules.shares(BALANCE) == (
        ("used", Decimal(8)),
        ("upcoming", Decimal("4.5")),
        ("available", Decimal("12.5")),
    )
    overdrawn = replace(BALANCE, available=Decimal(-2), approved=None)
    assert rules.shares(overdrawn) == (("used", Decimal(8)),)


def test_no_figure_is_available_without_a_limit() -> None:
    assert rules.available(BALANCE) == Leave(Decimal("12.5"), LeaveUnit.WORKING_DAYS)
    assert rules.available(replace(BALANCE, unlimited=True)) is None


NEW_YEARS_EVE = date(2028, 12, 31)


def test_what_will_be_lost_is_what_the_hr_system_foretells() -> None:
    foretold = replace(
        BALANCE,
        expiring=(ExpiringLeave(Decimal(14), NEW_YEARS_EVE),),
        future_events=(
            LeaveEvent(date(2028, 3, 1), LeaveEventKind.ACCRUED, Decimal(2)),
            LeaveEvent(NEW_YEARS_EVE, LeaveEventKind.EXPIRED, Decimal("-2.5")),
        ),
    )
    assert rules.expiring(foretold) == (ExpiringLeave(Decimal("2.5"), NEW_YEARS_EVE),)


@pytest.mark.parametrize(
    ("carried", "left", "lost"),
    [
        (Decimal(3), Decimal("12.5"), Decimal(3)),
        (Decimal(14), Decimal("12.5"), Decimal("12.5")),
        (Decimal(3), None, Decimal(3)),
    ],
)
def test_what_was_carried_over_is_lost_as_far_as_it_is_left(
    carried: Decimal, left: Decimal | None, lost: Decimal
) -> None:
    balance = replace(BALANCE, available=left, expiring=(ExpiringLeave(carried, NEW_YEARS_EVE),))
    assert rules.expiring(balance) == (ExpiringLeave(lost, NEW_YEARS_EVE),)


def test_nothing_left_is_nothing_lost() -> None:
    gone = replace(
        BALANCE, available=Decimal(-1), expiring=(ExpiringLeave(Decimal(3), NEW_YEARS_EVE),)
    )
    assert rules.expiring(gone) == ()
