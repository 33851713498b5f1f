"""What is kept comes back as it was, or not at all."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.backends.leave import (
    Leave,
    LeaveBalance,
    LeaveEvent,
    LeaveEventKind,
    LeaveUnit,
    TimeOff,
    TimeOffStatus,
)
from portal.settings import SNAPSHOT_SECONDS
from portal.snapshots import EVERYTHING, LEAVE_BALANCES, PAYSLIPS, TIME_OFF, Resource

st.register_type_strategy(
    Decimal, st.decimals(-(10**9), 10**9, allow_nan=False, allow_infinity=False)
)
st.register_type_strategy(datetime, st.datetimes(timezones=st.just(UTC)))


@pytest.mark.parametrize("resource", EVERYTHING, ids=lambda resource: resource.name)
@given(data=st.data())
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_value_comes_back_equal(resource: Resource[Any], data: st.DataObject) -> None:
    value = data.draw(st.from_type(resource.form))

    assert resource.load(resource.dump(value)) == value


def test_what_json_has_no_word_for_keeps_its_type() -> None:
    balance = LeaveBalance(
        policy_id="p",
        policy_name="Vacation",
        unit=LeaveUnit.UNKNOWN,
        unlimited=False,
        available=Decimal("0.10"),
        total=None,
        accrued=Decimal("1E+2"),
        used=None,
        approved=None,
        requested=None,
        upcoming_accruals=None,
        expired=None,
        period_end=date(2028, 2, 29),
        type_ids=("a", "b"),
        events=(LeaveEvent(date(2028, 2, 29), LeaveEventKind.UNKNOWN, Decimal("-1.50")),),
        future_events=(),
        expiring=(),
    )

    [loaded] = LEAVE_BALANCES.load(LEAVE_BALANCES.dump((balance,)))

    assert str(loaded.available) == "0.10"
    assert loaded.unit is LeaveUnit.UNKNOWN
    assert loaded.period_end == date(2028, 2, 29)
    assert type(loaded.events) is tuple
    assert loaded == balance


def test_what_is_not_of_todays_form_is_refused() -> None:
    off = TimeOff(
        id="t",
        worker_id="alice",
        type_id="",
        type_name="",
        status=TimeOffStatus.UNKNOWN,
        status_text="",
        start=date(2028, 2, 29),
        end=date(2028, 2, 29),
        amount=Leave(Decimal(1), LeaveUnit.HOURS),
        half_day=False,
        note="",
        requested_on=None,
        decided_at=None,
        days=(),
    )
    dumped = TIME_OFF.dump((off,))

    for wrong in (
        dumped.replace(b'"2028-02-29"', b"1"),
        dumped.replace(b'"unknown"', b'"something new"'),
        dumped.replace(b'"half_day":false,', b""),
        dumped[:-2],
    ):
        with pytest.raises(ValueError, match=r"validation error|Invalid JSON"):
            TIME_OFF.load(wrong)


def test_each_has_a_name_of_its_own_and_a_lifetime() -> None:
    assert len({resource.name for resource in EVERYTHING}) == len(EVERYTHING)
    assert {resource.lifetime for resource in EVERYTHING} == set(SNAPSHOT_SECONDS)


def test_no_file_can_be_kept() -> None:
    with pytest.raises(ValueError, match="Payslip"):
        PAYSLIPS.dump((b"%PDF",))  # type: ignore[arg-type]
