"""Amendments: hr-apis/deel.md section 4. Today is Wednesday, 10 March 2027."""

from typing import Any

import pytest

from tests.sandbox.callers import Caller, People, SignIn
from tests.sandbox.deel.amending import (
    DAY,
    WAITING_FOR_EMPLOYEE,
    Amendments,
    Json,
    stage_of,
)
from tests.sandbox_server import RunningSandbox

STRANGER = "0b0e9c1e-0000-4000-8000-000000000000"
AMENDMENT_FIELDS = {
    "id",
    "type",
    "items",
    "effective_date",
    "amendment_statuses",
    "salary",
    "hourly_rate",
    "work_hours_per_week",
    "currency",
    "job_title",
    "scope",
    "document_type",
    "source",
    "requested_by",
    "custom_items",
    "void_deadline",
    "rejection_context",
    "legal_context",
    "is_hrx_action_needed",
    "fixed_adjustments",
    "variable_compensation",
    "created_at",
    "updated_at",
    "employment_type",
}


@pytest.fixture
def jana(organization: Caller, people: People) -> Amendments:
    return Amendments(organization, people["jana.koehler"]["contract_id"])


@pytest.fixture
def amendments(organization: Caller, people: People) -> Any:
    return lambda name: Amendments(organization, people[name]["contract_id"])


def test_amendment_has_the_documented_fields_and_no_single_status(jana: Amendments) -> None:
    amendment = jana.at(WAITING_FOR_EMPLOYEE)

    assert set(amendment) >= AMENDMENT_FIELDS
    assert "status" not in amendment
    assert set(amendment["amendment_statuses"][0]) == {
        "name",
        "friendly_name",
        "amendment_flow_status",
    }


def test_items_show_old_and_new_values_as_texts(jana: Amendments) -> None:
    amendment = jana.at(WAITING_FOR_EMPLOYEE)

    assert [
        (one["data_point"], one["previous_value"], one["new_value"]) for one in amendment["items"]
    ] == [
        ("salary", "EUR 74,400.00", "EUR 78,864.00"),
        ("job_title", "Senior Backend Engineer", "Lead Backend Engineer"),
    ]
    assert amendment["salary"] == "78864"


def test_branches_stand_side_by_side_in_no_order_of_time(jana: Amendments) -> None:
    names = [one["name"] for one in jana.at(WAITING_FOR_EMPLOYEE)["amendment_statuses"]]

    assert {
        "AWAITING_SIGNATURE.SOW.PENDING_CLIENT_SIGNATURE",
        "AWAITING_SIGNATURE.EA.PENDING_EMPLOYEE_SIGNATURE",
        "PREPARING_DOCUMENTS.PREPARING_DONE",
        "DRAFT",
    } <= set(names)
    assert names == sorted(names)


def test_older_amendments_have_the_older_spelling(amendments: Any) -> None:
    amendment = amendments("oliver.bennett").at(WAITING_FOR_EMPLOYEE)
    names = [one["name"] for one in amendment["amendment_statuses"]]

    assert "AwaitingSignature.EA.PendingEmployeeSignature" in names
    assert "_amendment_flow_status" in amendment["amendment_statuses"][0]
    assert amendment["employment_type"] == "Part-time"
    assert amendment["effective_date"] == "2027-04-01T00:00:00.000Z"


@pytest.mark.parametrize(
    ("name", "stage", "kind"),
    [
        ("jana.koehler", WAITING_FOR_EMPLOYEE, "AUTOMATED"),
        ("jana.koehler", "UPCOMING", "OPS"),
        ("jana.koehler", "ACTIVE", "AUTOMATED"),
        ("jana.koehler", "CANCELLED", "OPS"),
        ("oliver.bennett", WAITING_FOR_EMPLOYEE, "OPS"),
        ("oliver.bennett", "DRAFT", "AUTOMATED"),
        ("noa.levi", WAITING_FOR_EMPLOYEE, "AUTOMATED"),
        ("maria.fernandez", WAITING_FOR_EMPLOYEE, "LEGAL"),
        ("kenta.tanaka", "PENDINGCLIENTSIGNATURE", "AUTOMATED"),
        ("joao.carvalho", "PENDINGDOCUMENTSUBMIT", "OPS"),
        ("ximena.hernandez", "ACTIVE", "INSTANT"),
    ],
)
def test_there_are_amendments_at_every_stage(
    amendments: Any, name: str, stage: str, kind: str
) -> None:
    assert amendments(name).at(stage)["type"] == kind


def test_worker_without_anything_yet_has_none(amendments: Any) -> None:
    assert amendments("wanjiru.kamau").all() == []


def test_one_is_the_same_as_in_the_list(jana: Amendments) -> None:
    listed = jana.all()[0]

    assert jana.organization.get(f"{jana.path}/{listed['id']}").json() == {"data": listed}


def test_another_contracts_amendment_is_404(jana: Amendments, amendments: Any) -> None:
    foreign = amendments("noa.levi").all()[0]
    path = f"{jana.path}/{foreign['id']}"

    assert jana.organization.get(path).status_code == 404
    assert jana.organization.get(f"{path}/pdf").status_code == 404
    assert jana.organization.post(f"{path}/confirm").status_code == 404
    assert jana.organization.delete(path).status_code == 404


@pytest.mark.parametrize("rest", ["", "/validation/settings"])
def test_worker_token_is_refused(
    worker: SignIn, people: People, jana: Amendments, rest: str
) -> None:
    answer = worker("jana.koehler").get(jana.path + rest)

    assert answer.status_code == 403
    assert answer.json()["request"]["code"] == "TOKEN_TYPE_NOT_ALLOWED"


def test_worker_signs_with_a_typed_name(jana: Amendments, worker: SignIn) -> None:
    amendment = jana.at(WAITING_FOR_EMPLOYEE)
    answer = worker("jana.koehler").post(
        f"/workers/amendments/{amendment['id']}/sign", {"contractor_signature": "Jana Köhler"}
    )

    assert answer.status_code == 201
    assert answer.json() == {"data": {"id": amendment["id"], "is_signed": True}}
    (signed,) = [one for one in jana.all() if one["id"] == amendment["id"]]
    assert stage_of(signed) == "UPCOMING"


def test_signing_twice_is_refused(jana: Amendments, worker: SignIn) -> None:
    caller = worker("jana.koehler")
    path = f"/workers/amendments/{jana.at(WAITING_FOR_EMPLOYEE)['id']}/sign"
    signature = {"contractor_signature": "Jana Köhler"}

    assert [caller.post(path, signature).status_code for _ in range(2)] == [201, 409]


@pytest.mark.parametrize("stage", ["UPCOMING", "ACTIVE", "CANCELLED"])
def test_signing_at_another_stage_is_refused(jana: Amendments, worker: SignIn, stage: str) -> None:
    path = f"/workers/amendments/{jana.at(stage)['id']}/sign"
    answer = worker("jana.koehler").post(path, {"contractor_signature": "Jana Köhler"})

    assert answer.status_code == 409
    assert answer.json()["errors"][0]["message"]


@pytest.mark.parametrize(
    "body",
    [{}, {"contractor_signature": ""}, {"contractor_signature": "  "}, {"signature": "Jana"}],
)
def test_signature_is_needed_under_its_own_name(
    jana: Amendments, worker: SignIn, body: Json
) -> None:
    path = f"/workers/amendments/{jana.at(WAITING_FOR_EMPLOYEE)['id']}/sign"

    assert worker("jana.koehler").post(path, body).status_code == 400
    assert jana.at(WAITING_FOR_EMPLOYEE)


def test_nobody_signs_for_somebody_else(
    jana: Amendments, worker: SignIn, organization: Caller
) -> None:
    path = f"/workers/amendments/{jana.at(WAITING_FOR_EMPLOYEE)['id']}/sign"
    body = {"contractor_signature": "Noa Levi"}

    assert worker("noa.levi").post(path, body).status_code == 404
    assert organization.post(path, body).status_code == 403
    missing = f"/workers/amendments/{STRANGER}/sign"
    assert worker("noa.levi").post(missing, body).status_code == 404


def test_signed_amendment_changes_the_contract_on_its_date(
    jana: Amendments,
    worker: SignIn,
    sandbox: RunningSandbox,
    organization: Caller,
    people: People,
) -> None:
    amendment = jana.at(WAITING_FOR_EMPLOYEE)
    worker("jana.koehler").post(
        f"/workers/amendments/{amendment['id']}/sign", {"contractor_signature": "Jana Köhler"}
    )
    path = f"/people/{people['jana.koehler']['hris_profile_id']}"
    before = organization.get(path).json()["data"]
    sandbox.admin("POST", "settings", advance_seconds=22 * DAY)
    after = organization.get(path).json()["data"]

    assert amendment["effective_date"] == "2027-04-01"
    assert before["job_title"] == "Senior Backend Engineer"
    assert after["job_title"] == "Lead Backend Engineer"
    assert float(after["employments"][0]["payment"]["rate"]) == 78_864
    (active,) = [one for one in jana.all() if one["id"] == amendment["id"]]
    assert stage_of(active) == "ACTIVE"


def test_document_can_be_opened_once_it_is_confirmed(amendments: Any, organization: Caller) -> None:
    oliver = amendments("oliver.bennett")
    draft = oliver.at("DRAFT")
    url = f"{oliver.path}/{draft['id']}/pdf"

    assert organization.get(url).status_code == 409
    oliver.step(draft, "confirm")
    link = organization.get(url).json()["data"]["url"]
    assert organization.session.get(link, timeout=10).content[:5] == b"%PDF-"


def test_document_stays_the_same_until_somebody_signs(
    jana: Amendments, worker: SignIn, sandbox: RunningSandbox
) -> None:
    amendment = jana.at(WAITING_FOR_EMPLOYEE)

    def document() -> bytes:
        url = jana.organization.get(f"{jana.path}/{amendment['id']}/pdf").json()["data"]["url"]
        return jana.organization.session.get(url, timeout=10).content

    first, second = document(), document()
    worker("jana.koehler").post(
        f"/workers/amendments/{amendment['id']}/sign", {"contractor_signature": "Jana Köhler"}
    )

    assert first == second
    assert document() != first


def test_link_to_the_document_ends_after_15_minutes(
    jana: Amendments, sandbox: RunningSandbox
) -> None:
    amendment = jana.at(WAITING_FOR_EMPLOYEE)
    url = jana.organization.get(f"{jana.path}/{amendment['id']}/pdf").json()["data"]["url"]
    sandbox.admin("POST", "settings", advance_seconds=15 * 60 + 1)

    assert jana.organization.session.get(url, timeout=10).status_code == 403
