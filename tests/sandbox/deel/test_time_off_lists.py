"""Lists of time off, and what hangs on them: hr-apis/deel.md section 3."""

from typing import Any

import pytest

from tests.sandbox.callers import Caller, SignIn
from tests.sandbox.deel.leave import Leave

ITEM_FIELDS = {
    "id",
    "status",
    "start_date",
    "end_date",
    "requested_at",
    "approved_at",
    "created_at",
    "updated_at",
    "amount",
    "entitlement_unit",
    "is_paid",
    "reason",
    "description",
    "other_type_description",
    "time_off_type_id",
    "contract_oid",
    "recipient_profile",
    "requester_profile",
    "half_start_date",
    "half_end_date",
    "deduction_amount",
    "time_off_percentage",
    "is_end_date_estimated",
    "time_off_dailies",
    "attachments",
}


def test_item_of_a_list_has_the_documented_fields(leave: Leave) -> None:
    item = leave.requests("jana.koehler")[0]

    assert set(item) == ITEM_FIELDS
    assert item["recipient_profile"]["hris_profile_id"] == leave.profile_id("jana.koehler")
    assert set(item["time_off_dailies"][0]) == {
        "id",
        "time_off_id",
        "date",
        "type",
        "amount",
        "description",
    }


def test_main_worker_has_time_off_in_every_status(leave: Leave) -> None:
    statuses = {one["status"] for one in leave.requests("jana.koehler")}

    assert statuses == {"REQUESTED", "APPROVED", "REJECTED", "USED", "CANCELED"}


def test_dates_come_as_dates_and_as_midnight_instants(leave: Leave) -> None:
    starts = [one["start_date"] for one in leave.requests("jana.koehler")]

    assert {len(start) for start in starts} == {10, 24}
    assert all(start[10:] in ("", "T00:00:00.000Z") for start in starts)


def test_filters_of_the_list(leave: Leave) -> None:
    every = leave.requests("jana.koehler")
    wanted = leave.requests("jana.koehler", status=["REQUESTED", "APPROVED"])
    one = leave.requests("jana.koehler", time_off_ids=every[3]["id"])
    ahead = leave.requests("jana.koehler", start_date="2027-03-10")
    approved = leave.requests("jana.koehler", approval_start_date="2000-01-01")
    vacation = leave.policy("jana.koehler")["policy_type"]["id"]
    of_type = leave.requests("jana.koehler", policy_types=vacation)

    assert [item["id"] for item in one] == [every[3]["id"]]
    assert {item["status"] for item in wanted} == {"REQUESTED", "APPROVED"}
    assert {item["id"] for item in ahead} == {
        item["id"] for item in every if item["start_date"][:10] >= "2027-03-10"
    }
    assert {item["status"] for item in approved} == {"APPROVED", "USED"}
    assert len(of_type) == len(every) - 1


@pytest.mark.parametrize(
    "query", [{"status": "PENDING"}, {"page_size": 4}, {"page_size": 201}, {"next": "???"}]
)
def test_bad_filters_are_400(leave: Leave, organization: Caller, query: dict[str, Any]) -> None:
    assert organization.get("/time_offs", params=query).status_code == 400


def test_filter_that_does_not_exist_leaks_the_others(leave: Leave, organization: Caller) -> None:
    answer = organization.get(
        "/time_offs", params={"hris_profile_id": leave.profile_id("jana.koehler"), "page_size": 200}
    )
    owners = {one["recipient_profile"]["hris_profile_id"] for one in answer.json()["data"]}

    assert len(owners) > 10


def test_pages_hold_every_item_once(organization: Caller) -> None:
    whole = organization.get("/time_offs", params={"page_size": 200}).json()
    ids, cursor = [], None
    while True:
        query = {"page_size": 25} | ({"next": cursor} if cursor else {})
        page = organization.get("/time_offs", params=query).json()
        assert page["page_size"] == 25
        ids += [one["id"] for one in page["data"]]
        cursor = page["next"]
        if not page["has_next_page"]:
            break

    assert ids == [one["id"] for one in whole["data"]]
    assert (cursor, whole["has_next_page"]) == (None, False)


def test_only_the_list_of_everybody_names_type_and_policy(
    leave: Leave, organization: Caller
) -> None:
    item = organization.get("/time_offs").json()["data"][0]

    assert set(item) == ITEM_FIELDS | {"time_off_type"}
    assert set(item["time_off_type"]["policy"]) == {"id", "name", "policy_type"}


def test_both_managers_have_reports_with_pending_requests(
    leave: Leave, organization: Caller
) -> None:
    answer = organization.get("/time_offs", params={"status": "REQUESTED", "page_size": 200})
    pending = {one["recipient_profile"]["hris_profile_id"] for one in answer.json()["data"]}
    managers = {
        person["manager_id"]
        for person in leave.people.values()
        if person["hris_profile_id"] in pending
    }

    assert {leave.profile_id("lukasz.wojcik"), leave.profile_id("sofia.almeida")} <= managers


@pytest.mark.parametrize("rest", ["", "/policies", "/entitlements"])
def test_worker_token_is_refused_for_reads(leave: Leave, worker: SignIn, rest: str) -> None:
    path = f"/time_offs/profile/{leave.profile_id('jana.koehler')}{rest}"
    answer = worker("jana.koehler").get(path)

    assert answer.status_code == 403
    assert answer.json()["request"]["code"] == "TOKEN_TYPE_NOT_ALLOWED"


def test_attachment_is_behind_a_short_lived_link(leave: Leave, organization: Caller) -> None:
    (item,) = [one for one in leave.requests("jana.koehler") if one["attachments"]]
    (attachment,) = item["attachments"]
    answer = organization.get(f"/time_offs/attachments/{attachment['id']}/download").json()

    assert attachment["filename"] == "sick-note.pdf"
    assert organization.session.get(answer["data"]["url"], timeout=10).content[:5] == b"%PDF-"


def test_dailies_show_holidays_schedule_and_days_off(leave: Leave, organization: Caller) -> None:
    query = {
        "start_date": "2027-03-01",
        "end_date": "2027-03-31",
        "hris_profile_ids": [leave.profile_id("jana.koehler"), leave.profile_id("noa.levi")],
    }
    german, israeli = organization.get("/time_offs/dailies", params=query).json()["data"]

    assert [one["name"] for one in german["holidays"]] == ["Good Friday", "Easter Monday"]
    assert german["work_schedule"]["hours_per_day"] == 8
    assert german["work_schedule"]["work_week"]["friday"] is True
    assert israeli["work_schedule"]["work_week"]["friday"] is False
    assert {one["time_off_daily_type"] for one in german["time_off_dailies"]} <= {
        "WORKING_DAY",
        "NON_WORKING_DAY",
        "HOLIDAY",
    }
    assert "2027-03-18" in {one["date"] for one in german["time_off_dailies"]}


def test_parental_events_belong_to_one_worker(leave: Leave, organization: Caller) -> None:
    path = "/time_offs/time-off-events"
    query = {"hris_profile_id": leave.profile_id("joao.carvalho")}
    (event,) = organization.get(path, params=query).json()["data"]

    assert event["was_premature_birth"] is False
    assert organization.get(path).status_code == 400


def test_general_types_can_be_looked_up(organization: Caller) -> None:
    names = [one["name"] for one in organization.get("/lookups/time-off-types").json()["data"]]

    assert names == ["VACATION", "SICK_LEAVE", "OTHER", "UNPAID_LEAVE"]
