"""The calendar that other programs fetch: the address is the key, and keys can be lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import cast
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import select

from portal.services import EXTENSION, Services
from portal.team.feeds import CalendarFeed
from tests.conftest import browser
from tests.sandbox_server import RunningSandbox
from tests.support.employer import Employer
from tests.support.pages import form_of, soup, text_of

SETTINGS = "/team/calendar/feed"


def press(client: FlaskClient, action: str) -> str:
    """The path of the new address, or nothing."""
    form = form_of(client.get(SETTINGS))
    done = client.post(SETTINGS, data={**form, "action": action}, follow_redirects=True)
    assert done.status_code == 200
    shown = soup(done).find("code")
    return urlsplit(shown.get_text(strip=True)).path if shown else ""


@pytest.fixture
def program(app: Flask) -> FlaskClient:
    """A calendar program: no cookies, no sign-in."""
    return browser(app)


def summaries(ics: str) -> list[tuple[str, date, date]]:
    return [
        (str(event["summary"]), event["dtstart"].dt, event["dtend"].dt)
        for event in Calendar.from_ical(ics).walk("VEVENT")
    ]


def test_it_holds_names_and_days_and_nothing_else(
    ahmad: FlaskClient,
    program: FlaskClient,
    employer: Employer,
    oliver_waiting: str,
    monday: date,
) -> None:
    employer.approve(oliver_waiting)
    answer = program.get(press(ahmad, "make"))
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert ("Oliver Bennett is away", monday, monday + timedelta(days=1)) in summaries(answer.text)
    for secret in ("Vacation", "Moving", "@acme.example", oliver_waiting):
        assert secret not in answer.text


def test_not_even_a_manager_s_feed_says_what_for_or_what_is_asked(
    sofia: FlaskClient, program: FlaskClient, oliver_waiting: str, monday: date
) -> None:
    answer = program.get(press(sofia, "make"))
    assert "Vacation" not in answer.text
    assert monday not in [start for _, start, _ in summaries(answer.text)]


@pytest.mark.parametrize(
    "token", ["guessed", "a" * 43, "x" * 9000, "..", "%2e%2e", "%00", "%E2%84%AA", "-"]
)
def test_a_guessed_address_is_404(
    ahmad: FlaskClient, program: FlaskClient, sandbox: RunningSandbox, token: str
) -> None:
    press(ahmad, "make")
    sandbox.admin("DELETE", "requests")
    assert program.get(f"{SETTINGS}/{token}.ics").status_code == 404
    assert sandbox.calls() == []


def test_an_old_address_is_404(ahmad: FlaskClient, program: FlaskClient) -> None:
    old = press(ahmad, "make")
    assert program.get(old).status_code == 200
    new = press(ahmad, "make")
    assert new != old
    assert program.get(old).status_code == 404
    assert program.get(new).status_code == 200


def test_a_revoked_address_is_404_at_once(ahmad: FlaskClient, program: FlaskClient) -> None:
    address = press(ahmad, "make")
    assert program.get(address).status_code == 200
    assert press(ahmad, "revoke") == ""
    assert program.get(address).status_code == 404
    assert "You have no address yet" in text_of(ahmad.get(SETTINGS))


def test_only_the_own_address_can_be_ended(
    ahmad: FlaskClient, oliver: FlaskClient, program: FlaskClient
) -> None:
    address = press(ahmad, "make")
    press(oliver, "revoke")
    assert program.get(address).status_code == 200


def test_somebody_who_left_has_no_feed(
    app: Flask,
    ahmad: FlaskClient,
    program: FlaskClient,
    later: Callable[..., None],
    sandbox: RunningSandbox,
) -> None:
    address = press(ahmad, "make")
    sandbox.admin("POST", "settings", left="ahmad.alrashid@acme.example")
    assert program.get(address).status_code == 404
    assert feeds(app) == []


def test_the_hr_system_is_asked_once_an_hour(
    ahmad: FlaskClient, program: FlaskClient, sandbox: RunningSandbox, later: Callable[..., None]
) -> None:
    address = press(ahmad, "make")
    program.get(address)
    sandbox.admin("DELETE", "requests")
    assert program.get(address).status_code == 200
    assert sandbox.calls() == []
    later(minutes=61)
    assert program.get(address).status_code == 200
    assert sandbox.calls() != []


def test_the_last_answer_stands_while_the_hr_system_is_down(
    ahmad: FlaskClient, program: FlaskClient, sandbox: RunningSandbox, later: Callable[..., None]
) -> None:
    address = press(ahmad, "make")
    before = program.get(address).text
    later(minutes=61)
    sandbox.fault("500_html")
    assert program.get(address).text == before


def test_the_secret_is_not_kept(app: Flask, ahmad: FlaskClient, program: FlaskClient) -> None:
    address = press(ahmad, "make")
    program.get(address)
    [feed] = feeds(app)
    secret = address.rsplit("/", 1)[1].removesuffix(".ics")
    assert secret not in (feed.token_hash, feed.sealed)
    assert "away" not in feed.sealed
    assert secret not in ahmad.get(SETTINGS).text


def feeds(app: Flask) -> list[CalendarFeed]:
    with cast(Services, app.extensions[EXTENSION]).database.read() as session:
        return list(session.scalars(select(CalendarFeed)))
