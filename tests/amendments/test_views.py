from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.amendments.conftest import to_sign
from tests.sandbox_server import RunningSandbox
from tests.support.pages import soup, text_of


def test_what_is_to_sign_comes_first_with_its_group(jana: FlaskClient) -> None:
    card = soup(jana.get("/amendments")).find(id="card-amendments")
    assert card is not None
    groups = [heading.get_text() for heading in card.find_all("h3")]
    assert groups == ["For you to sign", "Signed, not in force yet", "In force", "Cancelled"]


def test_a_change_shows_both_sides_its_date_its_document_and_its_way(jana: FlaskClient) -> None:
    path = to_sign(jana)
    page = jana.get(path)
    sides = [side.get_text(strip=True) for side in soup(page).select(".diff dl dd")]
    assert sides[2:] == ["Senior Backend Engineer", "Lead Backend Engineer"]
    assert all(side.startswith("EUR ") for side in sides[:2])
    assert "From" in text_of(page)
    assert soup(page).select_one(f'iframe[src^="{path}/document?view=page"]') is not None
    assert soup(page).select_one(f'a[href="{path}/sign"]') is not None
    assert soup(page).select_one("ol.timeline time[datetime]") is not None


def test_the_document_is_a_pdf_in_the_page_and_as_a_download(jana: FlaskClient) -> None:
    path = to_sign(jana)
    shown, downloaded = jana.get(f"{path}/document?view=page"), jana.get(f"{path}/document")
    assert shown.get_data().startswith(b"%PDF-")
    assert shown.headers["Content-Disposition"].startswith("inline")
    assert downloaded.get_data() == shown.get_data()
    assert downloaded.headers["Content-Disposition"].startswith("attachment")
    assert shown.content_type == downloaded.content_type == "application/pdf"


def test_what_is_not_to_sign_offers_no_signature(jana: FlaskClient) -> None:
    links = [str(a["href"]) for a in soup(jana.get("/amendments")).select("a.row__link")]
    for path in links[1:]:
        page = jana.get(path)
        assert page.status_code == 200
        assert soup(page).select_one('a[href$="/sign"]') is None
        signing = jana.get(f"{path}/sign")
        assert signing.status_code == 409
        assert "There is nothing to sign here now" in text_of(signing)


def test_a_newcomer_is_told_that_there_is_nothing(newcomer: FlaskClient) -> None:
    assert "No changes to your contract" in text_of(newcomer.get("/amendments"))


def test_a_broken_reading_is_said_on_its_card(jana: FlaskClient, sandbox: RunningSandbox) -> None:
    sandbox.fault("500_html", "amendments.list")
    page = jana.get("/amendments")
    assert page.status_code == 200
    assert "Deel is not answering properly just now." in text_of(page)
    assert "Traceback" not in page.text


def test_a_colleague_s_change_is_404_without_opening_it(
    jana: FlaskClient, oliver: FlaskClient, sandbox: RunningSandbox
) -> None:
    path = to_sign(jana)
    for page in (
        oliver.get(path),
        oliver.get(f"{path}/document"),
        oliver.get(f"{path}/document?view=page"),
        oliver.get(f"{path}/sign"),
    ):
        assert page.status_code == 404
        assert "Jana" not in page.text
    assert sandbox.calls("amendments.pdf") == []


@pytest.mark.parametrize("rest", ["", "/document", "/sign"])
@pytest.mark.parametrize("bad", ["..", "%2e%2e", "a%2Fb", "a%3Fx", "%00", "-", "x" * 129])
def test_what_is_no_id_is_404_without_a_call(
    jana: FlaskClient, sandbox: RunningSandbox, bad: str, rest: str
) -> None:
    sandbox.admin("DELETE", "requests")
    assert jana.get(f"/amendments/{bad}{rest}").status_code == 404
    assert sandbox.calls() == []


@pytest.mark.parametrize(
    "path",
    [
        "/amendments",
        "/amendments/new",
        "/amendments/some-id",
        "/amendments/some-id/document",
        "/amendments/some-id/sign",
    ],
)
def test_every_page_needs_sign_in(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 303
    assert "/sign-in" in response.location
