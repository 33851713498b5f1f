"""What was on its way to an address when it was removed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.accounts.operator import Operator
from portal.services import Services
from tests.accounts.office import ANA
from tests.accounts.personal.conftest import HOME, PAGE, Give
from tests.conftest import browser
from tests.support.factors import code_of, set_up_app
from tests.support.mails import MailFolder
from tests.support.pages import form_of

Ask = Callable[[FlaskClient, str], None]

STEP = "/sign-in/second-step"
NEW = "ana@elsewhere.example"


@pytest.fixture
def thief(app: Flask, ana: FlaskClient, give: Give, ask: Ask) -> FlaskClient:
    """Reads that mailbox, and has asked for a mail before."""
    give(ana, HOME)
    client = browser(app)
    ask(client, HOME.upper())
    return client


def remove(worker: FlaskClient) -> None:
    form = form_of(worker.get(PAGE), f"{PAGE}/remove")
    assert worker.post(f"{PAGE}/remove", data=form).location == "/account"


def test_a_link_opens_nothing(thief: FlaskClient, ana: FlaskClient, mails: MailFolder) -> None:
    link = mails.sign_in_path(HOME)
    form = form_of(thief.get(link))
    remove(ana)
    assert thief.post(link, data=form).status_code == 410
    assert thief.get("/").status_code == 303


def test_a_code_opens_nothing(thief: FlaskClient, ana: FlaskClient, mails: MailFolder) -> None:
    form = form_of(thief.get("/sign-in/code"))
    remove(ana)
    typed = {**form, "code": mails.code(HOME)}
    assert thief.post("/sign-in/code", data=typed).status_code == 410
    assert thief.get("/").status_code == 303


def test_what_waits_for_the_second_factor_is_over(
    thief: FlaskClient, ana: FlaskClient, mails: MailFolder
) -> None:
    phone, _ = set_up_app(ana)
    link = mails.sign_in_path(HOME)
    step = thief.get(thief.post(link, data=form_of(thief.get(link))).location)
    remove(ana)
    form = {**form_of(step), "code": code_of(phone)}
    assert thief.post(STEP, data=form).status_code == 410


def test_nor_does_it_with_another_address_in_its_place(
    app: Flask, thief: FlaskClient, ana: FlaskClient, give: Give, sign_in, mails: MailFolder
) -> None:
    inside = sign_in(browser(app), HOME)
    link = mails.sign_in_path(HOME)
    give(ana, NEW)
    assert inside.get("/").status_code == 303
    assert thief.get(link).status_code == 410
    assert ana.get("/").status_code == 200


def test_nor_after_somebody_who_runs_the_portal_took_it_away(
    thief: FlaskClient, mails: MailFolder, services: Services
) -> None:
    link = mails.sign_in_path(HOME)
    Operator(services).reset_factors(ANA.email)
    assert thief.get(link).status_code == 410


def test_a_mail_to_the_address_at_work_still_opens(
    app: Flask, thief: FlaskClient, ana: FlaskClient, ask: Ask, mails: MailFolder
) -> None:
    other = browser(app)
    ask(other, ANA.email)
    remove(ana)
    link = mails.sign_in_path(ANA.email)
    assert other.post(link, data=form_of(other.get(link))).location == "/"
