from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from portal.backends import context
from portal.backends.contract import WorkerAPI
from portal.backends.errors import Conflict, NotFound, Unavailable
from portal.backends.leave import LeaveUnit, TimeOffDraft, TimeOffStatus
from tests.backends.deel.conftest import ALICE, BOB_ID, time_off

LIST = f"/v2/time_offs/profile/{ALICE.worker_id}"
ENTITLEMENTS = f"{LIST}/entitlements"
DRAFT = TimeOffDraft("type-1", date(2027, 3, 1), date(2027, 3, 2), note="Rest")
HALF_DAYS = replace(DRAFT, half_day=True)


def listed(*items: dict[str, Any], **page: Any) -> dict[str, Any]:
    return {"data": list(items), "next": None, "has_next_page": False, **page}


def test_create_never_approves_and_uses_the_references_names(
    alice: WorkerAPI, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/v2/time_offs", method="POST").respond_with_json(
        {"time_offs": [time_off()]}, status=201
    )

    alice.submit_time_off(DRAFT, key="key-1")

    request, _ = httpserver.log[0]
    assert request.headers["Idempotency-Key"] == "key-1"
    assert request.get_json() == {
        "data": {
            "recipient_profile_id": ALICE.worker_id,
            "time_off_type_id": "type-1",
            "start_date": "2027-03-01",
            "end_date": "2027-03-02",
            "status": "REQUESTED",
            "description": "Rest",
        }
    }


@pytest.mark.parametrize(
    ("calendar", "asked_for"),
    [
        ([("2027-03-01", "HOLIDAY"), ("2027-03-02", "WORKING_DAY")], ["2027-03-02"]),
        ([("2027-03-01", "HOLIDAY"), ("2027-03-02", "NON_WORKING_DAY")], None),
        ([], None),
    ],
)
def test_parts_of_days_are_asked_for_on_working_days_and_never_become_whole_ones(
    alice: WorkerAPI,
    httpserver: HTTPServer,
    calendar: list[tuple[str, str]],
    asked_for: list[str] | None,
) -> None:
    dates = [{"date": day, "type": kind, "amount": 1} for day, kind in calendar]
    httpserver.expect_request("/v2/time_offs/validate", method="POST").respond_with_json(
        {"data": {"is_valid": True, "dates": dates}}
    )
    httpserver.expect_request("/v2/time_offs", method="POST").respond_with_json({"time_offs": []})

    alice.submit_time_off(HALF_DAYS, key="key-1")

    assert httpserver.log[-1][0].get_json()["data"]["dates"] == [
        {"date": day, "day_type": "HALF_DAY"} for day in asked_for or ["2027-03-01", "2027-03-02"]
    ]


def test_hours_are_asked_for_on_each_day(alice: WorkerAPI, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/v2/time_offs", method="POST").respond_with_json({"time_offs": []})
    draft = TimeOffDraft("type-1", date(2027, 3, 1), date(2027, 3, 1), hours_per_day=Decimal("2.5"))

    alice.submit_time_off(draft, key="key-1")

    assert httpserver.log[0][0].get_json()["data"]["dates"] == [
        {"date": "2027-03-01", "day_type": "HOURLY", "hours": 2.5}
    ]


@pytest.mark.parametrize("key", ["time_offs", "timeOffs"])
def test_created_items_are_read_in_both_spellings_and_without_id_or_owner(
    alice: WorkerAPI, httpserver: HTTPServer, key: str
) -> None:
    anonymous = time_off()
    del anonymous["id"], anonymous["recipient_profile"]
    httpserver.expect_request("/v2/time_offs", method="POST").respond_with_json(
        {key: [anonymous, time_off(start_date="2027-03-02")]}, status=201
    )

    created = alice.submit_time_off(DRAFT, key="key-1")

    assert [each.id for each in created] == ["", time_off()["id"]]
    assert {each.worker_id for each in created} == {ALICE.worker_id}


def test_created_but_unreadable_may_have_happened(alice: WorkerAPI, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/v2/time_offs", method="POST").respond_with_json({}, status=201)

    with pytest.raises(Unavailable) as caught:
        alice.submit_time_off(DRAFT, key="key-1")

    assert caught.value.sent


def test_dates_are_the_first_ten_characters_and_amounts_exact(
    alice: WorkerAPI, httpserver: HTTPServer
) -> None:
    httpserver.expect_request(LIST).respond_with_json(
        listed(time_off(start_date="2027-03-01T00:00:00.000+14:00", amount="0.1"))
    )

    [found] = alice.time_off()

    assert found.start == date(2027, 3, 1)
    assert found.amount.amount == Decimal("0.1")
    assert found.amount.unit is LeaveUnit.WORKING_DAYS


@pytest.mark.parametrize(
    "recipient", [{"hris_profile_id": BOB_ID}, None, {}, {"hris_profile_id": None}]
)
def test_items_of_others_are_dropped_and_reported(
    alice: WorkerAPI, httpserver: HTTPServer, recipient: object
) -> None:
    theirs = time_off(id="bobs-time-off", recipient_profile=recipient)
    httpserver.expect_request(LIST).respond_with_json(listed(theirs, time_off()))

    assert [each.id for each in alice.time_off()] == [time_off()["id"]]
    assert [(each.kind, each.object_id) for each in alice.foreign] == [
        ("time off", "bobs-time-off")
    ]


def test_broken_item_is_missing_alone(alice: WorkerAPI, httpserver: HTTPServer) -> None:
    httpserver.expect_request(LIST).respond_with_json(
        listed(time_off(start_date="soon"), time_off(amount="NaN"), "nonsense", None, time_off())
    )

    with context.counting_left_out() as left_out:
        assert len(alice.time_off()) == 1
    assert left_out.count == 4


def test_odd_values_that_nobody_needs_hide_nothing(
    alice: WorkerAPI, httpserver: HTTPServer
) -> None:
    httpserver.expect_request(LIST).respond_with_json(
        listed(
            time_off(
                status="PENDING_REVIEW",
                entitlement_unit="FORTNIGHT",
                requested_at="yesterday",
                approved_at=5,
                time_off_dailies=[{"date": "?"}, {"date": "2027-03-01", "type": "WORKING_DAY"}],
            )
        )
    )

    [found] = alice.time_off()

    assert (found.status, found.status_text) == (TimeOffStatus.UNKNOWN, "PENDING_REVIEW")
    assert found.amount.unit is LeaveUnit.UNKNOWN
    assert len(found.days) == 1


def test_all_pages_are_read(alice: WorkerAPI, httpserver: HTTPServer) -> None:
    httpserver.expect_ordered_request(LIST).respond_with_json(
        listed(time_off(), next="page-2", has_next_page=True)
    )
    httpserver.expect_ordered_request(LIST).respond_with_json(listed(time_off(id="second")))

    assert len(alice.time_off()) == 2
    assert httpserver.log[1][0].args["next"] == "page-2"


def test_list_without_an_end_is_given_up(alice: WorkerAPI, httpserver: HTTPServer) -> None:
    httpserver.expect_request(LIST).respond_with_json(listed(next="again", has_next_page=True))

    with pytest.raises(Unavailable, match="does not end"):
        alice.time_off()


@pytest.mark.parametrize("status", ["APPROVED", "REJECTED", "USED", "CANCELED", "WHATEVER"])
def test_only_a_request_is_cancelled(alice: WorkerAPI, httpserver: HTTPServer, status: str) -> None:
    httpserver.expect_request(LIST).respond_with_json(listed(time_off(status=status)))

    with pytest.raises(Conflict):
        alice.cancel_time_off(time_off()["id"], key="key-1")

    assert [request.method for request, _ in httpserver.log] == ["GET"]


def test_cancel_looks_the_request_up_by_its_id(alice: WorkerAPI, httpserver: HTTPServer) -> None:
    httpserver.expect_request(LIST).respond_with_json(listed(time_off()))
    httpserver.expect_request(
        f"/v2/time_offs/{time_off()['id']}", method="DELETE"
    ).respond_with_data(b"", status=204)

    alice.cancel_time_off(time_off()["id"], key="key-1")

    assert httpserver.log[0][0].args["time_off_ids"] == time_off()["id"]
    assert httpserver.log[1][0].method == "DELETE"


def test_strangers_request_is_not_cancelled_though_deel_lists_it(
    alice: WorkerAPI, httpserver: HTTPServer
) -> None:
    theirs = time_off(recipient_profile={"hris_profile_id": BOB_ID})
    httpserver.expect_request(LIST).respond_with_json(listed(theirs))

    with pytest.raises(NotFound):
        alice.cancel_time_off(theirs["id"], key="key-1")

    assert len(alice.foreign) == 1
    assert [request.method for request, _ in httpserver.log] == ["GET"]


def entitlement(**changes: Any) -> dict[str, Any]:
    policy = {"id": "policy-1", "name": "Annual leave", "tracking_unit": "BUSINESS_DAY"}
    return {
        "policy": policy,
        "total_entitlements": "30",
        "used": "5.5",
        "approved": "2",
        "requested": "1",
        "tracking_period_end_date": "2027-12-31T00:00:00.000Z",
        "is_allowance_unlimited": False,
        "available": "21.5",
        **changes,
    }


@pytest.mark.parametrize(
    ("changes", "available"),
    [
        ({}, Decimal("21.5")),
        ({"available": 7}, Decimal(7)),
        ({"available": None}, Decimal("21.5")),
        ({"available": None, "requested": None}, Decimal("22.5")),
        ({"available": None, "total_entitlements": None}, None),
        ({"available": None, "is_allowance_unlimited": True}, None),
    ],
)
def test_available_leave_is_told_or_worked_out(
    alice: WorkerAPI, httpserver: HTTPServer, changes: dict[str, Any], available: Decimal | None
) -> None:
    httpserver.expect_request(ENTITLEMENTS).respond_with_json(
        {"entitlements": [entitlement(**changes)], "hris_profile_id": ALICE.worker_id}
    )

    [balance] = alice.leave_balances()

    assert balance.available == available
    assert balance.period_end == date(2027, 12, 31)
