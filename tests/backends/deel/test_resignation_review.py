"""What the manager's part makes of Deel's answers, and what it sends."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from portal.backends.agreements import ResignationReason, ResignationStage
from portal.backends.contract import ManagerAPI
from portal.backends.deel.adapter import DeelBackend
from portal.backends.errors import ForeignObject, Unavailable
from portal.backends.leave import LeaveUnit
from portal.backends.offboarding import (
    Acceptance,
    DeclineReason,
    LeaveTracking,
    OffPlatformLeave,
    Refusal,
    Severance,
    SeveranceUnit,
    UsedLeave,
)
from tests.backends.deel.conftest import ALICE, BOB_ID, ORGANIZATION

OFFBOARDING = "/v2/eor/contracts/alice01/offboarding"
LAST = date(2027, 4, 30)


@pytest.fixture
def manager(deel: DeelBackend) -> ManagerAPI:
    return deel.manager(ALICE)


def leaving(**changes: Any) -> dict[str, Any]:
    return {
        "unique_id": "leaving-1",
        "name": "Alice Example",
        "contract": {"id": "alice01"},
        "hris_profile": {"oid": ALICE.worker_id},
        "offboarding_type": "RESIGNATION",
        "termination_id": None,
        "progress": {"status": "AWAITING_PTO", "reference_date": "2027-04-30T00:00:00.000Z"},
        **changes,
    }


def tracker(httpserver: HTTPServer, *entries: dict[str, Any], cursor: str | None = None) -> None:
    answer = {"data": entries, "page": {"cursor": cursor, "total_rows": 9}}
    httpserver.expect_ordered_request("/v2/offboarding/tracker").respond_with_json(answer)


def offboarding(**changes: Any) -> dict[str, Any]:
    return {
        "id": "offboarding-1",
        "contract_id": "alice01",
        "created_at": "2027-03-01T10:00:00.000Z",
        "end_date": None,
        "desired_end_date": "2027-04-30",
        "is_sensitive": False,
        "request_data": {"reason": "FOUND_ANOTHER_JOB", "reason_detail": "Thanks"},
        "documents": {"supporting": [{"id": "file-1", "name": "a.pdf"}], "offboarding": []},
        **changes,
    }


def test_all_pages_are_read_whatever_the_last_day(
    manager: ManagerAPI, httpserver: HTTPServer
) -> None:
    tracker(httpserver, leaving(), cursor="more")
    tracker(httpserver, leaving(unique_id="leaving-2"))

    found = manager.resignations_of({ALICE.worker_id})

    assert [each.id for each in found] == ["leaving-1", "leaving-2"]
    assert found[0].last_day == LAST
    first, second = (request for request, _ in httpserver.log)
    assert first.args["ignore_date_range"] == "true"
    assert second.args["cursor"] == "more"
    assert first.headers["Authorization"] == ORGANIZATION


def test_list_without_an_end_is_no_list(manager: ManagerAPI, httpserver: HTTPServer) -> None:
    answer = {"data": [leaving()], "page": {"cursor": "again"}}
    httpserver.expect_request("/v2/offboarding/tracker").respond_with_json(answer)

    with pytest.raises(Unavailable):
        manager.resignations_of({ALICE.worker_id})


@pytest.mark.parametrize("kind", ["TERMINATION", "termination", "", None])
def test_dismissal_is_nothing_to_see(
    manager: ManagerAPI, httpserver: HTTPServer, kind: str | None
) -> None:
    tracker(httpserver, leaving(offboarding_type=kind), leaving(hris_profile={"oid": BOB_ID}))

    assert manager.resignations_of({ALICE.worker_id}) == ()


def test_what_a_dismissal_stands_beside_is_marked(
    manager: ManagerAPI, httpserver: HTTPServer
) -> None:
    secret = leaving(unique_id="leaving-2", offboarding_type="TERMINATION")
    elsewhere = {**secret, "contract": {"id": "alice02"}}
    for beside in (secret, elsewhere):
        tracker(httpserver, leaving(), beside)

    found = [manager.resignations_of({ALICE.worker_id}) for _ in range(2)]

    assert [[each.beside_dismissal for each in these] for these in found] == [[True], [False]]


@pytest.mark.parametrize(
    ("progress", "stage", "waits"),
    [
        ({"status": "AWAITING_PTO"}, ResignationStage.WITH_EMPLOYER, True),
        ({"status": "PROCESSING"}, ResignationStage.IN_PROCESS, False),
        ({"status": "SOMETHING_NEW"}, ResignationStage.UNKNOWN, False),
        ({"status": ""}, ResignationStage.UNKNOWN, False),
        (None, ResignationStage.UNKNOWN, False),
    ],
)
def test_only_what_says_so_waits_for_an_answer(
    manager: ManagerAPI, httpserver: HTTPServer, progress: Any, stage: object, waits: bool
) -> None:
    tracker(httpserver, leaving(progress=progress))

    [found] = manager.resignations_of({ALICE.worker_id})

    assert (found.stage, found.waits) == (stage, waits)


@pytest.mark.parametrize(("kind", "day"), [("END_DATE", LAST), ("REQUEST_DATE", None)])
def test_date_of_something_else_is_no_last_day(
    manager: ManagerAPI, httpserver: HTTPServer, kind: str, day: date | None
) -> None:
    progress = {"status": "AWAITING_PTO", "reference_date": "2027-04-30"}
    tracker(httpserver, leaving(progress={**progress, "reference_date_type": kind}))

    [found] = manager.resignations_of({ALICE.worker_id})

    assert found.last_day == day


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("EMPLOYEE_FOUND_ANOTHER_JOB", ResignationReason.FOUND_ANOTHER_JOB),
        ("FOUND_ANOTHER_JOB", ResignationReason.FOUND_ANOTHER_JOB),
        ("PREFERRED_NOT_TO_SAY", ResignationReason.PREFER_NOT_TO_SAY),
        ("NEW_WORD", None),
    ],
)
def test_reason_is_read_in_either_vocabulary(
    manager: ManagerAPI, httpserver: HTTPServer, word: str, reason: ResignationReason | None
) -> None:
    data = offboarding(request_data={"reason": word})
    httpserver.expect_request(OFFBOARDING).respond_with_json({"data": data})

    found = manager.resignation_details("alice01")

    assert (found.reason, found.reason_text) == (reason, word)


def test_sensitive_one_keeps_its_reason_to_itself(
    manager: ManagerAPI, httpserver: HTTPServer
) -> None:
    data = offboarding(is_sensitive=True)
    httpserver.expect_request(OFFBOARDING).respond_with_json({"data": data})

    found = manager.resignation_details("alice01")

    assert (found.reason, found.reason_text, found.detail, found.files) == (None, "", "", ())
    assert found.desired_end_date == LAST


def test_another_contracts_answer_is_nobody_s(manager: ManagerAPI, httpserver: HTTPServer) -> None:
    data = offboarding(contract_id="bob01")
    httpserver.expect_request(OFFBOARDING).respond_with_json({"data": data})
    leave = {"data": {"contract_id": "bob01", "tracking_type": "ON_PLATFORM"}}
    httpserver.expect_request(f"{OFFBOARDING}/time-offs").respond_with_json(leave)

    with pytest.raises(ForeignObject):
        manager.resignation_details("alice01")
    with pytest.raises(ForeignObject):
        manager.leave_at_end("alice01", ALICE.worker_id, LAST)


def test_leave_is_never_converted_and_never_another_workers(
    manager: ManagerAPI, httpserver: HTTPServer
) -> None:
    def period(year: int, unit: str) -> dict[str, Any]:
        return {
            "id": f"alice-{year}",
            "used": "7.5",
            "requests": [],
            "tracking_period": f"{year}-01-01",
            "tracking_period_end_date": f"{year}-12-31",
            "entitlement_unit": unit,
        }

    def upcoming(owner: str, status: str) -> dict[str, Any]:
        return {
            "status": status,
            "start_date": "2027-04-01",
            "end_date": "2027-04-02",
            "amount": 2,
            "entitlement_unit": "BUSINESS_DAY",
            "recipient_profile": {"hris_profile_id": owner},
        }

    data = {
        "contract_id": "alice01",
        "tracking_type": "OFF_PLATFORM",
        "remaining_balance": None,
        "entitlements": [period(2027, "HOUR"), period(2026, "BUSINESS_DAY")],
        "upcoming_time_offs": [
            upcoming(ALICE.worker_id, "APPROVED"),
            upcoming(ALICE.worker_id, "CANCELED"),
            upcoming(ALICE.worker_id, "NEW_WORD"),
            upcoming(BOB_ID, "APPROVED"),
        ],
    }
    path = f"{OFFBOARDING}/time-offs"
    httpserver.expect_request(path, query_string="end_date=2027-04-30").respond_with_json(
        {"data": data}
    )

    found = manager.leave_at_end("alice01", ALICE.worker_id, LAST)

    assert found.tracking is LeaveTracking.OFF_PLATFORM
    assert found.remaining is None
    assert found.unit is None
    assert [period.unit for period in found.periods] == [LeaveUnit.WORKING_DAYS, LeaveUnit.HOURS]
    assert [each.approved for each in found.upcoming] == [True]


def sent(httpserver: HTTPServer) -> Any:
    [(request, _)] = httpserver.log
    return request.get_json()["data"]


def test_acceptance_says_all_it_was_given(manager: ManagerAPI, httpserver: HTTPServer) -> None:
    path = f"{OFFBOARDING}/resignations/review-pto"
    httpserver.expect_request(path, method="POST").respond_with_json({"data": {}}, status=201)
    used = UsedLeave(date(2027, 1, 1), date(2027, 12, 31), Decimal("7.25"))
    leave = OffPlatformLeave((used,), Decimal(3), LeaveUnit.HOURS)

    acceptance = Acceptance(leave, Severance(Decimal("1.5"), SeveranceUnit.MONTHS))
    manager.accept_resignation("alice01", acceptance, key="accept-1")

    assert sent(httpserver) == {
        "has_client_accepted_resignation_request": True,
        "used_time_off": {
            "tracking_type": "OFF_PLATFORM",
            "off_platform_used_time_off": {
                "entitlements": [
                    {
                        "used": 7.25,
                        "tracking_period": "2027-01-01",
                        "tracking_period_end_date": "2027-12-31",
                    }
                ],
                "total_scheduled": 3,
                "entitlement_unit": "HOUR",
            },
        },
        "severance_type": "MONTHS",
        "severance_amount": 1.5,
    }


def test_day_that_would_suit_stands_in_the_words(
    manager: ManagerAPI, httpserver: HTTPServer
) -> None:
    path = f"{OFFBOARDING}/resignations/review-pto"
    httpserver.expect_request(path, method="POST").respond_with_json({"data": {}}, status=201)

    manager.decline_resignation("alice01", Refusal(DeclineReason.LAST_DAY, "Please", LAST), key="k")

    assert sent(httpserver) == {
        "has_client_accepted_resignation_request": False,
        "decline_reason": "NOT_AGREE_WITH_END_DATE",
        "decline_reason_detail": "Please\nLast day that we could agree to: 2027-04-30.",
    }
