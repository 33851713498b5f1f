from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from portal.backends.agreements import (
    Amendment,
    AmendmentStage,
    LetterStage,
    Resignation,
    ResignationStage,
)
from portal.backends.leave import Leave, LeaveBalance, LeaveUnit, TimeOff, TimeOffStatus
from portal.backends.types import Payslip
from portal.gateway.ledger import ActionKind
from portal.home import rules

TODAY = date(2028, 2, 29)


def time_off(start: int, end: int, status: TimeOffStatus = TimeOffStatus.APPROVED) -> TimeOff:
    """From ``start`` to ``end``, in days from today."""
    return TimeOff(
        id=f"{start}-{end}-{status}",
        worker_id="me",
        type_id="vacation",
        type_name="Vacation",
        status=status,
        status_text="",
        start=TODAY + timedelta(days=start),
        end=TODAY + timedelta(days=end),
        amount=Leave(Decimal(1), LeaveUnit.WORKING_DAYS),
        half_day=False,
        note="",
        requested_on=None,
        decided_at=None,
        days=(),
    )


def test_next_time_off_is_the_soonest_that_is_not_over() -> None:
    soon, later = time_off(3, 5), time_off(9, 9, TimeOffStatus.REQUESTED)
    ahead = rules.time_off_ahead([later, soon, time_off(-5, -1)], TODAY)
    assert ahead == rules.TimeOffAhead(first=soon, on_now=False, days_until=3, later=1)


def test_time_off_that_ends_today_is_still_on() -> None:
    ahead = rules.time_off_ahead([time_off(-2, 0, TimeOffStatus.USED)], TODAY)
    assert ahead is not None
    assert ahead.on_now
    assert ahead.days_until == 0


def test_a_request_nobody_granted_is_not_on() -> None:
    ahead = rules.time_off_ahead([time_off(-1, 2, TimeOffStatus.REQUESTED)], TODAY)
    assert ahead is not None
    assert not ahead.on_now


def test_refused_and_withdrawn_time_off_is_not_ahead() -> None:
    gone = [time_off(1, 2, TimeOffStatus.REJECTED), time_off(1, 2, TimeOffStatus.CANCELLED)]
    assert rules.time_off_ahead(gone, TODAY) is None


BALANCE = LeaveBalance(
    policy_id="annual",
    policy_name="Annual leave",
    unit=LeaveUnit.WORKING_DAYS,
    unlimited=False,
    available=Decimal("12.5"),
    total=Decimal(26),
    accrued=None,
    used=Decimal(10),
    approved=Decimal("3.5"),
    requested=Decimal(0),
    upcoming_accruals=None,
    expired=None,
    period_end=None,
    type_ids=(),
    events=(),
    future_events=(),
    expiring=(),
)


def test_kind_of_leave_is_known_from_the_balance_it_draws_on() -> None:
    nameless = replace(time_off(1, 2), type_name="")
    assert rules.kind_of(nameless, [replace(BALANCE, type_ids=("vacation",))]) == "Annual leave"
    assert rules.kind_of(nameless, [BALANCE]) == ""
    assert rules.kind_of(time_off(1, 2), []) == "Vacation"


def test_balance_parts_leave_out_what_is_nothing() -> None:
    parts = rules.balance_parts(BALANCE)
    assert [(part.kind, part.size) for part in parts] == [
        ("used", Decimal(10)),
        ("upcoming", Decimal("3.5")),
        ("available", Decimal("12.5")),
    ]
    assert parts[0].leave == Leave(Decimal(10), LeaveUnit.WORKING_DAYS)


def test_overdrawn_balance_is_drawn_as_nothing_but_told_as_it_is() -> None:
    (*_, left) = rules.balance_parts(replace(BALANCE, available=Decimal(-2)))
    assert left.size == 0
    assert left.leave.amount == Decimal(-2)


def test_empty_policies_are_not_on_the_first_page() -> None:
    unlimited = replace(BALANCE, policy_id="sick", unlimited=True, available=None, total=None)
    empty = replace(BALANCE, policy_id="study", total=Decimal(0), available=Decimal(0))
    assert rules.balances_to_show([empty, BALANCE, unlimited]) == (BALANCE, unlimited)


def amendment(stage: AmendmentStage) -> Amendment:
    return Amendment(
        id=str(stage),
        contract_id="c",
        stage=stage,
        stage_text="",
        effective_date=None,
        items=(),
        currency="EUR",
        has_document=True,
        history=(),
        rejection="",
        created_at=None,
        updated_at=None,
    )


def test_only_amendments_on_the_workers_turn_are_to_sign() -> None:
    every = [amendment(stage) for stage in AmendmentStage]
    assert rules.to_sign(every) == (amendment(AmendmentStage.TO_SIGN),)


def test_letter_of_a_cancelled_resignation_is_not_to_sign() -> None:
    resignation = Resignation(
        id="r",
        contract_id="c",
        stage=ResignationStage.IN_PROCESS,
        stage_text="",
        desired_end_date=None,
        end_date=None,
        letter=LetterStage.TO_SIGN,
        letter_signed_at=None,
        letter_signature="",
        created_at=None,
        updated_at=None,
    )
    cancelled = replace(resignation, stage=ResignationStage.CANCELLED)
    assert rules.letter_to_sign([cancelled]) is None
    assert rules.letter_to_sign([cancelled, resignation]) is resignation


def payslip(month: int, *, available: bool = True) -> Payslip:
    return Payslip(str(month), date(2028, month, 1), None, "", available)


def test_latest_payslip_is_the_newest_that_can_be_opened() -> None:
    found = rules.latest_payslips([payslip(3, available=False), payslip(2), payslip(1)])
    assert found.latest == payslip(2)
    assert found.coming == payslip(3, available=False)


def test_nothing_is_coming_when_the_newest_is_out() -> None:
    assert rules.latest_payslips([payslip(2), payslip(1, available=False)]).coming is None


def test_no_payslips_at_all() -> None:
    assert rules.latest_payslips([]) == rules.LatestPayslips(latest=None, coming=None)


def test_everything_that_can_be_under_way_has_a_name() -> None:
    assert set(rules.TITLES) == set(ActionKind)
