"""`POST /time_offs/validate`: hr-apis/deel.md section 3. Today is Wednesday, 10 March 2027."""

from typing import Any

import pytest

from tests.sandbox.callers import Caller, SignIn
from tests.sandbox.deel.leave import Leave

JANA = "jana.koehler"


def types_of(verdict: dict[str, Any]) -> dict[str, str]:
    return {one["date"]: one["type"] for one in verdict["dates"]}


def test_weekends_and_holidays_are_not_counted(leave: Leave) -> None:
    verdict = leave.validate(JANA, "2027-05-07", "2027-05-11")
    over_easter = leave.validate(JANA, "2027-03-25", "2027-03-30")

    assert (verdict["is_valid"], verdict["validation_error_message"]) == (True, None)
    assert verdict["amount"] == 3
    assert over_easter["amount"] == 2
    assert types_of(over_easter) == {
        "2027-03-25": "WORKING_DAY",
        "2027-03-26": "HOLIDAY",
        "2027-03-27": "NON_WORKING_DAY",
        "2027-03-28": "NON_WORKING_DAY",
        "2027-03-29": "HOLIDAY",
        "2027-03-30": "WORKING_DAY",
    }
    holidays = [one["holiday_name"] for one in over_easter["dates"] if one["type"] == "HOLIDAY"]
    assert holidays == ["Good Friday", "Easter Monday"]


def test_days_of_the_week_are_those_of_the_workers_country(leave: Leave) -> None:
    # Thursday to Sunday: in Kuwait the weekend is Friday and Saturday.
    german = leave.validate(JANA, "2027-06-03", "2027-06-06")
    kuwaiti = leave.validate("ahmad.alrashid", "2027-06-03", "2027-06-06")

    assert list(types_of(german).values())[2:] == ["NON_WORKING_DAY", "NON_WORKING_DAY"]
    assert list(types_of(kuwaiti).values())[1:3] == ["NON_WORKING_DAY", "NON_WORKING_DAY"]


def test_balance_afterwards_counts_what_is_earned_until_then(leave: Leave) -> None:
    available = float(leave.balance(JANA)["available"])
    soon = leave.validate(JANA, "2027-03-12")
    in_april = leave.validate(JANA, "2027-04-08")

    assert soon["remaining_balance"] == pytest.approx(available - 1)
    assert in_april["remaining_balance"] == pytest.approx(available + 2.33 - 1)


def test_half_days_count_as_halves(leave: Leave) -> None:
    dates = [{"date": "2027-04-08", "day_type": "HALF_DAY"}]
    verdict = leave.validate(JANA, "2027-04-08", "2027-04-09", dates=dates)

    assert verdict["amount"] == 1.5
    assert [one["amount"] for one in verdict["dates"]] == [0.5, 1]
    assert verdict["dates"][0]["day_types"] == ["FULL_DAY", "HALF_DAY"]


def test_hours_are_counted_where_the_policy_is_in_hours(leave: Leave) -> None:
    dates = [{"date": "2027-03-11", "day_type": "HOURLY", "hours": 3}]
    some = leave.validate("priya.raghunathan", "2027-03-11", kind="Sick leave", dates=dates)
    whole = leave.validate("priya.raghunathan", "2027-03-11", kind="Sick leave")
    too_many = leave.validate(
        "priya.raghunathan",
        "2027-03-11",
        kind="Sick leave",
        dates=[{"date": "2027-03-11", "day_type": "HOURLY", "hours": 10}],
    )

    assert (some["amount"], whole["amount"]) == (3, 9)
    assert some["dates"][0]["hours"] == list(range(1, 10))
    assert too_many["is_valid"] is False


def test_request_over_new_year_takes_from_two_periods(leave: Leave) -> None:
    verdict = leave.validate(JANA, "2027-12-30", "2028-01-04")

    assert (verdict["amount"], verdict["amount_next_tracking_period"]) == (2, 2)
    assert verdict["remaining_balance_next_tracking_period"] is not None
    assert verdict["is_valid"] is True


@pytest.mark.parametrize(
    ("start", "end", "more", "words"),
    [
        ("2027-04-09", "2027-04-08", {}, "End date"),
        ("2027-03-09", None, {}, "past dates"),
        ("2027-03-18", None, {}, "overlap"),
        ("2027-03-27", "2027-03-28", {}, "no working day"),
        ("2027-04-20", "2027-07-15", {}, "remaining balance"),
        ("9999-01-01", None, {}, "24 months"),
        ("2027-04-08", "2028-06-08", {}, "one year"),
        ("2027-03-20", None, {"kind": "Unpaid leave"}, "14 calendar days"),
        (
            "2027-04-08",
            "2027-04-09",
            {
                "dates": [
                    {"date": "2027-04-08", "day_type": "HALF_DAY"},
                    {"date": "2027-04-09", "day_type": "FULL_DAY"},
                ]
            },
            "same day_type",
        ),
        (
            "2027-04-08",
            None,
            {"dates": [{"date": "2027-04-09", "day_type": "HALF_DAY"}]},
            "outside",
        ),
        (
            "2027-04-08",
            None,
            {
                "kind": "Unpaid leave",
                "dates": [{"date": "2027-04-08", "day_type": "HALF_DAY"}],
            },
            "not allowed",
        ),
    ],
)
def test_what_is_not_possible_is_a_200_that_says_why(
    leave: Leave, start: str, end: str | None, more: dict[str, Any], words: str
) -> None:
    verdict = leave.validate(JANA, start, end, **more)

    assert verdict["is_valid"] is False
    assert words in verdict["validation_error_message"]


def test_sick_leave_may_be_told_afterwards_and_overlap(leave: Leave) -> None:
    assert leave.validate(JANA, "2027-03-08", kind="Sick leave")["is_valid"] is True
    assert leave.validate(JANA, "2027-03-18", kind="Sick leave")["is_valid"] is True


def test_change_of_a_request_does_not_overlap_with_itself(leave: Leave) -> None:
    (pending, *_) = leave.requests(JANA, status="REQUESTED")
    day = pending["start_date"][:10]

    assert leave.validate(JANA, day)["is_valid"] is False
    assert leave.validate(JANA, day, id=pending["id"])["is_valid"] is True


def test_what_the_request_needs_besides_is_named(leave: Leave) -> None:
    parental = leave.validate(JANA, "2027-06-07", "2027-06-13", kind="Parental leave")
    sick = leave.validate("joao.carvalho", "2027-03-11", kind="Sick leave")

    assert (parental["require_description"], parental["is_event_based"]) == (True, True)
    assert parental["event_details_fields"]["birth_date"]["required"] is True
    assert parental["event_details_fields"]["adoption_date"]["required"] is False
    assert parental["amount"] == 7
    assert sick["require_attachment"] is True


def test_balance_without_a_limit_has_no_remainder(leave: Leave) -> None:
    verdict = leave.validate("etienne.tremblay", "2027-06-01", "2027-07-30")

    assert (verdict["is_valid"], verdict["remaining_balance"]) == (True, None)


def test_who_has_not_started_yet_can_take_nothing(leave: Leave) -> None:
    assert leave.validate("wanjiru.kamau", "2027-03-12")["is_valid"] is False


@pytest.mark.parametrize(
    "change",
    [
        {"hris_profile_id": "x"},
        {"note": "x"},
        {"type_id": "x"},
        {"start_date": "08/04/2027"},
        {"start_date": 20270408},
        {"end_date": None},
        {"time_off_type_id": None},
        {"time_off_type_id": "0b0e9c1e-0000-4000-8000-000000000000"},
        {"status": "PENDING"},
        {"description": "x" * 501},
    ],
)
def test_wrong_fields_are_400(leave: Leave, organization: Caller, change: dict[str, Any]) -> None:
    body = leave.draft(JANA, "2027-04-08", **change)

    assert organization.post("/time_offs/validate", body).status_code == 400


def test_type_of_another_country_is_400(leave: Leave, organization: Caller) -> None:
    foreign = leave.policy("noa.levi")["time_off_types"][0]["id"]
    body = leave.draft(JANA, "2027-04-08", time_off_type_id=foreign)

    assert organization.post("/time_offs/validate", body).status_code == 400


def test_worker_token_is_refused(leave: Leave, worker: SignIn) -> None:
    answer = worker(JANA).post("/time_offs/validate", leave.draft(JANA, "2027-04-08"))

    assert answer.status_code == 403
    assert answer.json()["request"]["code"] == "TOKEN_TYPE_NOT_ALLOWED"
