"""Who is told of a resignation and of its answer, once, and what the worker sees of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import cast
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.gateway.ledger import reconcile_due
from portal.mail import EXTENSION as MAIL
from portal.services import EXTENSION, Services
from portal.team.telling import tell_due
from tests.conftest import browser
from tests.resignation.conftest import signed
from tests.sandbox_server import RunningSandbox
from tests.support.employer import Employer
from tests.support.mails import MailFolder, text_of
from tests.support.pages import form_of, soup
from tests.support.pages import text_of as page_text
from tests.support.people import LUKASZ, OLIVER, SOFIA, XIMENA
from tests.team.conftest import SignIn
from tests.team.test_resignations import PAGE, accept, decline, fill, free_day, send


@pytest.fixture
def last_day() -> str:
    """A weekday far enough ahead for any notice."""
    day = date.today() + timedelta(days=200)  # noqa: DTZ011  (a calendar date)
    return (day - timedelta(days=max(0, day.weekday() - 4))).isoformat()


@pytest.fixture
def waiting(employer: Employer) -> str:
    return str(employer.resignation_of(XIMENA)["unique_id"])


@pytest.fixture
def ximena(app: Flask, sign_in: SignIn) -> FlaskClient:
    return sign_in(browser(app), XIMENA)


@pytest.fixture
def by_the_clock(app: Flask) -> Callable[[], int]:
    """What the portal does each minute: settle what is open, tell what is left."""

    def run() -> int:
        services = cast(Services, app.extensions[EXTENSION])
        reconcile_due(services)
        with app.test_request_context():
            return tell_due(services, app.extensions[MAIL])

    return run


def hand_in(worker: FlaskClient, last_day: str) -> None:
    form = signed(worker, last_day)
    sent = worker.post("/resignation/new", data=form, content_type="multipart/form-data")
    assert sent.status_code == 303


def came_in(mails: MailFolder, to: str = SOFIA) -> list[str]:
    subject = "has handed in a resignation"
    return [text_of(mail) for mail in mails.all(to) if subject in str(mail["Subject"])]


def answers(mails: MailFolder, to: str = XIMENA) -> list[str]:
    subject = "Your resignation is"
    return [text_of(mail) for mail in mails.all(to) if subject in str(mail["Subject"])]


def test_the_manager_is_told_without_the_reason_and_led_to_the_page(
    app: Flask,
    mails: MailFolder,
    oliver: FlaskClient,
    sofia: FlaskClient,
    sandbox: RunningSandbox,
    employer: Employer,
    last_day: str,
) -> None:
    hand_in(oliver, last_day)
    [seen] = came_in(mails)
    assert "Hello Sofia Almeida" in seen
    assert "Oliver Bennett has handed in a resignation" in seen
    assert last_day[:4] in seen
    for private in ("job", "Thank you."):
        assert private not in seen
    assert came_in(mails, LUKASZ) == []

    found = re.search(rf"https?://\S+{PAGE}/\S+", seen)
    assert found is not None
    path = urlsplit(found.group()).path
    assert path == f"{PAGE}/{employer.resignation_of(OLIVER)['unique_id']}"
    assert browser(app).get(path).status_code in (302, 303)
    page = page_text(sofia.get(path))
    assert "Has found another job" in page
    assert "Thank you." in page
    assert sandbox.calls("offboarding.review_pto") == []


def test_a_resignation_is_told_once_also_when_its_answer_was_lost(
    mails: MailFolder,
    oliver: FlaskClient,
    sandbox: RunningSandbox,
    last_day: str,
    later: Callable[..., None],
    by_the_clock: Callable[[], int],
) -> None:
    form = signed(oliver, last_day)
    sandbox.fault("truncated", "offboarding.submit", times=1)
    oliver.post("/resignation/new", data=form, content_type="multipart/form-data")
    assert came_in(mails) == []
    later(seconds=15)
    assert by_the_clock() == 1
    assert len(came_in(mails)) == 1
    assert by_the_clock() == 0


def test_what_was_answered_before_the_mail_went_out_is_not_told_as_new(
    mails: MailFolder,
    oliver: FlaskClient,
    sandbox: RunningSandbox,
    employer: Employer,
    last_day: str,
    by_the_clock: Callable[[], int],
) -> None:
    sandbox.fault("500_html", "offboarding.tracker")
    hand_in(oliver, last_day)
    assert came_in(mails) == []
    sandbox.admin("DELETE", "faults")
    employer.review_resignation(OLIVER)
    assert by_the_clock() == 1
    assert came_in(mails) == []


def test_an_acceptance_is_told_and_shown(
    mails: MailFolder, sofia: FlaskClient, ximena: FlaskClient, waiting: str, employer: Employer
) -> None:
    assert "With your employer" in page_text(ximena.get("/resignation"))
    accept(sofia, waiting)
    [seen] = answers(mails)
    assert "Sofia Almeida has accepted your resignation." in seen
    assert "Your last day:" in seen
    assert "/resignation" in seen
    page = page_text(ximena.get("/resignation"))
    assert "Sofia Almeida accepted your resignation on" in page
    assert "Letter to sign" in page


def test_a_refusal_is_told_without_its_reason_and_shown_with_it(
    mails: MailFolder, sofia: FlaskClient, ximena: FlaskClient, waiting: str, employer: Employer
) -> None:
    suits = free_day(employer)
    decline(sofia, waiting, possible_last_day=suits.isoformat())
    [seen] = answers(mails)
    assert "Sofia Almeida has not accepted your resignation" in seen
    for private in ("soon", "agree", str(suits.year) + "-"):
        assert private not in seen
    page = ximena.get("/resignation")
    for words in (
        "Sofia Almeida did not accept your resignation on",
        "They do not agree with the last day",
        "A last day that would suit them",
        "Too <b>soon</b>",
        "Start your resignation",
    ):
        assert words in page_text(page)
    main = soup(page).find("main")
    assert main is not None
    assert main.find("b") is None


def test_what_somebody_else_answered_is_not_told_as_ours(
    mails: MailFolder, sofia: FlaskClient, ximena: FlaskClient, waiting: str, employer: Employer
) -> None:
    checked = fill(sofia, waiting, "decline", reason="other", detail="My own reason")
    employer.review_resignation(XIMENA, accept=False)
    assert send(sofia, checked).status_code == 409
    assert answers(mails) == []
    page = ximena.get("/resignation").text
    assert "My own reason" not in page
    assert "Sofia Almeida" not in page


def test_a_lost_answer_is_told_by_the_clock_once(
    mails: MailFolder,
    sofia: FlaskClient,
    sandbox: RunningSandbox,
    waiting: str,
    later: Callable[..., None],
    by_the_clock: Callable[[], int],
) -> None:
    checked = fill(sofia, waiting, "accept", tracking="on_platform")
    sandbox.fault("truncated", "offboarding.review_pto", times=1)
    send(sofia, checked)
    assert answers(mails) == []
    later(seconds=15)
    assert by_the_clock() == 1
    assert len(answers(mails)) == 1
    assert by_the_clock() == 0


def test_a_new_one_does_not_carry_the_answer_to_the_last(
    sofia: FlaskClient, oliver: FlaskClient, employer: Employer, last_day: str
) -> None:
    hand_in(oliver, last_day)
    first = str(employer.resignation_of(OLIVER)["unique_id"])
    decline(sofia, first, detail="Please wait")
    assert "Please wait" in oliver.get("/resignation").text
    earlier = (date.fromisoformat(last_day) - timedelta(days=7)).isoformat()
    employer_sees = hand_in_again(oliver, earlier, employer)
    assert employer_sees != first
    page = oliver.get("/resignation")
    assert "With your employer" in page_text(page)
    assert "Please wait" not in page.text
    seen = page_text(sofia.get(f"{PAGE}/{first}"))
    assert "tells nothing more of an earlier resignation" in seen
    assert "Sofia Almeida declined it" in seen


def hand_in_again(worker: FlaskClient, last_day: str, employer: Employer) -> str:
    hand_in(worker, last_day)
    return str(employer.resignation_of(OLIVER)["unique_id"])


def test_a_manager_s_form_is_gone_when_the_report_is(
    sofia: FlaskClient, employer: Employer, sandbox: RunningSandbox, waiting: str
) -> None:
    checked = fill(sofia, waiting, "accept", tracking="on_platform")
    employer.move(XIMENA, LUKASZ)
    form = {**form_of(checked), "action": "send"}
    assert sofia.post(checked.request.path, data=form).status_code == 404
    assert sandbox.calls("offboarding.review_pto") == []
