"""Create, update, cancel and review: hr-apis/deel.md section 3. Today is 10 March 2027."""

from typing import Any

import pytest

from tests.sandbox.callers import Caller, SignIn
from tests.sandbox.deel.leave import Leave
from tests.sandbox_server import RunningSandbox

JANA = "jana.koehler"
BIRTH = {"birth_date": "2027-05-01", "was_premature_birth": False, "had_multiple_children": False}


def created(caller: Caller, body: dict[str, Any]) -> list[dict[str, Any]]:
    answer = caller.post("/time_offs", body)
    assert answer.status_code == 201, answer.text
    assert set(answer.json()) == {"time_offs"}
    found: list[dict[str, Any]] = answer.json()["time_offs"]
    return found


def refused(caller: Caller, body: dict[str, Any]) -> tuple[int, str]:
    """Status and message, which come in an object named errors."""
    answer = caller.post("/time_offs", body)
    assert set(answer.json()) == {"errors", "request"}
    return answer.status_code, answer.json()["errors"]["message"]


def test_worker_asks_for_time_off(leave: Leave, worker: SignIn) -> None:
    body = leave.draft(JANA, "2027-04-20", "2027-04-22", description="Sailing", reason="Rest")
    (item,) = created(worker(JANA), body)

    assert (item["status"], item["amount"]) == ("REQUESTED", 3)
    assert (item["description"], item["reason"]) == ("Sailing", "Rest")
    assert item["requester_profile"]["hris_profile_id"] == leave.profile_id(JANA)
    assert item["approved_at"] is None
    assert item["id"] in {one["id"] for one in leave.requests(JANA)}


def test_request_lowers_what_is_available(leave: Leave, worker: SignIn) -> None:
    before = leave.balance(JANA)
    created(worker(JANA), leave.draft(JANA, "2027-04-20", "2027-04-22"))
    after = leave.balance(JANA)

    assert float(after["available"]) == pytest.approx(float(before["available"]) - 3)
    assert float(after["requested"]) == float(before["requested"]) + 3


def test_request_without_a_status_is_approved_at_once(leave: Leave, worker: SignIn) -> None:
    (item,) = created(worker(JANA), leave.draft(JANA, "2027-04-08", status=None))

    assert item["status"] == "APPROVED"
    assert item["approved_at"] is not None


def test_approved_request_with_past_dates_comes_back_as_used(
    leave: Leave, organization: Caller
) -> None:
    body = leave.draft(JANA, "2027-03-08", kind="Sick leave", status="APPROVED")
    (item,) = created(organization, body)

    assert item["status"] == "USED"
    assert set(item["requester_profile"]) == {"client_profile_id", "organization_id"}


def test_half_day_is_told_by_its_date(leave: Leave, worker: SignIn) -> None:
    dates = [{"date": "2027-04-08", "day_type": "HALF_DAY"}]
    (item,) = created(worker(JANA), leave.draft(JANA, "2027-04-08", dates=dates))

    assert item["amount"] == 0.5
    assert (item["half_start_date"], item["half_end_date"]) == (True, True)
    assert [one["amount"] for one in item["time_off_dailies"]] == [0.5]


def test_request_over_new_year_becomes_two(leave: Leave, worker: SignIn) -> None:
    items = created(worker(JANA), leave.draft(JANA, "2027-12-30", "2028-01-04"))

    assert [(one["start_date"][:10], one["end_date"][:10]) for one in items] == [
        ("2027-12-30", "2027-12-31"),
        ("2028-01-01", "2028-01-04"),
    ]
    assert [one["amount"] for one in items] == [2, 2]


def test_midnight_instants_are_taken_for_their_day(leave: Leave, worker: SignIn) -> None:
    body = leave.draft(JANA, "2027-04-08T00:00:00.000Z", "2027-04-08T00:00:00.000Z")
    (item,) = created(worker(JANA), body)

    assert item["time_off_dailies"][0]["date"] == "2027-04-08"


def test_parental_leave_needs_its_event(leave: Leave, worker: SignIn, organization: Caller) -> None:
    body = leave.draft(JANA, "2027-05-03", "2027-05-30", kind="Parental leave")
    caller = worker(JANA)

    assert refused(caller, body) == (400, "description: A description is required")
    body["description"] = "Our first child"
    assert refused(caller, body)[0] == 400
    (item,) = created(caller, body | {"event_details": BIRTH})
    assert (item["amount"], item["entitlement_unit"]) == (28, "CALENDAR_DAY")
    (event,) = organization.get(
        "/time_offs/time-off-events", params={"hris_profile_id": leave.profile_id(JANA)}
    ).json()["data"]
    assert event["birth_date"] == "2027-05-01"


def test_policy_that_needs_an_attachment_refuses(leave: Leave, worker: SignIn) -> None:
    body = leave.draft("joao.carvalho", "2027-03-11", kind="Sick leave")

    assert refused(worker("joao.carvalho"), body) == (
        400,
        "attachments: An attachment is required",
    )


@pytest.mark.parametrize(
    ("start", "end"), [("2027-04-09", "2027-04-08"), ("2027-03-09", "2027-03-09")]
)
def test_invalid_request_is_400_and_leaves_nothing(
    leave: Leave, worker: SignIn, start: str, end: str
) -> None:
    before = len(leave.requests(JANA))

    assert refused(worker(JANA), leave.draft(JANA, start, end))[0] == 400
    assert len(leave.requests(JANA)) == before


def test_worker_can_not_ask_for_somebody_else(leave: Leave, worker: SignIn) -> None:
    assert refused(worker(JANA), leave.draft("noa.levi", "2027-04-08"))[0] == 403


def test_unknown_profile_is_404(leave: Leave, organization: Caller) -> None:
    stranger = "0b0e9c1e-0000-4000-8000-000000000000"
    body = leave.draft(JANA, "2027-04-08", recipient_profile_id=stranger)

    assert refused(organization, body)[0] == 404


def test_second_call_with_the_same_key_makes_no_second_request(
    leave: Leave, worker: SignIn
) -> None:
    caller, body = worker(JANA), leave.draft(JANA, "2027-04-08")
    headers = {"Idempotency-Key": "once"}
    first = caller.post("/time_offs", body, headers=headers)
    second = caller.post("/time_offs", body, headers=headers)

    assert second.json() == first.json()
    assert "x-original-request-id" in second.headers
    start = [one for one in leave.requests(JANA) if one["start_date"][:10] == "2027-04-08"]
    assert len(start) == 1


def test_update_sends_the_whole_request_again(leave: Leave, worker: SignIn) -> None:
    caller = worker(JANA)
    (item,) = created(caller, leave.draft(JANA, "2027-04-08"))
    path = f"/time_offs/{item['id']}"
    body = leave.draft(JANA, "2027-04-08", "2027-04-09", status=None, description="Longer")
    answer = caller.patch(path, body)

    assert (answer.status_code, set(answer.json())) == (200, {"time_off"})
    changed = answer.json()["time_off"]
    assert (changed["id"], changed["status"], changed["amount"]) == (item["id"], "REQUESTED", 2)
    assert caller.patch(path, body | {"status": "APPROVED"}).status_code == 400
    del body["end_date"]
    assert caller.patch(path, body).status_code == 400


def test_what_is_decided_against_can_not_be_updated(leave: Leave, worker: SignIn) -> None:
    (rejected,) = leave.requests(JANA, status="REJECTED")
    body = leave.draft(JANA, "2027-04-08", status=None)

    assert worker(JANA).patch(f"/time_offs/{rejected['id']}", body).status_code == 400


@pytest.mark.parametrize("status", ["REQUESTED", "APPROVED", "REJECTED", "USED"])
def test_cancel_works_whatever_the_status_is(leave: Leave, worker: SignIn, status: str) -> None:
    item = leave.requests(JANA, status=status)[0]
    answer = worker(JANA).delete(f"/time_offs/{item['id']}")

    assert (answer.status_code, answer.content) == (204, b"")
    (cancelled,) = leave.requests(JANA, time_off_ids=item["id"])
    assert cancelled["status"] == "CANCELED"


def test_cancelled_request_gives_its_days_back(leave: Leave, worker: SignIn) -> None:
    before = float(leave.balance(JANA)["available"])
    (item,) = leave.requests(JANA, status="APPROVED")
    worker(JANA).delete(f"/time_offs/{item['id']}")

    assert float(leave.balance(JANA)["available"]) == pytest.approx(before + item["amount"])


def test_somebody_elses_request_is_404(leave: Leave, worker: SignIn) -> None:
    item = leave.requests("noa.levi")[0]
    caller = worker(JANA)
    answers = [
        caller.delete(f"/time_offs/{item['id']}"),
        caller.patch(f"/time_offs/{item['id']}", leave.draft(JANA, "2027-04-08", status=None)),
        caller.delete("/time_offs/0b0e9c1e-0000-4000-8000-000000000000"),
    ]

    assert [one.status_code for one in answers] == [404, 404, 404]
    assert all(one.json()["errors"] == {"message": "Time off not found"} for one in answers)


def test_review_answers_for_each_request_of_the_batch(leave: Leave, organization: Caller) -> None:
    first, second = leave.requests(JANA, status="REQUESTED")
    (used,) = leave.requests(JANA, status="USED", start_date="2027-02-20")
    stranger = "0b0e9c1e-0000-4000-8000-000000000000"
    answer = organization.post(
        "/time_offs/review",
        [
            {"id": first["id"], "status": "APPROVED"},
            {"id": second["id"], "status": "REJECTED"},
            {"id": used["id"], "status": "REJECTED"},
            {"id": stranger, "status": "APPROVED"},
        ],
    )

    assert answer.status_code == 201
    data = answer.json()["data"]
    assert data["reviewed"] == [
        {"id": first["id"], "status": "APPROVED"},
        {"id": second["id"], "status": "REJECTED"},
    ]
    assert [one["id"] for one in data["not_reviewed"]] == [used["id"], stranger]
    assert all(one["error"] for one in data["not_reviewed"])


def test_decision_is_final(leave: Leave, organization: Caller) -> None:
    (item, *_) = leave.requests(JANA, status="REQUESTED")
    decision = [{"id": item["id"], "status": "REJECTED"}]
    organization.post("/time_offs/review", decision)
    again = organization.post("/time_offs/review", decision).json()["data"]

    assert (again["reviewed"], len(again["not_reviewed"])) == ([], 1)


def test_worker_token_can_not_review(leave: Leave, worker: SignIn) -> None:
    (item, *_) = leave.requests(JANA, status="REQUESTED")
    answer = worker(JANA).post("/time_offs/review", [{"id": item["id"], "status": "APPROVED"}])

    assert answer.status_code == 403
    assert answer.json()["request"]["code"] == "TOKEN_TYPE_NOT_ALLOWED"


def test_approved_time_off_reads_as_used_once_it_is_over(
    leave: Leave, sandbox: RunningSandbox
) -> None:
    (item,) = leave.requests(JANA, status="APPROVED")
    sandbox.admin("POST", "settings", advance_seconds=30 * 86_400)

    (over,) = leave.requests(JANA, time_off_ids=item["id"])
    assert over["status"] == "USED"
    assert item["id"] in {one["id"] for one in leave.requests(JANA, status="USED")}
