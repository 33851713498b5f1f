"""Documents, agreement, offer and benefits: hr-apis/deel.md section 2."""

import io
from datetime import UTC, datetime, timedelta

import pytest
import requests
from pypdf import PdfReader

from tests.sandbox.callers import Caller, People, SignIn
from tests.sandbox_server import RunningSandbox

CATEGORY_TYPES = {
    "EMPLOYMENT_AGREEMENT",
    "ONBOARDING_REGISTRATION",
    "OFFBOARDING_TERMINATION",
    "TAX_FISCAL",
    "STATUS_BENEFITS",
    "VISA_TRAVEL_SUPPORT",
    "OTHER",
}


def fetch(url: str) -> requests.Response:
    return requests.get(url, timeout=10)


def first_page(url: str) -> str:
    file = fetch(url)
    assert file.headers["Content-Type"] == "application/pdf"
    return PdfReader(io.BytesIO(file.content)).pages[0].extract_text()


def test_tax_documents_carry_their_address(worker: SignIn) -> None:
    found = worker("jana.koehler").get("/eor/workers/tax-documents").json()["data"]

    assert set(found[0]) == {"id", "url", "type", "year", "country"}
    assert isinstance(found[0]["year"], int)
    assert found[0]["country"] == "DE"
    assert "Gross pay" in first_page(found[0]["url"])


def test_letters_have_a_name_only(worker: SignIn, people: People) -> None:
    contract_id = people["jana.koehler"]["contract_id"]

    path = f"/eor/workers/contracts/{contract_id}/hr-documents"
    found = worker("jana.koehler").get(path).json()["data"]

    assert found
    assert all(set(letter) == {"id", "name"} for letter in found)


def test_hrx_documents_page_by_cursor(organization: Caller, people: People) -> None:
    path = f"/eor/contracts/{people['jana.koehler']['contract_id']}/hrx-documents"
    pages = [organization.get(path).json()]
    while pages[-1]["has_more"]:
        pages.append(organization.get(path, params={"cursor": pages[-1]["next_cursor"]}).json())

    assert [len(page["data"]) for page in pages[:-1]] == [20] * (len(pages) - 1)
    assert len(pages) == 3
    assert pages[-1]["next_cursor"] is None
    documents = [document for page in pages for document in page["data"]]
    assert len({document["id"] for document in documents}) == pages[0]["total_count"]
    assert {document["category_type"] for document in documents} <= CATEGORY_TYPES
    assert set(documents[0]) == {
        "id", "name", "category", "category_id", "category_type", "category_description",
        "created_at", "updated_at",
    }  # fmt: skip


@pytest.mark.parametrize("params", [{"limit": 101}, {"limit": 0}, {"cursor": "zzz"}])
def test_hrx_window_is_checked(
    organization: Caller, people: People, params: dict[str, object]
) -> None:
    path = f"/eor/contracts/{people['jana.koehler']['contract_id']}/hrx-documents"

    answer = organization.get(path, params=params)

    assert answer.status_code == 400
    assert set(answer.json()) == {"errors"}


def test_hrx_document_address_is_good_for_15_minutes(
    worker: SignIn, people: People, sandbox: RunningSandbox
) -> None:
    path = f"/eor/contracts/{people['maria.fernandez']['contract_id']}/hrx-documents"
    maria = worker("maria.fernandez")
    document = maria.get(path).json()["data"][0]

    one = maria.get(f"{path}/{document['id']}").json()["data"]

    assert set(one) == {"url", "created_at", "updated_at"}
    assert "Fernández de Córdoba" in first_page(one["url"])
    sandbox.admin("POST", "settings", advance_seconds=15 * 60)
    assert fetch(one["url"]).status_code == 403


def test_hrx_document_of_another_contract_is_404(worker: SignIn, people: People) -> None:
    theirs = f"/eor/contracts/{people['noa.levi']['contract_id']}/hrx-documents"
    document_id = worker("noa.levi").get(theirs).json()["data"][0]["id"]
    jana = worker("jana.koehler")

    mine = f"/eor/contracts/{people['jana.koehler']['contract_id']}/hrx-documents"
    assert jana.get(f"{mine}/{document_id}").status_code == 404
    assert jana.get(f"{theirs}/{document_id}").status_code == 404


def test_agreement_address_says_when_it_expires(worker: SignIn, people: People) -> None:
    contract_id = people["noa.levi"]["contract_id"]
    path = f"/eor/workers/contracts/{contract_id}/employee-agreement/download"

    link = worker("noa.levi").get(path, params={"version": 1}).json()["data"]

    assert set(link) == {"url", "expires_at"}
    left = datetime.fromisoformat(link["expires_at"]) - datetime.now(UTC)
    assert timedelta(0) < left <= timedelta(minutes=15)
    assert "Noa Levi" in first_page(link["url"])


def test_agreement_of_another_version_is_409(worker: SignIn, people: People) -> None:
    contract_id = people["noa.levi"]["contract_id"]
    path = f"/eor/workers/contracts/{contract_id}/employee-agreement/download"

    answer = worker("noa.levi").get(path, params={"version": 2})

    assert answer.status_code == 409
    assert answer.json()["errors"][0]["message"]


def test_offer_letter_is_a_page(worker: SignIn, people: People) -> None:
    contract_id = people["jana.koehler"]["contract_id"]

    answer = worker("jana.koehler").get(f"/eor/workers/contracts/{contract_id}/offer-letter")

    assert answer.headers["Content-Type"].startswith("text/html")
    assert "Senior Backend Engineer" in answer.text


def test_contract_pdf(worker: SignIn, people: People) -> None:
    contract_id = people["jana.koehler"]["contract_id"]

    answer = worker("jana.koehler").get(f"/workers/contracts/{contract_id}/pdf")

    assert "Employment agreement" in first_page(answer.json()["data"]["url"])


def test_benefits_are_grouped_by_contract(worker: SignIn, people: People) -> None:
    current, earlier = worker("oliver.bennett").get("/eor/worker/benefits").json()["data"]

    assert current["contract_id"] == people["oliver.bennett"]["contract_id"]
    assert current["currency"] == "GBP"
    assert {"id", "name", "type", "status", "description", "enrollment_details"} == set(
        current["benefits"][0]
    )
    assert {benefit["status"] for benefit in earlier["benefits"]} == {"ENDED"}


def test_newcomer_has_no_papers_yet(worker: SignIn, people: People) -> None:
    wanjiru = worker("wanjiru.kamau")
    contract_id = people["wanjiru.kamau"]["contract_id"]

    assert wanjiru.get("/eor/workers/tax-documents").json() == {"data": []}
    assert wanjiru.get(f"/eor/contracts/{contract_id}/hrx-documents").json() == {
        "data": [],
        "has_more": False,
        "next_cursor": None,
        "total_count": 0,
    }


def test_contact_in_hr(worker: SignIn) -> None:
    contact = worker("jana.koehler").get("/escalations/workers/me/hrx").json()["data"]

    assert {"id", "name", "avatar", "cal_com_url"} <= set(contact)
