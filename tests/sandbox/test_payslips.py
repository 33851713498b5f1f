"""Payslips and their files: hr-apis/deel.md section 2."""

import io
from datetime import date
from typing import Any

import pytest
import requests
from pypdf import PdfReader

from tests.sandbox.callers import Caller, People, SignIn
from tests.sandbox_server import RunningSandbox


def payslips(organization: Caller, person: dict[str, Any]) -> list[dict[str, Any]]:
    answer = organization.get(f"/eor/workers/{person['hris_profile_id']}/payslips")
    assert answer.status_code == 200
    found: list[dict[str, Any]] = answer.json()["data"]
    return found


def url_of(caller: Caller, person: dict[str, Any], payslip: dict[str, Any]) -> str:
    path = f"/eor/workers/{person['hris_profile_id']}/payslips/{payslip['id']}/download"
    answer = caller.get(path)
    assert answer.status_code == 200
    assert list(answer.json()["data"]) == ["url"]
    url: str = answer.json()["data"]["url"]
    return url


def fetch(url: str, **headers: str) -> requests.Response:
    return requests.get(url, headers=headers, timeout=10)


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def test_twelve_months_without_amounts(organization: Caller, people: People) -> None:
    found = payslips(organization, people["jana.koehler"])

    assert len(found) == 12
    assert all(set(payslip) == {"id", "from", "to", "status"} for payslip in found)
    starts = [date.fromisoformat(payslip["from"]) for payslip in found]
    assert len(set(starts)) == 12
    assert starts == sorted(starts, reverse=True)


@pytest.mark.parametrize(
    ("name", "currency"),
    [("jana.koehler", "EUR"), ("kenta.tanaka", "JPY"), ("ahmad.alrashid", "KWD")],
)
def test_file_is_a_pdf_in_the_workers_currency(
    organization: Caller, people: People, name: str, currency: str
) -> None:
    person = people[name]
    url = url_of(organization, person, payslips(organization, person)[0])

    file = fetch(url)

    assert file.headers["Content-Type"] == "application/pdf"
    assert int(file.headers["Content-Length"]) == len(file.content)
    assert file.content.startswith(b"%PDF-")
    text = text_of(file.content)
    assert "Gross pay" in text
    assert f"{currency} " in text[text.index("Net pay") :]


def test_worker_opens_their_own(worker: SignIn, organization: Caller, people: People) -> None:
    jana = people["jana.koehler"]
    url = url_of(worker("jana.koehler"), jana, payslips(organization, jana)[3])

    assert fetch(url).status_code == 200


def test_stranger_gets_404(worker: SignIn, organization: Caller, people: People) -> None:
    noa, jana = people["noa.levi"], people["jana.koehler"]
    payslip_id = payslips(organization, noa)[0]["id"]
    stranger = worker("jana.koehler")

    for owner in (noa, jana):
        path = f"/eor/workers/{owner['hris_profile_id']}/payslips/{payslip_id}/download"
        answer = stranger.get(path)
        assert answer.status_code == 404
        assert list(answer.json()) == ["error"]


def test_own_list_carries_the_addresses(worker: SignIn) -> None:
    found = worker("jana.koehler").get("/daas/payslips").json()["data"]

    assert len(found) == 12
    assert set(found[0]) == {
        "id", "from", "to", "status", "url", "created_at", "updated_at", "uploaded_at",
        "published_at", "rejected_at", "reject_reason", "schedule_publishing_date",
    }  # fmt: skip
    assert fetch(found[0]["url"]).content.startswith(b"%PDF-")


def test_pending_payslip_has_no_file(organization: Caller, people: People) -> None:
    etienne = people["etienne.tremblay"]
    pending = payslips(organization, etienne)[0]

    answer = organization.get(
        f"/eor/workers/{etienne['hris_profile_id']}/payslips/{pending['id']}/download"
    )

    assert (pending["status"], pending["to"]) == ("Pending", None)
    assert answer.status_code == 404


def test_newcomer_has_none(organization: Caller, people: People) -> None:
    assert payslips(organization, people["wanjiru.kamau"]) == []


def test_payslips_span_both_employments(organization: Caller, people: People) -> None:
    found = payslips(organization, people["oliver.bennett"])

    starts = [payslip["from"] for payslip in found]
    assert 9 <= len(starts) <= 12
    assert len(set(starts)) == len(starts)
    details = organization.get(f"/eor/contracts/{people['oliver.bennett']['contract_id']}/details")
    assert starts[-1] < details.json()["start_date"]


def test_address_expires(organization: Caller, people: People, sandbox: RunningSandbox) -> None:
    jana = people["jana.koehler"]
    url = url_of(organization, jana, payslips(organization, jana)[0])

    sandbox.admin("POST", "settings", advance_seconds=14 * 60)
    assert fetch(url).status_code == 200
    sandbox.admin("POST", "settings", advance_seconds=61)
    expired = fetch(url)
    assert expired.status_code == 403
    assert "expired" in expired.text


def test_address_cannot_be_forged(organization: Caller, people: People) -> None:
    jana = people["jana.koehler"]
    url = url_of(organization, jana, payslips(organization, jana)[0])

    assert fetch(url[:-1] + ("A" if url[-1] != "A" else "B")).status_code == 403


def test_file_server_refuses_api_tokens(
    organization: Caller, people: People, sandbox: RunningSandbox
) -> None:
    jana = people["jana.koehler"]
    url = url_of(organization, jana, payslips(organization, jana)[0])

    assert fetch(url, Authorization="Bearer leaked").status_code == 400
    assert [call["token"] for call in sandbox.calls("files.get")] == ["leaked"]


def test_file_can_be_made_as_large_as_a_measurement_needs(
    organization: Caller, people: People, sandbox: RunningSandbox
) -> None:
    jana = people["jana.koehler"]
    payslip = payslips(organization, jana)[0]
    sandbox.admin("POST", "settings", payslip_size={"id": payslip["id"], "bytes": 3_000_001})

    file = fetch(url_of(organization, jana, payslip))

    assert len(file.content) == int(file.headers["Content-Length"]) == 3_000_001
    assert "Net pay" in text_of(file.content)
