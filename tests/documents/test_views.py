import pytest
from flask.testing import FlaskClient

from tests.sandbox_server import RunningSandbox
from tests.support.pages import soup, text_of

GROUPS = ("compliance", "contract", "tax", "hr_document", "hr_letter")


def rows(browser: FlaskClient, path: str = "/documents") -> dict[str, str]:
    """Title and path of every paper on the page."""
    links = soup(browser.get(path)).select("main a.row__link")
    return {" ".join(link.get_text().split()): str(link["href"]) for link in links}


@pytest.mark.parametrize(
    "path",
    ["/documents", "/documents/tax.1", "/documents/tax.1/file", "/documents/compliance.1/template"],
)
def test_needs_sign_in(client: FlaskClient, sandbox: RunningSandbox, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 303
    assert "/sign-in" in response.location
    assert sandbox.calls() == []


def test_every_group_is_a_card(jana: FlaskClient) -> None:
    page = soup(jana.get("/documents"))
    for group in GROUPS:
        card = page.find(id=f"card-{group}")
        assert card is not None, group
        assert "Deel, just now" in card.get_text(" ")


def test_papers_that_wait_come_first_and_say_what_they_wait_for(jana: FlaskClient) -> None:
    page = soup(jana.get("/documents"))
    cards = [str(card["id"]) for card in page.select("main section.card")]
    assert cards[0] == "card-compliance"
    tags = [tag.get_text().strip() for tag in page.select("#card-compliance .tag")]
    assert "Sent back" in tags[:3]
    assert tags[-1] in ("Approved", "Optional", "Being checked")


def test_a_long_group_opens_on_its_own(jana: FlaskClient) -> None:
    page = soup(jana.get("/documents"))
    assert len(page.select("#card-hr_document li.row")) == 6
    more = page.select_one("#card-hr_document .card__link")
    assert more is not None
    whole = soup(jana.get(str(more["href"])))
    assert len(whole.select("#card-hr_document li.row")) > 40
    assert whole.find(id="card-tax") is None


def test_unknown_group_is_404(jana: FlaskClient) -> None:
    assert jana.get("/documents?group=secrets").status_code == 404


def test_search_finds_over_all_groups(jana: FlaskClient) -> None:
    found = rows(jana, "/documents?q=LOHNSTEUER")
    assert found
    assert all("Lohnsteuer" in title for title in found)
    assert "Proof of address" in rows(jana, "/documents?q=proof+of+address")


def test_search_without_a_hit_says_so(jana: FlaskClient) -> None:
    assert "Nothing found" in text_of(jana.get("/documents?q=zzzz"))


def test_searched_words_are_escaped(jana: FlaskClient) -> None:
    response = jana.get("/documents?q=<script>alert(1)</script>")
    assert "<script>alert" not in response.text


def test_search_with_a_broken_group_says_that_it_is_not_complete(
    jana: FlaskClient, sandbox: RunningSandbox
) -> None:
    sandbox.fault("500_html", "tax_documents.list")
    assert "The search is not complete" in text_of(jana.get("/documents?q=contract"))


def test_one_broken_group_takes_its_own_card_only(
    jana: FlaskClient, sandbox: RunningSandbox
) -> None:
    sandbox.fault("nan", "compliance.list")
    page = soup(jana.get("/documents"))
    for group in GROUPS:
        card = page.find(id=f"card-{group}")
        assert card is not None
        assert ("Try again" in card.get_text()) is (group == "compliance"), group


def test_one_group_alone_is_a_fragment(jana: FlaskClient, sandbox: RunningSandbox) -> None:
    sandbox.admin("DELETE", "requests")
    page = soup(jana.get("/documents?card=tax", headers={"HX-Request": "true"}))
    assert page.find("html") is None
    assert page.find(id="card-tax") is not None
    assert {call["operation"] for call in sandbox.calls()} == {"tax_documents.list"}


def test_newcomer_without_papers_is_told_what_comes(newcomer: FlaskClient) -> None:
    text = text_of(newcomer.get("/documents"))
    assert "Nothing yet under:" in text
    assert "Tax" in text


def test_a_paper_with_a_file_is_shown_in_the_page(jana: FlaskClient) -> None:
    path = rows(jana)["Employment agreement"]
    page = soup(jana.get(path))
    frame = page.find("iframe")
    assert frame is not None
    assert str(frame["src"]).startswith(f"{path}/file?view=page")
    framed = jana.get(f"{path}/file?view=page")
    assert framed.headers["Content-Disposition"].startswith("inline;")
    assert framed.data.startswith(b"%PDF-")


def test_a_paper_is_saved_under_its_title(jana: FlaskClient) -> None:
    response = jana.get(rows(jana)["Employment agreement"] + "/file")
    assert response.data.startswith(b"%PDF-")
    assert response.headers["Content-Disposition"] == (
        'attachment; filename="Employment agreement.pdf"'
    )


def test_a_letter_that_is_only_listed_is_explained(jana: FlaskClient) -> None:
    path = rows(jana)["Salary confirmation letter"]
    response = jana.get(path)
    assert "Deel lists this paper but does not hand it out here" in text_of(response)
    assert soup(response).find("iframe") is None
    assert jana.get(f"{path}/file").status_code == 404
    assert jana.get(f"{path}/file?view=page").status_code == 502


def test_a_paper_that_was_sent_back_says_why(jana: FlaskClient) -> None:
    text = text_of(jana.get(rows(jana)["Proof of address"]))
    assert "This paper was sent back" in text
    assert "The bill is older than three months." in text
    assert "Hand it in again" in text


def test_a_paper_that_is_checked_is_not_asked_for_again(jana: FlaskClient) -> None:
    path = rows(jana)["Bank confirmation"]
    response = jana.get(path)
    assert "Your paper is being checked" in text_of(response)
    assert "Hand it in" not in text_of(response)
    assert jana.get(f"{path}/upload").location == path


def test_empty_form_can_be_had(jana: FlaskClient) -> None:
    path = rows(jana)["Emergency contact form"]
    link = soup(jana.get(path)).select_one(f'a[href="{path}/template"]')
    assert link is not None
    response = jana.get(f"{path}/template")
    assert response.data.startswith(b"%PDF-")
    assert response.headers["Content-Disposition"].startswith("attachment;")


ENDINGS = ["", "/file", "/file?view=page", "/template", "/upload", "/acknowledge"]


@pytest.mark.parametrize("ending", ENDINGS)
def test_stranger_gets_404_without_a_trace(
    jana: FlaskClient, oliver: FlaskClient, sandbox: RunningSandbox, ending: str
) -> None:
    for title in ("Proof of address", "Lohnsteuerbescheinigung", "Tax registration"):
        path = rows(jana, f"/documents?q={title}")[title]
        response = oliver.get(path + ending)
        assert response.status_code == 404, title
        assert title not in response.text
        assert path.rpartition("/")[2] not in response.text
    assert not sandbox.calls("files.get")


@pytest.mark.parametrize("bad", ["..", "%2e%2e", "tax%2f1", "a%3fx", "a%00", "-", ".", "x" * 129])
@pytest.mark.parametrize("ending", ENDINGS)
def test_what_is_no_id_is_404_without_a_call(
    jana: FlaskClient, sandbox: RunningSandbox, bad: str, ending: str
) -> None:
    sandbox.admin("DELETE", "requests")
    assert jana.get(f"/documents/{bad}{ending}").status_code == 404
    assert sandbox.calls() == []


@pytest.mark.parametrize("fault", ["html", "500_html"])
def test_offer_of_something_else_than_a_pdf_is_never_inline(
    jana: FlaskClient, sandbox: RunningSandbox, fault: str
) -> None:
    path = rows(jana)["Employment agreement"]
    sandbox.fault(fault, "files.get")
    framed = jana.get(f"{path}/file?view=page")
    assert "Content-Disposition" not in framed.headers
    assert framed.content_type.startswith("text/html")
    assert "frame-ancestors 'self'" in framed.headers["Content-Security-Policy"]
    assert "script-src 'self'" in framed.headers["Content-Security-Policy"]
    assert "sandbox" not in framed.text


def test_paper_of_a_broken_hr_system_is_an_error_page(
    jana: FlaskClient, sandbox: RunningSandbox
) -> None:
    path = rows(jana)["Proof of address"]
    sandbox.fault("500_html")
    response = jana.get(path)
    assert response.status_code == 502
    assert "Traceback" not in response.text
