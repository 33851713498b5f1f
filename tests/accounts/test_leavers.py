"""After the last day: who comes in, until when, and what becomes of sessions of before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.accounts.leavers import Leavers
from portal.accounts.models import Account
from portal.accounts.parts import EXTENSION
from portal.housekeeping import forget
from portal.services import Services
from tests.accounts.office import ANA, Office
from tests.accounts.personal.conftest import HOME, Give, give
from tests.conftest import browser
from tests.support.audit import details_of
from tests.support.mails import MailFolder
from tests.support.pages import form_of

__all__ = ["give"]

NOW = datetime(2027, 3, 10, 12, tzinfo=UTC)
LAST_DAY = date(2027, 3, 9)
DAYS = 30


@pytest.fixture
def environment(environment: dict[str, str]) -> dict[str, str]:
    return {**environment, "PORTAL_LEAVER_DAYS": str(DAYS)}


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def with_address(clock, app: Flask, sign_in, give: Give) -> FlaskClient:
    """Ana's browser at work, after she has given her address."""
    client = sign_in(browser(app), ANA.email)
    give(client, HOME)
    return client


def asks(app: Flask, email: str) -> None:
    client = browser(app)
    client.post("/sign-in", data={**form_of(client.get("/sign-in")), "email": email})


@pytest.fixture
def gets_mail(app: Flask, mails: MailFolder) -> Callable[[str], bool]:
    def after_asking(email: str) -> bool:
        before = len(mails.all(email))
        asks(app, email)
        return len(mails.all(email)) > before

    return after_asking


def test_leaver_signs_in_with_the_personal_address_and_not_with_that_at_work(
    app: Flask, with_address: FlaskClient, office: Office, sign_in, gets_mail
) -> None:
    office.retire(ANA, LAST_DAY)
    assert not gets_mail(ANA.email)
    at_home = sign_in(browser(app), HOME)
    assert at_home.get("/account").status_code == 200
    assert at_home.get("/notes/n-1").status_code == 404
    assert at_home.get("/account/personal-address").status_code == 404


@pytest.mark.parametrize("hour", [0, 12, 22])
def test_on_the_last_day_itself_nobody_is_a_leaver(
    with_address: FlaskClient, office: Office, clock, gets_mail, hour: int
) -> None:
    clock.move_to(datetime(2027, 3, 9, hour, tzinfo=UTC))
    office.retire(ANA, LAST_DAY)
    assert not gets_mail(HOME)


def test_time_ends_at_the_end_of_the_last_allowed_day_at_each_click(
    app: Flask, with_address: FlaskClient, office: Office, clock, sign_in, gets_mail
) -> None:
    office.retire(ANA, LAST_DAY)
    end = LAST_DAY + timedelta(days=DAYS)
    # Ana lives in Spain, an hour or two ahead.
    clock.move_to(datetime(end.year, end.month, end.day, 21, 55, tzinfo=UTC))
    at_home = sign_in(browser(app), HOME)
    assert at_home.get("/account").status_code == 200
    clock.shift(timedelta(minutes=6))
    assert at_home.get("/account").status_code == 303
    assert at_home.get("/account").status_code == 303
    assert not gets_mail(HOME)


def test_time_ends_whether_the_hr_system_answers_or_not(
    app: Flask, with_address: FlaskClient, office: Office, clock, sign_in
) -> None:
    office.retire(ANA, LAST_DAY)
    end = LAST_DAY + timedelta(days=DAYS)
    clock.move_to(datetime(end.year, end.month, end.day, 21, 55, tzinfo=UTC))
    at_home = sign_in(browser(app), HOME)
    office.down = True
    clock.shift(timedelta(minutes=6))
    assert at_home.get("/account").status_code == 303


def test_session_of_before_ends_within_a_minute(
    with_address: FlaskClient, office: Office, clock
) -> None:
    office.retire(ANA, LAST_DAY)
    clock.shift(timedelta(minutes=1))
    with_address.get("/account")  # asks the HR system, in the background
    assert with_address.get("/account").status_code == 303


def test_session_of_before_ends_at_once_when_its_owner_comes_as_a_leaver(
    app: Flask, with_address: FlaskClient, office: Office, sign_in
) -> None:
    office.retire(ANA, LAST_DAY)
    at_home = sign_in(browser(app), HOME)
    assert with_address.get("/account").status_code == 303
    assert at_home.get("/account").status_code == 200


def test_leavers_session_goes_on_while_the_hr_system_says_the_same(
    app: Flask, with_address: FlaskClient, office: Office, clock, sign_in, services: Services
) -> None:
    office.retire(ANA, LAST_DAY)
    at_home = sign_in(browser(app), HOME)
    for _ in range(3):
        clock.shift(timedelta(minutes=2))
        assert at_home.get("/account").status_code == 200
    with services.database.read() as db:
        account = db.scalars(select(Account)).one()
    assert (account.email, account.ended, account.last_day) == (HOME, True, LAST_DAY)


def test_leaver_who_is_disabled_then_is_out_within_a_minute(
    app: Flask, with_address: FlaskClient, office: Office, clock, sign_in, gets_mail
) -> None:
    office.retire(ANA, LAST_DAY)
    at_home = sign_in(browser(app), HOME)
    office.dismiss(ANA)
    clock.shift(timedelta(minutes=1))
    at_home.get("/account")
    assert at_home.get("/account").status_code == 303
    assert not gets_mail(HOME)


def test_disabled_worker_with_a_personal_address_is_out(
    with_address: FlaskClient, office: Office, gets_mail
) -> None:
    office.dismiss(ANA)
    assert not gets_mail(HOME)


def test_deleted_worker_with_a_personal_address_is_out(
    with_address: FlaskClient, office: Office, gets_mail
) -> None:
    del office.people[ANA.email]
    assert not gets_mail(HOME)


def test_rehired_leaver_is_a_worker_again(
    app: Flask, with_address: FlaskClient, office: Office, clock, sign_in
) -> None:
    office.retire(ANA, LAST_DAY)
    at_home = sign_in(browser(app), HOME)
    office.people[ANA.email] = ANA
    clock.shift(timedelta(minutes=1))
    at_home.get("/account")
    assert at_home.get("/notes/n-1").status_code == 200


def test_leaver_lands_on_the_first_page_where_a_link_leads_to_what_is_closed(
    app: Flask, with_address: FlaskClient, office: Office, mails: MailFolder
) -> None:
    office.retire(ANA, LAST_DAY)
    for going_to, lands in (("/notes/n-1", "/"), ("/account/log", "/account/log")):
        client = browser(app)
        page = client.get("/sign-in", query_string={"next": going_to})
        client.post("/sign-in", data={**form_of(page), "email": HOME})
        link = mails.sign_in_path(HOME)
        assert client.post(link, data=form_of(client.get(link))).location == lands


def test_link_mailed_before_the_last_day_opens_a_session_that_ends_within_a_minute(
    app: Flask, with_address: FlaskClient, office: Office, clock, mails: MailFolder
) -> None:
    client = browser(app)
    client.post("/sign-in", data={**form_of(client.get("/sign-in")), "email": ANA.email})
    office.retire(ANA, LAST_DAY)
    link = mails.sign_in_path(ANA.email)
    client.post(link, data=form_of(client.get(link)))
    clock.shift(timedelta(minutes=1))
    client.get("/account")
    assert client.get("/account").status_code == 303


def test_form_typed_before_the_last_day_leads_nowhere_after_it(
    app: Flask, with_address: FlaskClient, office: Office, clock, mails: MailFolder
) -> None:
    form = form_of(with_address.get("/notes/n-1"))
    clock.shift(timedelta(minutes=31))
    assert with_address.post("/notes/n-1", data={**form, "subject": "typed"}).status_code == 303
    office.retire(ANA, LAST_DAY)
    page = with_address.get("/sign-in")
    with_address.post("/sign-in", data={**form_of(page), "email": HOME})
    link = mails.sign_in_path(HOME)
    assert with_address.post(link, data=form_of(with_address.get(link))).location == "/"


def test_address_is_forgotten_once_it_is_of_no_use(
    app: Flask, with_address: FlaskClient, office: Office, clock, sign_in, services: Services
) -> None:
    office.retire(ANA, LAST_DAY)
    sign_in(browser(app), HOME)
    personal = app.extensions[EXTENSION].personal
    clock.move_to(NOW + timedelta(days=DAYS + 29))
    forget(services)
    assert personal.find(HOME) is not None
    clock.shift(timedelta(days=3))
    forget(services)
    assert personal.find(HOME) is None
    assert len(details_of(app, "personal_address:removed")) == 1


class TestClosed:
    """The default."""

    @pytest.fixture
    def environment(self, environment: dict[str, str]) -> dict[str, str]:
        environment.pop("PORTAL_LEAVER_DAYS")
        return environment

    def test_leavers_are_out(self, with_address: FlaskClient, office: Office, gets_mail) -> None:
        office.retire(ANA, LAST_DAY)
        assert not gets_mail(HOME)
        assert not gets_mail(ANA.email)

    def test_the_page_says_so_before(self, with_address: FlaskClient) -> None:
        assert "has not allowed it" in with_address.get("/account/personal-address").text


def test_only_who_ended_has_days() -> None:
    leavers = Leavers(10)
    disabled = replace(ANA, active=False, last_day=LAST_DAY)
    unknown = replace(ANA, active=False, ended=True)
    assert leavers.until(disabled) is None
    assert leavers.until(unknown) is None
    assert leavers.until(replace(unknown, last_day=LAST_DAY)) == date(2027, 3, 19)
    assert not leavers.admit(unknown)
