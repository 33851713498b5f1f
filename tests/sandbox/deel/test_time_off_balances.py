"""Policies and balances: hr-apis/deel.md section 3."""

from decimal import Decimal

from tests.sandbox.callers import Caller
from tests.sandbox.deel.leave import Leave

POLICY_FIELDS = {
    "id",
    "name",
    "description",
    "leave_type",
    "policy_type",
    "payment_type",
    "time_off_types",
    "time_off_request_type",
    "is_attachment_required",
    "is_description_required",
    "retrospective_request_type",
    "overlap_request_type",
    "notice_period_unit",
    "notice_period_unit_amount",
    "policy_allowances",
}
AMOUNTS = (
    "total_entitlements",
    "used",
    "approved",
    "requested",
    "accrued",
    "expired",
    "allowance",
    "balance_adjusted",
    "upcoming_accruals",
    "accrual_amount",
)


def test_policies_come_without_a_data_wrapper(leave: Leave, organization: Caller) -> None:
    path = f"/time_offs/profile/{leave.profile_id('jana.koehler')}/policies"
    answer = organization.get(path).json()

    assert set(answer) == {"policies"}
    assert set(answer["policies"][0]) >= POLICY_FIELDS
    assert {one["policy_type"]["name"] for one in answer["policies"]} == {
        "Vacation",
        "Sick leave",
        "Unpaid leave",
        "Parental leave",
    }


def test_policies_can_be_asked_for_by_the_name_of_their_type(
    leave: Leave, organization: Caller
) -> None:
    path = f"/time_offs/profile/{leave.profile_id('jana.koehler')}/policies"
    (found,) = organization.get(path, params={"policy_type_name": "Sick leave"}).json()["policies"]
    (same,) = organization.get(path, params={"policy_type_id": found["policy_type"]["id"]}).json()[
        "policies"
    ]

    assert found["name"] == "Sick leave"
    assert same == found


def test_countries_have_different_policies(leave: Leave) -> None:
    assert leave.policy("priya.raghunathan", "Sick leave")["time_off_request_type"] == "HOURLY"
    assert leave.policy("priya.raghunathan", "Sick leave")["tracking_unit"] == "HOUR"
    assert leave.policy("joao.carvalho", "Sick leave")["is_attachment_required"] == "REQUIRED"
    unpaid = leave.policy("jana.koehler", "Unpaid leave")
    assert (unpaid["notice_period_unit"], unpaid["notice_period_unit_amount"]) == (
        "CALENDAR_DAY",
        14,
    )
    assert unpaid["overlap_request_type"] == "NOT_ALLOWED"
    assert unpaid["payment_type"] == "UNPAID"
    parental = leave.policy("jana.koehler", "Parental leave")
    assert parental["is_description_required"] is True
    assert parental["leave_type"] == "LONG_TERM_LEAVE"


def test_policies_of_a_stranger_are_404_with_a_message_alone(organization: Caller) -> None:
    answer = organization.get("/time_offs/profile/9b1d-nobody/policies")

    assert (answer.status_code, answer.json()) == (404, {"message": "Profile not found"})


def test_amounts_of_an_entitlement_are_texts_that_add_up(leave: Leave) -> None:
    balance = leave.balance("jana.koehler")

    assert all(isinstance(balance[name], str) for name in (*AMOUNTS, "available"))
    total, taken = Decimal(balance["total_entitlements"]), Decimal(0)
    for name in ("used", "approved", "requested"):
        taken += Decimal(balance[name])
    assert Decimal(balance["available"]) == total - taken
    assert (balance["tracking_period"], balance["tracking_period_end_date"]) == (
        "2027-01-01",
        "2027-12-31",
    )


def test_events_of_an_entitlement_lead_to_its_amounts(leave: Leave) -> None:
    balance = leave.balance("jana.koehler")
    events: dict[str, Decimal] = {}
    for event in balance["events"]:
        events.setdefault(event["type"], Decimal(0))
        events[event["type"]] += Decimal(str(event["amount"]))

    assert events["ACCRUAL"] == Decimal(balance["accrued"]) == 3 * Decimal("2.33")
    assert -events["TIME_OFF"] == Decimal(balance["used"])
    assert events["ROLLOVER_CARRY_OVER"] == 14
    future = [one for one in balance["future_events"] if one["type"] == "ACCRUAL"]
    assert len(future) == 9
    assert sum(Decimal(str(one["amount"])) for one in future) == Decimal(
        balance["upcoming_accruals"]
    )


def test_carried_over_leave_that_is_not_used_expires_on_its_date(leave: Leave) -> None:
    balance = leave.balance("jana.koehler")
    (rollover,) = balance["rollovers"]
    (expiry,) = [one for one in balance["future_events"] if one["type"] == "ROLLOVER_EXPIRATION"]

    assert rollover["amount"] == "14"
    assert rollover["expiration_date"] == expiry["event_date"] == "2027-05-31"
    assert rollover["rollover_tracking_period"] == "2026-01-01"
    taken = Decimal(balance["used"]) + Decimal(balance["approved"])
    assert Decimal(str(expiry["amount"])) == taken - 14


def test_balance_without_a_limit_is_null(leave: Leave) -> None:
    balance = leave.balance("etienne.tremblay")

    assert balance["is_allowance_unlimited"] is True
    assert balance["available"] is None


def test_worker_without_anything_yet_has_empty_balances(leave: Leave) -> None:
    balance = leave.balance("wanjiru.kamau")

    assert (balance["available"], balance["used"], balance["events"]) == ("0", "0", [])
    assert leave.requests("wanjiru.kamau") == []


def test_an_earlier_tracking_period_can_be_asked_for(leave: Leave, organization: Caller) -> None:
    path = f"/time_offs/profile/{leave.profile_id('jana.koehler')}/entitlements"
    answer = organization.get(
        path, params={"tracking_period_date": "2026-06-01", "policy_type_name": "Vacation"}
    ).json()
    (balance,) = answer["entitlements"]

    assert balance["tracking_period"] == "2026-01-01"
    assert balance["accrued"] == "28"
    assert answer["hris_profile_id"] == leave.profile_id("jana.koehler")
