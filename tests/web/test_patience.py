"""A page that stands on one reading does not keep its reader waiting for a blank screen."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.sandbox_server import RunningSandbox
from tests.support.pages import form_of, soup, text_of
from tests.support.signed_in import oliver

__all__ = ["oliver"]


@pytest.fixture
def environment(environment: dict[str, str]) -> dict[str, str]:
    return {**environment, "PORTAL_PAGE_DEADLINE": "0.5"}


def test_page_whose_reading_is_late_opens_itself(
    oliver: FlaskClient, sandbox: RunningSandbox
) -> None:
    sandbox.fault("hang", "people.get", times=1)

    late = oliver.get("/profile/phone?from=home")

    assert late.status_code == 503
    assert "Deel is slow just now" in text_of(late)
    refresh = soup(late).select_one('meta[http-equiv="refresh"]')
    assert refresh is not None
    delay, _, address = str(refresh["content"]).partition("; url=")
    assert delay == "0"
    assert address == "/profile/phone?from=home&patient=1"
    opened = oliver.get(address)
    assert opened.status_code == 200
    assert form_of(opened)["key"]


def test_what_stands_in_the_query_does_not_lead_elsewhere(
    oliver: FlaskClient, sandbox: RunningSandbox
) -> None:
    sandbox.fault("hang", "people.get", times=1)

    late = oliver.get("/profile/phone?_scheme=javascript&_external=1&endpoint=x")

    refresh = soup(late).select_one('meta[http-equiv="refresh"]')
    assert refresh is not None
    assert str(refresh["content"]).startswith("0; url=/profile/phone?")


def test_page_that_waits_knowingly_says_at_last_that_nothing_came(
    oliver: FlaskClient, sandbox: RunningSandbox
) -> None:
    sandbox.fault("500", "people.get")

    page = oliver.get("/profile/phone?patient=1")

    assert page.status_code == 502
    assert soup(page).select_one('meta[http-equiv="refresh"]') is None


def test_what_is_sent_takes_its_time(oliver: FlaskClient, sandbox: RunningSandbox) -> None:
    form = form_of(oliver.get("/profile/preferred-name"))
    sandbox.fault("latency", "people.personal.update", seconds=1, times=1)

    sent = oliver.post("/profile/preferred-name", data={**form, "preferred_name": "Noll"})

    assert sent.status_code == 303
    assert len(sandbox.calls("people.personal.update")) == 1


def test_a_file_takes_its_time(oliver: FlaskClient, sandbox: RunningSandbox) -> None:
    payslip = soup(oliver.get("/payslips")).select_one('main a[href^="/payslips/"]')
    assert payslip is not None
    sandbox.fault("latency", "payslips.list", seconds=1, times=1)

    assert oliver.get(f"{payslip['href']}/file").status_code == 200
