from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.sandbox_server import RunningSandbox
from tests.support.pages import form_of, soup, text_of


def withdraw(worker: FlaskClient) -> str:
    """Withdraw the first request that waits; the path of the outcome."""
    waiting = soup(worker.get("/time-off")).select_one("#card-requests a.row__link")
    assert waiting is not None
    path = f"{waiting['href']}/cancel"
    sent = worker.post(path, data=form_of(worker.get(path)))
    assert sent.status_code == 303
    return sent.location


def test_an_outcome_says_what_happens_next_and_leads_on(jana: FlaskClient) -> None:
    page = jana.get(withdraw(jana))
    assert page.status_code == 200
    assert "What happens next" in text_of(page)
    assert soup(page).select_one('main a.button[href^="/time-off/"]') is not None
    assert soup(page).select_one('main a.button[href="/"]') is not None


def test_an_open_outcome_asks_again_by_itself_and_by_a_link(
    jana: FlaskClient, sandbox: RunningSandbox, later: Callable[..., None]
) -> None:
    sandbox.fault("500_html", "time_offs.cancel", times=1)
    path = withdraw(jana)
    page = jana.get(path)
    polled = soup(page).find(id="outcome")
    assert polled is not None
    assert polled["data-hx-get"] == f"{path}?looks=1"
    assert polled["data-hx-select"] == "#outcome"
    assert soup(page).select_one(f'main a.button[href="{path}"]') is not None
    assert "Go back to it" in text_of(page)
    tired = soup(jana.get(f"{path}?looks=40")).find(id="outcome")
    assert tired is not None
    assert "data-hx-get" not in tired.attrs
    later(minutes=6)
    settled = jana.get(path)
    assert "Your request is withdrawn" in text_of(settled)
    assert "data-hx-get" not in str(soup(settled).find(id="outcome"))


def test_what_did_not_happen_is_not_called_done(
    jana: FlaskClient, sandbox: RunningSandbox, later: Callable[..., None]
) -> None:
    """The call failed and so do the look-ups: nobody knows, and that is what is said."""
    sandbox.fault("500_html", "time_offs.cancel")
    path = withdraw(jana)
    sandbox.fault("500_html", "time_offs.list_of_profile")
    later(seconds=30)
    page = jana.get(path)
    assert page.status_code == 200
    assert "We are checking the withdrawal of your time off" in text_of(page)
    assert "withdrawn" not in text_of(page)


@pytest.mark.parametrize("looks", ["-1", "x", "9" * 400, "40"])
def test_any_number_of_looks_is_a_page(jana: FlaskClient, looks: str) -> None:
    path = withdraw(jana)
    assert jana.get(f"{path}?looks={looks}").status_code == 200


def test_a_stranger_gets_404(jana: FlaskClient, oliver: FlaskClient) -> None:
    page = oliver.get(withdraw(jana))
    assert page.status_code == 404
    assert "time off" not in text_of(page).lower().split("skip to main content")[0]


@pytest.mark.parametrize("bad", ["..", "%2e%2e", "a%2Fb", "%00", "-", "x" * 129, "0" * 32])
def test_what_is_no_action_is_404_without_a_call(
    jana: FlaskClient, sandbox: RunningSandbox, bad: str
) -> None:
    sandbox.admin("DELETE", "requests")
    assert jana.get(f"/actions/{bad}").status_code == 404
    assert sandbox.calls() == []


def test_an_outcome_needs_sign_in(client: FlaskClient) -> None:
    response = client.get("/actions/" + "a" * 32)
    assert response.status_code == 303
    assert "/sign-in" in response.location
