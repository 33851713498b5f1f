"""Changing the personal e-mail: proven first, told of at work, once."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.gateway.ledger import reconcile_due
from portal.mail import EXTENSION as MAIL
from portal.profile.telling import ProfileMails, tell_due
from portal.services import EXTENSION, Services
from tests.conftest import browser
from tests.profile.test_views import value_of
from tests.sandbox_server import RunningSandbox
from tests.support.mails import MailFolder, text_of
from tests.support.pages import action_of, form_of, soup
from tests.support.pages import text_of as seen
from tests.support.people import JANA
from tests.support.signed_in import SignIn
from tests.support.step_up import PRESSED, asks_for_proof, prove
from tests.support.time import later

__all__ = ["later"]

PAGE = "/profile/personal-email"
NEW = "jana@home.example"
CHANGE = "people.personal.update"


def save(worker: FlaskClient, address: str = NEW) -> TestResponse:
    return worker.post(PAGE, data={**form_of(worker.get(PAGE)), "personal_email": address})


def told(mails: MailFolder, to: str = JANA) -> list[str]:
    subjects = ("Your personal e-mail was changed", "Ihre private E-Mail")
    return [text_of(one) for one in mails.all(to) if str(one["Subject"]).startswith(subjects)]


@pytest.fixture
def by_the_clock(app: Flask) -> Callable[[], int]:
    """What the portal does each minute: settle what is open, tell what is left."""

    def run() -> int:
        services = cast(Services, app.extensions[EXTENSION])
        reconcile_due(services)
        return tell_due(services, ProfileMails(app, services.settings), app.extensions[MAIL])

    return run


def test_it_is_sent_only_after_a_proof(
    jana: FlaskClient, sandbox: RunningSandbox, mails: MailFolder
) -> None:
    asked = save(jana)
    assert asks_for_proof(asked)
    page = jana.get(asked.location)
    assert "Changing your personal e-mail" in seen(page)
    assert form_of(page)["personal_email"] == NEW
    assert sandbox.calls(CHANGE) == []
    assert told(mails) == []

    done = prove(jana, asked)
    assert done.status_code == 303
    assert "Your profile is changed" in seen(jana.get(done.location))
    assert value_of(jana, "Personal e-mail") == NEW
    assert len(sandbox.calls(CHANGE)) == 1


def test_a_wrong_code_sends_nothing(
    jana: FlaskClient, sandbox: RunningSandbox, mails: MailFolder
) -> None:
    page = jana.get(save(jana).location)
    wrong = f"{(int(mails.code(JANA)) + 1) % 10**6:06}"
    refused = jana.post(action_of(page), data={**form_of(page), "step_up_code": wrong} | PRESSED)
    assert refused.status_code == 422
    assert form_of(refused)["personal_email"] == NEW
    assert sandbox.calls(CHANGE) == []


def test_what_is_no_address_asks_for_no_proof(jana: FlaskClient) -> None:
    refused = save(jana, "jana at home")
    assert refused.status_code == 422
    assert form_of(refused)["personal_email"] == "jana at home"


def test_a_proof_is_good_for_one_address(jana: FlaskClient, sandbox: RunningSandbox) -> None:
    """Proven for one; another was put in its place before it was sent."""
    page = jana.get(save(jana).location)
    form = {**form_of(page), "personal_email": "thief@elsewhere.example"}
    answer = jana.post(action_of(page), data=form)
    assert asks_for_proof(answer)
    assert sandbox.calls(CHANGE) == []
    sandbox.fault("429", CHANGE, times=1)
    assert prove(jana, save(jana)).status_code == 422
    assert asks_for_proof(save(jana, "thief@elsewhere.example"))


def test_a_proof_is_good_for_one_change(jana: FlaskClient) -> None:
    prove(jana, save(jana))
    prove(jana, save(jana, "jana@other.example"))
    assert asks_for_proof(save(jana))


def test_a_try_that_did_nothing_keeps_what_was_typed_and_proven(
    jana: FlaskClient, sandbox: RunningSandbox, mails: MailFolder
) -> None:
    sandbox.fault("429", CHANGE)
    refused = prove(jana, save(jana))
    again = form_of(refused)
    assert refused.status_code == 422
    assert "Nothing was sent" in seen(refused)
    assert again["personal_email"] == NEW
    assert told(mails) == []
    sandbox.admin("DELETE", "faults")
    done = jana.post(PAGE, data=again)
    assert "/actions/" in done.location
    assert len(told(mails)) == 1


def test_sent_twice_it_is_changed_and_told_once(
    jana: FlaskClient, sandbox: RunningSandbox, mails: MailFolder
) -> None:
    page = jana.get(save(jana).location)
    form = {**form_of(page), "step_up_code": mails.code(JANA)} | PRESSED
    answers = [jana.post(action_of(page), data=form) for _ in range(2)]
    assert answers[0].location == answers[1].location
    assert len(sandbox.calls(CHANGE)) == 1
    assert len(told(mails)) == 1


def test_what_else_may_be_changed_needs_no_proof(jana: FlaskClient, mails: MailFolder) -> None:
    form = {**form_of(jana.get("/profile/phone")), "phone": "+49 341 2718281"}
    assert "/actions/" in jana.post("/profile/phone", data=form).location
    assert told(mails) == []


def test_it_is_told_at_work_without_the_address(
    jana: FlaskClient, mails: MailFolder, by_the_clock: Callable[[], int]
) -> None:
    prove(jana, save(jana))
    [mail] = told(mails)
    assert "Hello Jana Köhler" in mail
    assert "The personal e-mail in your profile was changed." in mail
    assert "/account" in mail
    assert NEW not in str(mails.last(JANA))
    assert mails.all(NEW) == []
    assert by_the_clock() == 0
    assert len(told(mails)) == 1


def test_who_signed_in_with_the_address_from_before_is_told_there_too(
    app: Flask, jana: FlaskClient, sign_in: SignIn, mails: MailFolder
) -> None:
    before = value_of(jana, "Personal e-mail")
    assert before
    phone = sign_in(browser(app), before)
    prove(phone, save(phone))
    assert len(told(mails)) == 1
    assert len(told(mails, before)) == 1
    assert mails.all(NEW) == []


def test_it_is_told_in_the_language_of_the_page(
    app: Flask, sign_in: SignIn, mails: MailFolder
) -> None:
    jana = browser(app)
    jana.environ_base["HTTP_ACCEPT_LANGUAGE"] = "de"
    sign_in(jana, JANA)
    prove(jana, save(jana))
    assert "Guten Tag Jana Köhler" in text_of(mails.last(JANA))


def test_what_was_found_to_have_worked_later_is_told_by_the_clock(
    app: Flask,
    sign_in: SignIn,
    sandbox: RunningSandbox,
    mails: MailFolder,
    later: Callable[..., None],
    by_the_clock: Callable[[], int],
) -> None:
    jana = browser(app)
    jana.environ_base["HTTP_ACCEPT_LANGUAGE"] = "de"
    sign_in(jana, JANA)
    sandbox.fault("accepted_then_timeout", CHANGE, times=1, seconds=0.1)
    before = len(mails.all(JANA))
    prove(jana, save(jana))
    assert len(mails.all(JANA)) == before + 1  # the code
    later(seconds=15)
    assert by_the_clock() == 1
    assert "Guten Tag Jana Köhler" in text_of(mails.last(JANA))
    assert by_the_clock() == 0
    assert len(mails.all(JANA)) == before + 2


def test_a_mail_that_could_not_be_written_is_written_later(
    jana: FlaskClient,
    sandbox: RunningSandbox,
    mails: MailFolder,
    by_the_clock: Callable[[], int],
) -> None:
    asked = save(jana)
    sandbox.fault("500_html", "people.get")
    prove(jana, asked)
    assert told(mails) == []
    sandbox.admin("DELETE", "faults")
    assert by_the_clock() == 1
    assert len(told(mails)) == 1


def test_it_stands_in_the_log_of_the_account(jana: FlaskClient) -> None:
    prove(jana, save(jana))
    log = jana.get("/account/log")
    titles = [one.get_text(strip=True) for one in soup(log).select(".timeline__title")]
    assert titles[:2] == [
        "The personal e-mail in your profile was changed",
        "Confirmed that it is you",
    ]
    assert "For: Changing your personal e-mail" in seen(log)
