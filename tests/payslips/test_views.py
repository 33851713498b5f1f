from datetime import date

import pytest
from flask.testing import FlaskClient

from portal.backends.errors import Unavailable
from tests.sandbox_server import RunningSandbox
from tests.support.pages import soup, text_of


@pytest.fixture
def newest(jana: FlaskClient) -> str:
    """Path of the newest payslip that can be opened."""
    paths = _links(jana, "/payslips")
    return next(path for path in paths if "Ready" in jana.get(path).text)


def _links(browser: FlaskClient, path: str) -> list[str]:
    return [str(a["href"]) for a in soup(browser.get(path)).select("#card-payslips a.row__link")]


@pytest.mark.parametrize("path", ["/payslips", "/payslips/abc", "/payslips/abc/file"])
def test_needs_sign_in(client: FlaskClient, sandbox: RunningSandbox, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 303
    assert "/sign-in" in response.location
    assert sandbox.calls() == []


def test_newest_year_is_open_and_the_others_are_tabs(jana: FlaskClient) -> None:
    page = soup(jana.get("/payslips"))
    tabs = page.select(".tabs a")
    years = [int(tab.get_text(" ").split()[0]) for tab in tabs]
    assert years == sorted(years, reverse=True)
    assert tabs[0]["aria-current"] == "page"
    assert page.h1 is not None
    assert page.h1.get_text() == "Payslips"


def test_all_years_together_are_twelve_months_and_what_is_coming(jana: FlaskClient) -> None:
    tabs = [str(tab["href"]) for tab in soup(jana.get("/payslips")).select(".tabs a")]
    found = [link for tab in tabs for link in _links(jana, tab)]
    assert len(set(found)) == len(found) >= 12


def test_a_year_that_is_no_number_is_the_newest(jana: FlaskClient) -> None:
    assert _links(jana, "/payslips?year=abc") == _links(jana, "/payslips")


def test_payslip_shows_period_status_and_the_file_in_the_page(
    jana: FlaskClient, newest: str
) -> None:
    response = jana.get(newest)
    page = soup(response)
    assert page.h1 is not None
    assert page.h1.get_text().startswith("Payslip, ")
    assert "Status in Deel" in text_of(response)
    frame = page.find("iframe")
    assert frame is not None
    assert str(frame["src"]).startswith(f"{newest}/file?view=page")


def test_older_and_newer_lead_to_each_other(jana: FlaskClient, newest: str) -> None:
    links = [
        str(a["href"]) for a in soup(jana.get(newest)).select("nav.actions a") if "Older" in a.text
    ]
    assert len(links) == 1
    back = [str(a["href"]) for a in soup(jana.get(links[0])).select("nav.actions a")]
    assert newest in back


def test_a_payslip_is_one_call(jana: FlaskClient, sandbox: RunningSandbox, newest: str) -> None:
    sandbox.admin("DELETE", "requests")
    jana.get(newest)
    assert [call["operation"] for call in sandbox.calls()] == ["payslips.list"]


def test_file_is_a_pdf_to_save_under_a_name_that_sorts(jana: FlaskClient, newest: str) -> None:
    response = jana.get(f"{newest}/file")
    assert response.status_code == 200
    assert response.data.startswith(b"%PDF-")
    assert response.data.rstrip().endswith(b"%%EOF")
    assert response.content_type == "application/pdf"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "no-store"
    disposition, name = response.headers["Content-Disposition"].split("; filename=")
    assert disposition == "attachment"
    assert date.fromisoformat(name.removeprefix("payslip-").removesuffix(".pdf"))


def test_file_for_the_page_is_inline_and_only_ours_to_frame(jana: FlaskClient, newest: str) -> None:
    response = jana.get(f"{newest}/file?view=page")
    assert response.headers["Content-Disposition"].startswith("inline;")
    assert "frame-ancestors 'self'" in response.headers["Content-Security-Policy"]
    assert response.data.startswith(b"%PDF-")


def test_a_payslip_that_is_not_out_says_so_and_offers_no_file(
    jana: FlaskClient, sandbox: RunningSandbox
) -> None:
    tabs = [str(tab["href"]) for tab in soup(jana.get("/payslips")).select(".tabs a")]
    pending = [
        str(row["href"])
        for tab in tabs
        for row in soup(jana.get(tab)).select("#card-payslips a.row__link")
        if "Not out yet" in str(row.find_parent("li"))
    ]
    for path in pending:
        response = jana.get(path)
        assert "This payslip is not out yet" in text_of(response)
        assert soup(response).find("iframe") is None


def test_newcomer_is_told_when_the_first_one_comes(newcomer: FlaskClient) -> None:
    assert "No payslip yet" in text_of(newcomer.get("/payslips"))


@pytest.mark.parametrize("ending", ["", "/file", "/file?view=page"])
def test_stranger_gets_404(
    jana: FlaskClient, oliver: FlaskClient, sandbox: RunningSandbox, newest: str, ending: str
) -> None:
    response = oliver.get(newest + ending)
    assert response.status_code == 404
    assert newest.rpartition("/")[2] not in response.text
    assert not sandbox.calls("payslips.download")


@pytest.mark.parametrize("bad", ["..", "%2e%2e", "a%2fb", "a%3fx", "a%00", "-", ".", "x" * 129])
@pytest.mark.parametrize("ending", ["", "/file"])
def test_what_is_no_id_is_404_without_a_call(
    jana: FlaskClient, sandbox: RunningSandbox, bad: str, ending: str
) -> None:
    sandbox.admin("DELETE", "requests")
    response = jana.get(f"/payslips/{bad}{ending}", follow_redirects=False)
    assert response.status_code == 404
    assert sandbox.calls() == []


@pytest.mark.parametrize("fault", ["500_html", "html", "nan", "deep", "truncated", "cut"])
def test_list_of_a_broken_hr_system_is_told_in_our_words(
    jana: FlaskClient, sandbox: RunningSandbox, fault: str
) -> None:
    sandbox.fault(fault, "payslips.list")
    response = jana.get("/payslips")
    assert response.status_code == 200
    assert "Try again" in text_of(response)
    assert "Traceback" not in response.text


def test_list_that_is_limited_comes_later_or_says_so(
    jana: FlaskClient, sandbox: RunningSandbox
) -> None:
    sandbox.fault("429", "payslips.list")
    assert soup(jana.get("/payslips")).select_one("#card-payslips[data-hx-get]") is not None
    alone = jana.get("/payslips?card=payslips", headers={"HX-Request": "true"})
    assert "Many people are using Deel just now" in text_of(alone)
    assert soup(alone).select_one("[data-hx-get]") is None


def test_payslip_of_a_broken_hr_system_is_an_error_page(
    jana: FlaskClient, sandbox: RunningSandbox, newest: str
) -> None:
    sandbox.fault("500_html", "payslips.list")
    response = jana.get(newest)
    assert response.status_code == 502
    assert "Traceback" not in response.text


def test_list_with_another_workers_payslips_does_not_open_mine(
    jana: FlaskClient, sandbox: RunningSandbox, newest: str
) -> None:
    sandbox.fault("stranger", "payslips.list")
    assert jana.get(newest).status_code == 404


def test_file_that_is_no_pdf_is_never_shown_in_the_page(
    jana: FlaskClient, sandbox: RunningSandbox, newest: str
) -> None:
    sandbox.fault("html", "files.get")
    saved = jana.get(f"{newest}/file")
    assert saved.headers["Content-Disposition"].startswith("attachment;")
    assert saved.content_type == "application/octet-stream"
    assert "sandbox" in saved.headers["Content-Security-Policy"]


def test_frame_of_a_file_that_is_no_pdf_says_why(
    jana: FlaskClient, sandbox: RunningSandbox, newest: str
) -> None:
    sandbox.fault("html", "files.get")
    framed = jana.get(f"{newest}/file?view=page")
    assert "This file can't be shown here" in text_of(framed)
    assert "Content-Disposition" not in framed.headers
    assert "frame-ancestors 'self'" in framed.headers["Content-Security-Policy"]


def test_frame_of_a_file_that_can_not_be_had_says_so(
    jana: FlaskClient, sandbox: RunningSandbox, newest: str
) -> None:
    sandbox.fault("500_html", "files.get")
    framed = jana.get(f"{newest}/file?view=page")
    assert framed.status_code == 502
    assert "The file could not be loaded" in text_of(framed)
    assert "frame-ancestors 'self'" in framed.headers["Content-Security-Policy"]


def test_file_that_can_not_be_had_is_an_error_page(
    jana: FlaskClient, sandbox: RunningSandbox, newest: str
) -> None:
    sandbox.fault("500_html", "files.get")
    assert jana.get(f"{newest}/file").status_code == 502


def test_file_link_carries_no_token_of_ours(
    jana: FlaskClient, sandbox: RunningSandbox, newest: str
) -> None:
    jana.get(f"{newest}/file")
    assert [call["token"] for call in sandbox.calls("files.get")] == [None]


@pytest.mark.parametrize("ending", ["/file", "/file?view=page"])
def test_file_that_is_cut_half_way_is_a_broken_download(
    jana: FlaskClient, sandbox: RunningSandbox, newest: str, ending: str
) -> None:
    size = {"id": newest.rpartition("/")[2], "bytes": 3_000_000}
    sandbox.admin("POST", "settings", payslip_size=size)
    assert len(jana.get(newest + ending).data) == 3_000_000
    sandbox.fault("truncated", "files.get")
    response = jana.get(newest + ending, buffered=False)
    assert response.content_length == 3_000_000
    with pytest.raises(Unavailable):
        response.get_data()
