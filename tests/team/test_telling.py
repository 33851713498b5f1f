"""Who is told by mail, once, and what stands in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
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
from tests.sandbox_server import RunningSandbox
from tests.support.employer import Employer
from tests.support.mails import MailFolder, text_of
from tests.support.pages import form_of
from tests.support.people import GRACE, LUKASZ, OLIVER, SOFIA
from tests.team.conftest import SignIn, waiting_on
from tests.team.test_reviews import decline, press, review_page
from tests.time_off.conftest import ask, filled


def asked_mails(mails: MailFolder, to: str = SOFIA) -> list[str]:
    return [text_of(mail) for mail in mails.all(to) if "asks for time off" in str(mail["Subject"])]


def answers(mails: MailFolder) -> list[str]:
    return [text_of(mail) for mail in mails.all(OLIVER) if "time off is" in str(mail["Subject"])]


@pytest.fixture
def by_the_clock(app: Flask) -> Callable[[], int]:
    """What the portal does each minute: settle what is open, tell what is left."""

    def run() -> int:
        services = cast(Services, app.extensions[EXTENSION])
        reconcile_due(services)
        with app.test_request_context():
            return tell_due(services, app.extensions[MAIL])

    return run


def test_a_request_mails_the_manager_with_all_that_matters(
    mails: MailFolder, ahmad_waiting: str, oliver_waiting: str
) -> None:
    [_, seen] = asked_mails(mails)
    for words in ("Hello Sofia Almeida", "Oliver Bennett asks", "1 day", "Vacation", "Monday, "):
        assert words in seen
    assert "Moving <b>house</b>" in seen
    assert "(asked for)" in seen
    html = mails.last(SOFIA).get_body(("html",))
    assert html is not None
    assert "<b>" not in html.get_content()
    assert asked_mails(mails, LUKASZ) == []


def test_the_link_opens_the_request_on_another_device_after_sign_in(
    app: Flask, mails: MailFolder, sign_in: SignIn, sandbox: RunningSandbox, oliver_waiting: str
) -> None:
    found = re.search(r"https?://\S+/review", asked_mails(mails)[-1])
    assert found is not None
    path = urlsplit(found.group()).path
    assert path == review_page(oliver_waiting)
    phone = browser(app)
    to_sign_in = phone.get(path)
    form = {**form_of(phone.get(to_sign_in.location)), "email": SOFIA}
    phone.post("/sign-in", data=form)
    link = mails.sign_in_path(SOFIA)
    arrived = phone.post(link, data=form_of(phone.get(link)))
    assert urlsplit(arrived.location).path == path
    assert phone.get(path).status_code == 200
    assert sandbox.calls("time_offs.review") == []


def test_a_request_is_told_once(
    mails: MailFolder,
    oliver: FlaskClient,
    monday: date,
    by_the_clock: Callable[[], int],
) -> None:
    values = {**filled(oliver, start=monday, end=monday), "action": "send"}
    for _ in range(2):
        oliver.post("/time-off/new", data=values)
    assert by_the_clock() == 0
    assert len(asked_mails(mails)) == 1


def test_what_was_found_to_have_worked_later_is_told_by_the_clock(
    mails: MailFolder,
    oliver: FlaskClient,
    sandbox: RunningSandbox,
    monday: date,
    later: Callable[..., None],
    by_the_clock: Callable[[], int],
) -> None:
    sandbox.fault("truncated", "time_offs.create", times=1)
    ask(oliver, "send", start=monday, end=monday)
    assert asked_mails(mails) == []
    later(seconds=15)
    assert by_the_clock() == 1
    assert len(asked_mails(mails)) == 1
    assert by_the_clock() == 0


def test_a_mail_that_could_not_be_written_is_written_later(
    mails: MailFolder,
    oliver: FlaskClient,
    sandbox: RunningSandbox,
    monday: date,
    by_the_clock: Callable[[], int],
) -> None:
    sandbox.fault("500_html", "people.list")
    sandbox.fault("500_html", "time_offs.list")
    ask(oliver, "send", start=monday, end=monday)
    assert asked_mails(mails) == []
    sandbox.admin("DELETE", "faults")
    assert by_the_clock() == 1
    assert len(asked_mails(mails)) == 1


def test_a_manager_who_cannot_sign_in_gets_no_dead_link(
    mails: MailFolder, sofia: FlaskClient, sandbox: RunningSandbox, monday: date
) -> None:
    sandbox.admin("POST", "settings", left=GRACE)
    ask(sofia, "send", start=monday, end=monday)
    assert asked_mails(mails, GRACE) == []


def test_a_manager_who_is_the_employers_own_is_told(
    mails: MailFolder, sofia: FlaskClient, monday: date
) -> None:
    ask(sofia, "send", start=monday, end=monday)
    assert len(asked_mails(mails, GRACE)) == 1


def test_an_approval_is_told(
    mails: MailFolder, sofia: FlaskClient, oliver_waiting: str, monday: date
) -> None:
    press(sofia, review_page(oliver_waiting), "approve")
    [seen] = answers(mails)
    assert "Sofia Almeida has approved your time off" in seen
    assert f"/time-off/{oliver_waiting}" in seen


def test_a_refusal_is_told_with_its_reason(
    mails: MailFolder, sofia: FlaskClient, oliver_waiting: str
) -> None:
    decline(sofia, oliver_waiting, "The <b>release</b>\nis that week")
    [seen] = answers(mails)
    assert "Sofia Almeida has declined your time off" in seen
    assert "The <b>release</b>\nis that week" in seen.replace("\r\n", "\n")


def test_what_somebody_else_decided_is_not_told_as_ours(
    mails: MailFolder,
    sofia: FlaskClient,
    oliver: FlaskClient,
    employer: Employer,
    oliver_waiting: str,
) -> None:
    asked = press(sofia, review_page(oliver_waiting), "ask_why")
    employer.decide(oliver_waiting, "REJECTED")
    data = {**form_of(asked), "action": "reject", "reason": "My own reason"}
    assert sofia.post("/team/time-off", data=data).status_code == 422
    assert answers(mails) == []
    assert "My own reason" not in oliver.get(f"/time-off/{oliver_waiting}").text


def test_another_workers_request_is_not_mailed_to_ones_manager(
    mails: MailFolder, employer: Employer, oliver_waiting: str, lukasz: FlaskClient, monday: date
) -> None:
    """Łukasz reports to somebody who can't sign in: nobody else is told instead."""
    ask(lukasz, "send", start=monday, end=monday)
    assert waiting_on(employer, LUKASZ, monday)
    assert len(asked_mails(mails)) == 1
