"""The employer's side of a resignation: hr-apis/deel.md section 5. Today is 10 March 2027."""

from typing import Any

import pytest

from tests.sandbox.callers import Caller
from tests.sandbox.deel.resigning import (
    ACCEPTED,
    DAY,
    Json,
    Resigning,
    problem,
)
from tests.sandbox_server import RunningSandbox


def test_worker_token_is_refused_on_the_employers_side(jana: Resigning) -> None:
    jana.submit()

    assert jana.worker.get(f"{jana.shared}/restricted-dates").status_code == 403
    body = {"has_client_accepted_resignation_request": True}
    path = f"{jana.shared}/resignations/review-pto"
    assert jana.worker.post(path, body).status_code == 403


def test_declined_resignation_is_cancelled_and_may_be_sent_again(jana: Resigning) -> None:
    jana.submit()
    declined = jana.review(
        has_client_accepted_resignation_request=False, decline_reason="NOT_AGREE_WITH_END_DATE"
    )

    assert declined.status_code == 201
    (listed,) = jana.listed()
    assert (listed["status"], listed["resignation_letter"]) == ("CANCELLED", None)
    assert jana.submit().status_code == 201


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"has_client_accepted_resignation_request": True}, "used_time_off"),
        (
            {
                "has_client_accepted_resignation_request": True,
                "used_time_off": {"tracking_type": "OFF_PLATFORM"},
            },
            "used_time_off",
        ),
        ({"has_client_accepted_resignation_request": False}, "decline_reason"),
        (
            {"has_client_accepted_resignation_request": False, "decline_reason": "OTHER"},
            "decline_reason_detail",
        ),
        ({}, "has_client_accepted_resignation_request"),
    ],
)
def test_review_needs_its_fields(jana: Resigning, body: Json, field: str) -> None:
    jana.submit()

    assert problem(jana.review(**body)) == (400, field)
    assert jana.listed()[0]["status"] == "AWAITING_PTO"


def test_review_is_possible_only_while_it_is_awaited(jana: Resigning) -> None:
    assert jana.review(**ACCEPTED).status_code == 404
    jana.submit()

    assert [jana.review(**ACCEPTED).status_code for _ in range(2)] == [201, 400]


def test_review_keeps_all_that_was_said(jana: Resigning) -> None:
    jana.submit()
    used = {
        "tracking_type": "OFF_PLATFORM",
        "off_platform_used_time_off": {
            "entitlements": [
                {
                    "used": 7.5,
                    "tracking_period": "2027-01-01",
                    "tracking_period_end_date": "2027-12-31",
                }
            ],
            "total_scheduled": 2,
            "entitlement_unit": "HOUR",
        },
    }
    answer = jana.review(
        has_client_accepted_resignation_request=True,
        used_time_off=used,
        severance_type="WEEKS",
        severance_amount=1.5,
    )

    kept = answer.json()["data"]["request_data"]
    assert kept["used_time_off"] == used
    assert (kept["severance_type"], kept["severance_amount"]) == ("WEEKS", "1.5")


def test_person_shows_how_the_termination_goes_on(jana: Resigning, sandbox: RunningSandbox) -> None:
    def status() -> Any:
        return jana.seen_by_employer()["active_worker_termination_status"]

    seen = [status()]
    jana.submit()
    seen.append(status())
    jana.review(**ACCEPTED)
    seen.append(status())
    employment = jana.seen_by_employer()["employments"][0]
    jana.sign()
    seen.append(status())

    assert seen == [None, "PENDING", "CONTRACT_TERMINATION_DATA_COLLECTED", "IN_PROGRESS"]
    assert employment["termination_last_day"] == "2027-04-30"
    assert employment["has_eor_termination"] is True
    assert employment["is_ended"] is False


def test_signed_resignation_is_processed_signed_off_and_completed(
    jana: Resigning, sandbox: RunningSandbox
) -> None:
    jana.submit()
    jana.review(**ACCEPTED)
    jana.sign()
    sandbox.admin("POST", "settings", advance_seconds=1.5 * DAY)
    again = Resigning(fresh(jana), jana.organization, jana.person)
    path = f"{jana.shared}/review-employee-sign-offs"

    assert again.listed()[0]["status"] == "PROCESSING"
    incomplete = {"approved": False, "requested_changes": None, "reviewer_signature": None}
    assert problem(again.worker.post(path, incomplete)) == (400, "requested_changes")
    approval = {"approved": True, "requested_changes": None, "reviewer_signature": "Jana Köhler"}
    answer = again.worker.post(path, approval)
    assert answer.status_code == 200
    documents = answer.json()["data"]["documents"]["offboarding"]
    assert {one["reviewer_type"]: one["status"] for one in documents} == {
        "CLIENT": "AWAITING_REVIEW",
        "EMPLOYEE": "APPROVED",
    }
    assert again.worker.post(path, approval).status_code == 400

    sandbox.admin("POST", "settings", advance_seconds=51 * DAY)
    person = jana.seen_by_employer()
    assert person["active_worker_termination_status"] == "COMPLETED"
    assert person["employments"][0]["is_ended"] is True
    assert person["hiring_status"] == "inactive"


def fresh(resigning: Resigning) -> Caller:
    """The same worker with a new token: the old one has expired."""
    answer = resigning.organization.post(
        "/workers/session", {"profile_id": resigning.person["hris_profile_id"]}
    )
    resigning.worker.token = answer.json()["data"]["token"]
    return resigning.worker


@pytest.mark.parametrize(
    ("name", "status", "letter"),
    [
        ("ximena.hernandez", "AWAITING_PTO", None),
        ("maria.santos", "AWAITING_TRIAGE", "AWAITING_SIGNATURE"),
        ("luca.bernasconi", "COMPLETED", "SIGNED"),
        ("ahmad.alrashid", "CANCELLED", None),
    ],
)
def test_there_are_resignations_in_several_states(
    resigning: Any, name: str, status: str, letter: str | None
) -> None:
    (listed,) = resigning(name).listed()

    assert listed["status"] == status
    assert (listed["resignation_letter"] or {}).get("status") == letter


@pytest.mark.parametrize("name", ["jana.koehler", "oliver.bennett", "wanjiru.kamau"])
def test_there_are_workers_without_a_resignation(resigning: Any, name: str) -> None:
    worker = resigning(name)

    assert worker.listed() == []
    assert problem(worker.worker.get(worker.shared)) == (404, None)


def test_leaver_is_gone(resigning: Any) -> None:
    luca = resigning("luca.bernasconi")
    offboarding = luca.organization.get(luca.shared).json()["data"]

    assert offboarding["end_date"] == luca.seen_by_employer()["completion_date"]
    assert luca.seen_by_employer()["active_worker_termination_status"] == "COMPLETED"


def test_restricted_dates_are_the_holidays_of_the_country(
    jana: Resigning, organization: Caller
) -> None:
    path = f"{jana.shared}/restricted-dates"
    data = organization.get(path, params={"termination_type": "RESIGNATION"}).json()["data"]

    assert data["earliest_available_end_date"] == "2027-04-09"
    assert data["restricted_dates"][0] == "2027-03-26T00:00:00.000Z"
    assert data["is_end_date_allowed_on_holidays"] is False


def test_employer_sees_the_time_off_at_the_end(jana: Resigning, organization: Caller) -> None:
    path = f"{jana.shared}/time-offs"
    data = organization.get(path, params={"end_date": "2027-04-30"}).json()["data"]
    (entitlement,) = data["entitlements"]

    assert (data["tracking_type"], data["has_external_integration"]) == ("ON_PLATFORM", False)
    assert entitlement["entitlement_unit"] == "BUSINESS_DAY"
    assert entitlement["tracking_period_end_date"] == "2027-12-31"
    assert {one["status"] for one in data["upcoming_time_offs"]} == {"APPROVED", "REQUESTED"}
    assert float(data["remaining_balance"]) > 0


def test_tracker_lists_who_leaves_around_now(organization: Caller) -> None:
    near = organization.get("/offboarding/tracker").json()
    every = organization.get("/offboarding/tracker", params={"ignore_date_range": "true"}).json()
    found = organization.get(
        "/offboarding/tracker", params={"search": "ximena", "ignore_date_range": "true"}
    ).json()["data"]

    assert near["page"] == {"cursor": None, "total_rows": len(near["data"])}
    assert len(near["data"]) < len(every["data"]) == 4
    assert [one["name"] for one in found] == ["Ximena Hernández Ruiz"]
    assert found[0]["progress"]["status"] == "AWAITING_PTO"
    profile = found[0]["hris_profile"]["oid"]
    one = organization.get(f"/offboarding/tracker/hris_profile/{profile}").json()["data"]
    assert one == found[0]
    same = organization.get(f"/offboarding/tracker/{one['unique_id']}").json()["data"]
    assert same == one


def test_tracker_comes_in_pages(organization: Caller) -> None:
    query: dict[str, Any] = {"limit": 3, "ignore_date_range": "true"}
    first = organization.get("/offboarding/tracker", params=query).json()
    query["cursor"] = first["page"]["cursor"]
    second = organization.get("/offboarding/tracker", params=query).json()

    assert (len(first["data"]), len(second["data"])) == (3, 1)
    assert second["page"]["cursor"] is None
    query["cursor"] = "nowhere"
    assert organization.get("/offboarding/tracker", params=query).status_code == 400
