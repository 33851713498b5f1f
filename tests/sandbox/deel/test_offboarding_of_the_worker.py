"""The worker's side of a resignation: hr-apis/deel.md section 5. Today is 10 March 2027."""

import json
from typing import Any

import pytest

from tests.sandbox.callers import Caller, People
from tests.sandbox.deel.resigning import (
    ACCEPTED,
    OFFBOARDING_FIELDS,
    PDF,
    RESIGNATION,
    Resigning,
    problem,
)


def test_preview_of_the_letter_is_the_file_itself(jana: Resigning) -> None:
    answer = jana.worker.get(f"{jana.own}/resignation-letter")

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.content[:5] == b"%PDF-"


def test_submitted_resignation_waits_for_the_review_of_time_off(jana: Resigning) -> None:
    answer = jana.submit(reason_detail="Nearer to home")

    assert answer.status_code == 201
    data = answer.json()["data"]
    assert set(data) == OFFBOARDING_FIELDS
    assert (data["desired_end_date"], data["end_date"]) == ("2027-04-30", None)
    assert data["request_data"]["reason"] == "FOUND_ANOTHER_JOB"
    assert data["request_data"]["reason_detail"] == "Nearer to home"
    (listed,) = jana.listed()
    assert (listed["id"], listed["status"]) == (data["id"], "AWAITING_PTO")
    assert listed["resignation_letter"] is None


@pytest.mark.parametrize("field", ["reason", "desired_end_date", "signature"])
def test_required_fields(jana: Resigning, field: str) -> None:
    assert problem(jana.submit(**{field: None})) == (400, field)
    assert jana.listed() == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("reason", "BORED"),
        ("signature", "   "),
        ("desired_end_date", "2027-03-09"),
        ("desired_end_date", "2027-03-10"),
        ("desired_end_date", "2027-04-08"),
        ("desired_end_date", "2027-05-01"),
        ("desired_end_date", "2029-04-30"),
        ("desired_end_date", "30.04.2027"),
    ],
)
def test_impossible_values_are_refused(jana: Resigning, field: str, value: str) -> None:
    assert problem(jana.submit(**{field: value})) == (400, field)
    assert jana.listed() == []


def test_unknown_field_is_refused(jana: Resigning) -> None:
    assert problem(jana.submit(note="x")) == (400, "note")


def test_json_body_is_refused(jana: Resigning) -> None:
    assert jana.worker.post(jana.own, RESIGNATION).status_code == 400


def test_second_resignation_is_refused_while_one_is_open(jana: Resigning) -> None:
    jana.submit()
    again = jana.submit()

    assert problem(again) == (400, None)
    assert again.json()["errors"][0]["code"] == "ALREADY_EXISTS"
    assert len(jana.listed()) == 1


def test_worker_without_a_running_contract_can_not_resign(resigning: Any) -> None:
    assert problem(resigning("wanjiru.kamau").submit()) == (400, None)


def test_supporting_documents_are_kept(jana: Resigning, organization: Caller) -> None:
    files = [("supporting_documents", PDF), ("supporting_documents", PDF)]
    data = jana.submit(files=files).json()["data"]
    first, second = data["documents"]["supporting"]
    path = f"{jana.shared}/attachments/{first['id']}"

    assert (first["name"], first["type"]) == ("letter.pdf", "application/pdf")
    assert first["id"] != second["id"]
    assert organization.get(path).content == PDF[1]


@pytest.mark.parametrize(
    "file",
    [
        ("letter.exe", b"%PDF-1.7", "application/pdf"),
        ("letter.pdf", b"<html>", "application/pdf"),
        ("letter.png", b"", "image/png"),
    ],
)
def test_other_files_are_refused(jana: Resigning, file: Any) -> None:
    answer = jana.submit(files=[("supporting_documents", file)])

    assert problem(answer) == (400, "supporting_documents")
    assert jana.listed() == []


def test_nobody_reaches_somebody_elses_offboarding(
    jana: Resigning, resigning: Any, people: People
) -> None:
    noa = resigning("noa.levi")
    jana.submit()
    answers = [
        noa.worker.get(f"{jana.own}/resignation-letter"),
        noa.worker.get(jana.shared),
        noa.worker.post(f"{jana.own}/resignation-letter/sign", {"signature": "Noa"}),
        noa.worker("POST", jana.own, files=[("data", (None, json.dumps(RESIGNATION)))]),
    ]

    assert [one.status_code for one in answers] == [404, 404, 404, 404]
    assert noa.listed() == []


def test_organization_token_is_refused_on_the_workers_side(
    jana: Resigning, organization: Caller
) -> None:
    paths = ["/eor/workers/resignations", f"{jana.own}/resignation-letter"]

    for path in paths:
        answer = organization.get(path)
        assert answer.status_code == 403
        assert answer.json()["errors"][0]["code"] == "TOKEN_TYPE_NOT_ALLOWED"


def test_letter_waits_for_a_signature_after_the_review(jana: Resigning) -> None:
    jana.submit()
    reviewed = jana.review(**ACCEPTED)

    assert reviewed.status_code == 201
    assert reviewed.json()["data"]["end_date"] == "2027-04-30"
    (listed,) = jana.listed(status="AWAITING_SIGNATURE")
    assert listed["status"] == "AWAITING_TRIAGE"
    assert listed["resignation_letter"]["status"] == "AWAITING_SIGNATURE"
    assert listed["resignation_letter"]["signature"] is None
    assert jana.listed(status="SIGNED") == []


def test_signed_letter(jana: Resigning) -> None:
    jana.submit()
    jana.review(**ACCEPTED)
    answer = jana.sign()

    assert answer.status_code == 201
    letter = answer.json()["data"]["documents"]["resignation_letter"]
    assert letter["signature"] == "Jana Köhler"
    assert letter["signed_at"].startswith("2027-03-10T")
    (listed,) = jana.listed(status="SIGNED")
    assert listed["status"] == "AWAITING_PROCESSING"


def test_letter_can_be_signed_once_and_not_too_early(jana: Resigning) -> None:
    jana.submit()
    too_early = jana.sign()
    jana.review(**ACCEPTED)

    assert too_early.status_code == 404
    assert [jana.sign().status_code for _ in range(2)] == [201, 400]
