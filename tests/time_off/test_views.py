from __future__ import annotations

from datetime import date

import pytest
from flask.testing import FlaskClient

from tests.sandbox_server import RunningSandbox
from tests.support.pages import soup, text_of
from tests.time_off.conftest import filled


def test_balances_say_how_they_come_about(oliver: FlaskClient) -> None:
    card = soup(oliver.get("/time-off")).find(id="card-balances")
    assert card is not None
    text = " ".join(card.get_text(" ").split())
    for part in ("Annual leave", "left until", "Earned so far", "Used", "Still to be earned"):
        assert part in text
    assert card.select_one("details ol.timeline time[datetime]") is not None


def test_requests_that_wait_come_first_and_carry_their_kind(
    oliver: FlaskClient, oliver_waiting: str
) -> None:
    card = soup(oliver.get("/time-off")).find(id="card-requests")
    assert card is not None
    headings = [heading.get_text() for heading in card.find_all("h3")]
    first = card.select_one("a.row__link")
    assert headings[0] == "Waiting for an answer"
    assert first is not None
    assert first["href"] == f"/time-off/{oliver_waiting}"
    assert first.get_text(strip=True) == "Annual leave"


def test_a_request_shows_its_steps_and_days(oliver: FlaskClient, oliver_waiting: str) -> None:
    page = oliver.get(f"/time-off/{oliver_waiting}")
    steps = [item.get_text(" ", strip=True) for item in soup(page).select("ol.steps li")]
    assert [step.split(" (")[0] for step in steps] == [
        "You asked",
        "Your employer decides",
        "Time off",
    ]
    assert "1 day" in text_of(page)
    assert soup(page).select_one(f'a[href="/time-off/{oliver_waiting}/cancel"]') is not None


def test_a_request_is_shown_even_without_the_name_of_its_kind(
    oliver: FlaskClient, sandbox: RunningSandbox, oliver_waiting: str
) -> None:
    sandbox.fault("500_html", "time_offs.policies")
    page = oliver.get(f"/time-off/{oliver_waiting}")
    assert page.status_code == 200
    assert "Waiting for an answer" in text_of(page)


def test_a_newcomer_is_told_that_there_is_nothing_yet(newcomer: FlaskClient) -> None:
    assert "You have not asked for time off yet" in text_of(newcomer.get("/time-off"))


@pytest.mark.parametrize(
    ("operation", "broken", "whole"),
    [
        ("time_offs.entitlements", "card-balances", "card-requests"),
        ("time_offs.list_of_profile", "card-requests", "card-balances"),
    ],
)
def test_one_broken_reading_takes_its_own_card_only(
    oliver: FlaskClient, sandbox: RunningSandbox, operation: str, broken: str, whole: str
) -> None:
    sandbox.fault("500_html", operation)
    page = soup(oliver.get("/time-off"))
    text = {name: page.find(id=name) for name in (broken, whole)}
    assert "not answering properly" in str(text[broken])
    assert "not answering properly" not in str(text[whole])


def test_a_card_alone_is_only_that_card(oliver: FlaskClient, sandbox: RunningSandbox) -> None:
    sandbox.admin("DELETE", "requests")
    page = soup(oliver.get("/time-off?card=balances", headers={"HX-Request": "true"}))
    assert page.find("html") is None
    assert page.find(id="card-balances") is not None
    assert {call["operation"] for call in sandbox.calls()} == {"time_offs.entitlements"}


@pytest.mark.parametrize(
    "path", ["/time-off", "/time-off/new", "/time-off/some-id", "/time-off/some-id/cancel"]
)
def test_every_page_needs_sign_in(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 303
    assert "/sign-in" in response.location


@pytest.mark.parametrize("bad", ["..", "%2e%2e", "a%2Fb", "a%3Fx", "%00", "-", "x" * 129, "a b"])
def test_what_is_no_id_is_404_without_a_call(
    oliver: FlaskClient, sandbox: RunningSandbox, bad: str
) -> None:
    sandbox.admin("DELETE", "requests")
    assert oliver.get(f"/time-off/{bad}/cancel").status_code == 404
    assert sandbox.calls() == []


def test_nothing_is_sent_without_the_csrf_token(
    oliver: FlaskClient, sandbox: RunningSandbox, monday: date
) -> None:
    values = filled(oliver, start=monday, end=monday, action="send")
    for token in (None, "forged"):
        attempt = {**values, "csrf_token": token} if token else dict(values)
        if token is None:
            del attempt["csrf_token"]
        assert oliver.post("/time-off/new", data=attempt).status_code == 400
    assert sandbox.calls("time_offs.create") == []


def test_pages_are_not_stored(oliver: FlaskClient) -> None:
    assert oliver.get("/time-off").headers["Cache-Control"] == "no-store"
