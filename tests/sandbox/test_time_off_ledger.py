"""How balances come about."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from portal.sandbox.time_off.balances import (
    Account,
    Adjustment,
    Balance,
    EventType,
    Rollover,
    balance_of,
)
from portal.sandbox.time_off.policies import Policy, policies_of
from portal.sandbox.time_off.requests import Daily, Status, TimeOff

MONTHLY: Policy = policies_of("DE")[0]
AT_ONCE: Policy = policies_of("JP")[0]
TODAY = date(2027, 3, 10)
ACCOUNT = Account(allowance=Decimal(28), hired=date(2020, 1, 1))


def taken(on: date, days: int, status: Status = Status.APPROVED) -> TimeOff:
    at = datetime(2027, 1, 2, tzinfo=UTC)
    return TimeOff(
        id=f"{on}",
        profile_id="p",
        requester_id="p",
        policy_id=MONTHLY.id,
        type_id=MONTHLY.types[0].id,
        status=status,
        start=on,
        end=on,
        amount=Decimal(days),
        dailies=(Daily(on, "WORKING_DAY", Decimal(days)),),
        requested_on=at.date(),
        created_at=at,
        updated_at=at,
    )


def balance(
    account: Account = ACCOUNT, *requests: TimeOff, policy: Policy = MONTHLY, **when: Any
) -> Balance:
    return balance_of(policy, account, requests, **{"year": 2027, "today": TODAY, **when})


def test_months_add_up_to_the_allowance_in_spite_of_rounding() -> None:
    at_the_end = balance(today=date(2027, 12, 31))

    assert at_the_end.accrued == 28
    assert len(at_the_end.events) == 12
    assert balance().accrued == Decimal("6.99")
    assert balance().accrued + balance().upcoming_accruals == 28


def test_a_year_is_granted_at_once_where_nothing_accrues() -> None:
    assert balance(policy=AT_ONCE).accrued == 28
    assert balance(policy=AT_ONCE).upcoming_accruals == 0


def test_year_of_the_first_day_is_prorated_to_half_days() -> None:
    hired = replace(ACCOUNT, hired=date(2027, 2, 15))

    assert balance(hired, policy=AT_ONCE).accrued == Decimal("25.5")
    assert balance(hired).events[0].on == date(2027, 2, 15)


def test_nothing_is_earned_before_the_first_day_or_after_the_last() -> None:
    assert balance(replace(ACCOUNT, hired=date(2028, 1, 1))).accrued == 0
    assert balance(replace(ACCOUNT, ended=date(2026, 6, 30))).accrued == 0
    gone = replace(ACCOUNT, ended=date(2027, 2, 10))
    assert balance(gone, today=date(2027, 12, 31)).accrued == 2 * Decimal("2.33")


@pytest.mark.parametrize(
    ("status", "on", "field"),
    [
        (Status.APPROVED, date(2027, 3, 9), "used"),
        (Status.APPROVED, date(2027, 3, 10), "approved"),
        (Status.REQUESTED, date(2027, 3, 20), "requested"),
    ],
)
def test_each_status_has_its_amount(status: Status, on: date, field: str) -> None:
    amounts = balance(ACCOUNT, taken(on, 2, status))

    assert {name: getattr(amounts, name) for name in ("used", "approved", "requested")} == {
        "used": 0,
        "approved": 0,
        "requested": 0,
        field: 2,
    }
    assert amounts.available == Decimal("4.99")


@pytest.mark.parametrize("status", [Status.REJECTED, Status.CANCELED])
def test_what_is_not_taken_costs_nothing(status: Status) -> None:
    assert balance(ACCOUNT, taken(date(2027, 3, 20), 2, status)).available == Decimal("6.99")


def test_other_years_count_in_their_own_balance() -> None:
    last_year = taken(date(2026, 12, 30), 2)

    assert balance(ACCOUNT, last_year).used == 0
    assert balance(ACCOUNT, last_year, year=2026).used == 2


def test_what_is_carried_over_is_used_first_and_the_rest_expires() -> None:
    account = replace(ACCOUNT, rollover=Rollover(Decimal(5), date(2027, 3, 31)))
    requests = [taken(date(2027, 2, 1), 2), taken(date(2027, 4, 1), 1)]
    before = balance(account, *requests)
    after = balance(account, *requests, today=date(2027, 4, 2))

    assert (before.carried_over, before.expired) == (5, 0)
    assert before.available_on(date(2027, 3, 31)) == Decimal("5.99")
    assert after.expired == 3


def test_nothing_expires_that_was_used() -> None:
    account = replace(ACCOUNT, rollover=Rollover(Decimal(2), date(2027, 3, 31)))
    used_up = balance(account, taken(date(2027, 2, 1), 3), today=date(2027, 4, 2))

    assert used_up.expired == 0
    assert EventType.ROLLOVER_EXPIRATION not in {one.type for one in used_up.events}


def test_adjustment_by_hand_counts_from_its_day() -> None:
    gift = Adjustment(date(2027, 3, 11), Decimal("1.5"), "For a Saturday")
    account = replace(ACCOUNT, adjustments=(gift,))

    assert balance(account).adjusted == 0
    assert balance(account, today=date(2027, 3, 11)).adjusted == Decimal("1.5")


def test_balance_without_a_limit_is_none() -> None:
    unlimited = balance(replace(ACCOUNT, allowance=None), taken(date(2027, 3, 1), 3))

    assert (unlimited.available, unlimited.available_on(TODAY), unlimited.used) == (None, None, 3)
