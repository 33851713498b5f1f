"""Compliance documents: hr-apis/deel.md section 2."""

from typing import Any

import pytest
import requests

from tests.sandbox.callers import Caller, SignIn

PATH = "/eor/workers/compliance-documents"
PDF = b"%PDF-1.7 a small file"


def documents(caller: Caller) -> dict[str, dict[str, Any]]:
    listed = caller.get(PATH).json()["data"]["documents"]
    return {document["name"]: document for document in listed}


def test_list_is_nested_and_has_every_state(worker: SignIn) -> None:
    found = documents(worker("jana.koehler"))

    assert set(found["Identity document"]) == {
        "id", "name", "description", "country", "status", "is_optional", "required_in_30_days",
        "has_template", "fillable", "filenames", "uploaded_at", "rejection_message",
        "is_acknowledgement_only_document", "is_consent_required",
    }  # fmt: skip
    statuses = {document["status"] for document in found.values()}
    assert statuses == {"APPROVED", "REJECTED", "AWAITING_EX_REVIEW", None}
    assert found["Proof of address"]["rejection_message"]
    assert found["Diploma"]["filenames"] == []


def test_newcomer_has_handed_in_nothing(worker: SignIn) -> None:
    found = documents(worker("wanjiru.kamau"))

    assert "KRA PIN certificate" in found
    assert {document["status"] for document in found.values()} == {None}


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("bill.pdf", PDF, "application/pdf"),
        ("BILL.PNG", b"\x89PNG\r\n\x1a\n and more", "image/png"),
        ("bill.jpg", b"\xff\xd8\xff\xe0 and more", "image/jpeg"),
        ("bill.jpeg", b"\xff\xd8\xff\xe0 and more", "image/jpeg"),
        ("bill.heic", b"\x00\x00\x00\x18ftypheic", "image/heic"),
    ],
)
def test_upload_is_kept_and_waits_for_review(
    worker: SignIn, name: str, content: bytes, content_type: str
) -> None:
    jana = worker("jana.koehler")
    wanted = documents(jana)["Proof of address"]["id"]

    answer = jana.post(f"{PATH}/{wanted}", files={"file": (name, content)})

    assert (answer.status_code, answer.json()) == (200, {"data": {"success": True}})
    now = documents(jana)["Proof of address"]
    assert (now["status"], now["filenames"]) == ("AWAITING_EX_REVIEW", [name])
    assert now["rejection_message"] is None
    link = jana.get(f"{PATH}/{wanted}/download").json()["data"]
    assert set(link) == {"url", "expires_at", "updated_at"}
    file = requests.get(link["url"], timeout=10)
    assert (file.content, file.headers["Content-Type"]) == (content, content_type)


@pytest.mark.parametrize(
    "parts",
    [
        {"file": ("page.html", b"<html>")},
        {"file": ("page.pdf", b"<html>")},
        {"file": ("picture.svg", b"<svg/>")},
        {"file": ("empty.pdf", b"")},
        {"document": ("bill.pdf", PDF)},
        [("file", ("a.pdf", PDF)), ("file", ("b.pdf", PDF))],
    ],
)
def test_upload_that_is_wrong_changes_nothing(worker: SignIn, parts: Any) -> None:
    jana = worker("jana.koehler")
    before = documents(jana)

    answer = jana.post(f"{PATH}/{before['Proof of address']['id']}", files=parts)

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "file"
    assert documents(jana) == before


def test_upload_has_to_be_multipart(worker: SignIn) -> None:
    jana = worker("jana.koehler")
    wanted = documents(jana)["Proof of address"]["id"]

    assert jana.post(f"{PATH}/{wanted}", {"file": "x"}).status_code == 400


def test_template_is_there_where_the_list_says_so(worker: SignIn) -> None:
    jana = worker("jana.koehler")
    found = documents(jana)

    form = jana.get(f"{PATH}/{found['Emergency contact form']['id']}/templates/download")
    none = jana.get(f"{PATH}/{found['Diploma']['id']}/templates/download")

    assert set(form.json()["data"]) == {"url", "expires_at"}
    assert requests.get(form.json()["data"]["url"], timeout=10).content.startswith(b"%PDF-")
    assert none.status_code == 404


def test_nothing_to_download_before_an_upload(worker: SignIn) -> None:
    jana = worker("jana.koehler")

    answer = jana.get(f"{PATH}/{documents(jana)['Diploma']['id']}/download")

    assert answer.status_code == 404


def test_acknowledgement_is_for_papers_that_ask_for_it(worker: SignIn) -> None:
    jana = worker("jana.koehler")
    found = documents(jana)

    accepted = jana.post(f"{PATH}/{found['Code of conduct']['id']}/acknowledgement")
    refused = jana.post(f"{PATH}/{found['Diploma']['id']}/acknowledgement")

    assert (accepted.status_code, accepted.content) == (204, b"")
    assert documents(jana)["Code of conduct"]["status"] == "APPROVED"
    assert refused.status_code == 400


def test_stranger_gets_404(worker: SignIn) -> None:
    theirs = documents(worker("noa.levi"))["Identity document"]["id"]
    jana = worker("jana.koehler")

    answers = [
        jana.get(f"{PATH}/{theirs}/download"),
        jana.get(f"{PATH}/{theirs}/templates/download"),
        jana.post(f"{PATH}/{theirs}", files={"file": ("bill.pdf", PDF)}),
        jana.post(f"{PATH}/{theirs}/acknowledgement"),
    ]

    assert [answer.status_code for answer in answers] == [404] * 4
