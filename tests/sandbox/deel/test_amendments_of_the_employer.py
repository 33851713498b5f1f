"""How amendments are made and moved on: hr-apis/deel.md section 4. Today is 10 March 2027."""

from typing import Any

import pytest

from tests.sandbox.callers import Caller, People, SignIn
from tests.sandbox.deel.amending import (
    DAY,
    WAITING_FOR_EMPLOYEE,
    Amendments,
    stage_of,
)
from tests.sandbox_server import RunningSandbox


@pytest.fixture
def priya(organization: Caller, people: People) -> Amendments:
    return Amendments(organization, people["priya.raghunathan"]["contract_id"])


@pytest.fixture
def luca(organization: Caller, people: People) -> Amendments:
    return Amendments(organization, people["luca.bernasconi"]["contract_id"])


def test_new_amendment_is_a_draft_with_a_redline(priya: Amendments) -> None:
    made = priya.create(effective_date="2027-05-01", job_title="QA Lead")

    assert stage_of(made) == "DRAFT"
    assert (made["type"], made["document_type"]) == ("AUTOMATED", "EA")
    (item,) = made["items"]
    assert (item["previous_value"], item["new_value"]) == ("QA Engineer", "QA Lead")
    assert (made["effective_date"], made["source"]) == ("2027-05-01", "PUBLIC_API")


def test_draft_without_a_date_gets_the_first_of_the_next_month(priya: Amendments) -> None:
    assert priya.create(job_title="QA Lead")["effective_date"] == "2027-04-01"


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"job_title": "QA Lead"}, "AUTOMATED"),
        ({"scope": "Quality of everything."}, "INSTANT"),
        ({"holidays": 25}, "OPS"),
        ({"custom": [{"type": "Other", "description": "A dog in the office"}]}, "LEGAL"),
        ({"job_title": "QA Lead", "holidays": 25}, "OPS"),
    ],
)
def test_type_follows_from_what_changes(
    priya: Amendments, fields: dict[str, Any], kind: str
) -> None:
    assert priya.create(**fields)["type"] == kind


def test_automated_amendment_goes_to_the_client_then_to_the_worker(
    organization: Caller, people: People
) -> None:
    noa = Amendments(organization, people["noa.levi"]["contract_id"])
    draft = noa.create(effective_date="2027-03-10", salary=360000)

    confirmed = noa.step(draft, "confirm")
    assert stage_of(confirmed) == "PENDINGCLIENTSIGNATURE"
    accepted = noa.step(draft, "accept")
    assert stage_of(accepted) == WAITING_FOR_EMPLOYEE
    signed = noa.step(draft, "sign")
    assert stage_of(signed) == "ACTIVE"


def test_instant_amendment_is_active_on_confirm(priya: Amendments) -> None:
    draft = priya.create(effective_date="2027-03-10", scope="Quality of everything.")

    assert stage_of(priya.step(draft, "confirm")) == "ACTIVE"


def test_reviewed_amendment_reaches_the_worker_after_some_days(
    priya: Amendments, sandbox: RunningSandbox, worker: SignIn
) -> None:
    draft = priya.create(effective_date="2027-05-01", holidays=25)
    assert stage_of(priya.step(draft, "confirm")) == "PENDINGDOCUMENTSUBMIT"
    sandbox.admin("POST", "settings", advance_seconds=6 * DAY)

    (waiting,) = [one for one in priya.all() if one["id"] == draft["id"]]
    assert stage_of(waiting) == WAITING_FOR_EMPLOYEE
    answer = worker("priya.raghunathan").post(
        f"/workers/amendments/{draft['id']}/sign", {"contractor_signature": "Priya Raghunathan"}
    )
    assert answer.status_code == 201


@pytest.mark.parametrize(
    ("step", "stage"),
    [
        ("confirm", WAITING_FOR_EMPLOYEE),
        ("accept", WAITING_FOR_EMPLOYEE),
        ("accept", "ACTIVE"),
        ("sign", "ACTIVE"),
        ("sign", "UPCOMING"),
    ],
)
def test_step_at_the_wrong_stage_is_409(
    organization: Caller, people: People, step: str, stage: str
) -> None:
    jana = Amendments(organization, people["jana.koehler"]["contract_id"])
    answer = organization.post(f"{jana.path}/{jana.at(stage)['id']}/{step}")

    assert answer.status_code == 409
    assert answer.json()["request"]["code"] == "CONFLICT"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"effective_date": "2027-03-09", "job_title": "QA Lead"}, "effective_date"),
        ({"effective_date": "2029-01-01", "job_title": "QA Lead"}, "effective_date"),
        ({"job_title": "QA Engineer"}, "job_title"),
        ({"holidays": 3}, "holidays"),
        ({"work_hours_per_week": 45}, "work_hours_per_week"),
    ],
)
def test_value_that_is_not_possible_is_422(
    priya: Amendments, fields: dict[str, Any], field: str
) -> None:
    answer = priya.organization.post(priya.path, fields)

    assert answer.status_code == 422
    assert [one["path"] for one in answer.json()["errors"]] == [field]


def test_amendment_of_nothing_is_422(priya: Amendments) -> None:
    assert priya.organization.post(priya.path, {}).status_code == 422


@pytest.mark.parametrize(
    "fields",
    [
        {"salary": "3000000"},
        {"salary": -1},
        {"title": "QA Lead"},
        {"employment_type": "Part-time"},
        {"effective_date": "01.05.2027"},
        {"fixed_adjustments": [{"value": "0", "description": "x", "is_recurring": True}]},
    ],
)
def test_wrong_fields_are_400(priya: Amendments, fields: dict[str, Any]) -> None:
    assert priya.organization.post(priya.path, fields).status_code == 400


def test_two_open_amendments_can_not_change_the_same(priya: Amendments) -> None:
    priya.create(job_title="QA Lead")

    assert priya.organization.post(priya.path, {"job_title": "Head of QA"}).status_code == 409


def test_changes_in_words_do_not_exclude_each_other(priya: Amendments) -> None:
    wish = [{"type": "Other", "description": "A dog in the office"}]
    priya.create(custom=wish, job_title="QA Lead")

    assert stage_of(priya.create(custom=wish, holidays=25)) == "DRAFT"


def test_contract_that_does_not_run_can_not_be_amended(luca: Amendments) -> None:
    assert luca.organization.post(luca.path, {"job_title": "Advisor"}).status_code == 409


def test_fields_can_be_checked_one_by_one(priya: Amendments) -> None:
    answer = priya.organization.post(
        f"{priya.path}/validate", {"job_title": "QA Lead", "holidays": 3}
    )

    assert answer.json()["data"] == {
        "job_title": {"valid": True, "message": None},
        "holidays": {"valid": False, "message": "must be between 5 and 60"},
    }


def test_rules_name_limits_and_options(priya: Amendments) -> None:
    answer = priya.organization.get(f"{priya.path}/validation/settings").json()["data"]
    rules = {one["data_point"]: one["rules"][0] for one in answer}

    assert (rules["holidays"]["min"], rules["holidays"]["max"]) == (5, 60)
    assert rules["employment_type"]["possible_options"] == ["FULL_TIME", "PART_TIME"]


def test_draft_tells_its_possible_dates(priya: Amendments) -> None:
    draft = priya.create(job_title="QA Lead")
    path = f"{priya.path}/{draft['id']}/effective-date-limitations"

    assert priya.organization.get(path).json()["data"] == {
        "min_effective_date": "2027-03-10",
        "max_effective_date": "2028-03-09",
        "default_effective_date": "2027-04-01",
        "is_hidden": False,
        "is_disabled": False,
        "message": None,
    }


def test_draft_can_be_changed_until_it_is_confirmed(priya: Amendments) -> None:
    draft = priya.create(job_title="QA Lead")
    path = f"{priya.path}/{draft['id']}"
    changed = priya.organization.patch(path, {"holidays": 25}).json()["data"]

    assert {one["data_point"] for one in changed["items"]} == {"job_title", "holidays"}
    assert changed["type"] == "OPS"
    priya.step(draft, "confirm")
    assert priya.organization.patch(path, {"holidays": 26}).status_code == 409


def test_amendment_can_be_withdrawn_before_all_have_signed(
    organization: Caller, people: People
) -> None:
    jana = Amendments(organization, people["jana.koehler"]["contract_id"])
    waiting, active = jana.at(WAITING_FOR_EMPLOYEE), jana.at("ACTIVE")
    answer = organization.delete(f"{jana.path}/{waiting['id']}")

    assert (answer.status_code, answer.json()) == (200, {"data": {"success": True}})
    (withdrawn,) = [one for one in jana.all() if one["id"] == waiting["id"]]
    assert stage_of(withdrawn) == "CANCELLED"
    assert organization.delete(f"{jana.path}/{active['id']}").status_code == 409
