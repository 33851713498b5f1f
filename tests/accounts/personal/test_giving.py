from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.accounts.parts import EXTENSION
from portal.accounts.personal.giving import (
    CODE_ATTEMPTS,
    MAILS_PER_ACCOUNT,
    MAILS_PER_ADDRESS,
    WRONG_CODES_PER_ACCOUNT,
    Giving,
)
from portal.accounts.personal.models import AddressRequest, PersonalAddress
from portal.housekeeping import forget
from portal.services import Services
from tests.accounts.office import ANA, BEN, GONE, Office
from tests.accounts.personal.conftest import CODE, HOME, PAGE, Give, ask, type_code
from tests.conftest import browser
from tests.support.audit import details_of
from tests.support.mails import MailFolder
from tests.support.mails import text_of as mail_text
from tests.support.pages import form_of, text_of
from tests.support.step_up import asks_for_proof

LATER = datetime.now(UTC)


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


def addresses(services: Services) -> int:
    with services.database.read() as db:
        return len(db.scalars(select(PersonalAddress)).all())


def test_an_address_needs_a_proof_and_then_the_code_that_is_mailed_to_it(
    ana: FlaskClient, mails: MailFolder, services: Services
) -> None:
    form = form_of(ana.get(PAGE), PAGE)
    assert asks_for_proof(ana.post(PAGE, data={**form, "address": HOME}))
    assert mails.all(HOME) == []

    assert ask(ana, HOME).location == CODE
    assert addresses(services) == 0

    done = type_code(ana, mails.code(HOME))
    assert done.location == "/account"
    assert HOME in text_of(ana.get(PAGE))
    assert HOME in text_of(ana.get("/account"))
    assert addresses(services) == 1


def test_a_proof_for_one_address_is_worth_nothing_for_another(ana: FlaskClient) -> None:
    ask(ana, HOME)
    form = form_of(ana.get(PAGE), PAGE)
    assert asks_for_proof(ana.post(PAGE, data={**form, "address": "other@mail.example"}))


def test_from_then_on_it_signs_in_and_the_mail_goes_to_the_address_as_it_was_proved(
    app: Flask, ana: FlaskClient, give: Give, sign_in, mails: MailFolder
) -> None:
    give(ana, HOME)
    other = browser(app)
    page = other.get("/sign-in")
    other.post("/sign-in", data={**form_of(page), "email": HOME.upper()})
    link = mails.sign_in_path(HOME)
    assert other.post(link, data=form_of(other.get(link))).status_code == 303
    assert f"Hello {ANA.name}" in text_of(other.get("/"))
    assert mails.all(HOME.upper()) == []


def test_look_alikes_of_it_open_nothing(
    app: Flask, ana: FlaskClient, give: Give, mails: MailFolder
) -> None:
    give(ana, "kim@mail.example")
    before = len(mails.all())
    for typed in ("\N{KELVIN SIGN}im@mail.example", "kim@mail.example.", "ki@mail.example"):
        other = browser(app)
        other.post("/sign-in", data={**form_of(other.get("/sign-in")), "email": typed})
    assert len(mails.all()) == before


def test_the_page_answers_the_same_whether_an_address_opens_an_account(
    app: Flask, ana: FlaskClient, give: Give
) -> None:
    give(ana, HOME)

    def answer(email: str) -> tuple[int, str, str]:
        client = browser(app)
        got = client.post("/sign-in", data={**form_of(client.get("/sign-in")), "email": email})
        page = client.get(got.location).text
        return (
            got.status_code,
            got.location,
            page.replace(form_of(client.get(got.location))["csrf_token"], ""),
        )

    known, unknown = answer(HOME), answer("nobody@mail.example")
    assert known[:2] == unknown[:2]
    assert len(known[2]) == len(unknown[2])


def test_work_address_is_told_without_the_new_one_being_named(
    ana: FlaskClient, give: Give, mails: MailFolder
) -> None:
    give(ana, HOME)
    told = mails.last(ANA.email)
    assert "has changed" in told["Subject"]
    assert "personal address" in mail_text(told)
    assert HOME not in told.as_string()
    assert PAGE in mail_text(told)


def test_mail_to_the_new_address_names_nobody(ana: FlaskClient, mails: MailFolder) -> None:
    ask(ana, HOME)
    assert ANA.name not in mails.last(HOME).as_string()


@pytest.mark.parametrize("email", [BEN.email, BEN.email.upper(), GONE.email])
def test_what_the_hr_system_knows_as_somebody_elses_gets_no_mail_and_the_same_answer(
    ana: FlaskClient, mails: MailFolder, services: Services, email: str
) -> None:
    ours = ask(ana, HOME)
    shown = ana.get(CODE)
    theirs = ask(ana, email)
    assert (ours.status_code, ours.location) == (theirs.status_code, theirs.location)
    assert text_of(ana.get(CODE)).replace(email, "") == text_of(shown).replace(HOME, "")
    assert mails.all(email) == []
    assert "not the code" in text_of(type_code(ana, "000000"))
    assert addresses(services) == 0


def test_what_opens_another_account_gets_no_mail(
    app: Flask, ana: FlaskClient, give: Give, sign_in, mails: MailFolder
) -> None:
    give(ana, HOME)
    before = len(mails.all(HOME))
    ben = sign_in(browser(app), BEN.email)
    assert ask(ben, HOME).location == CODE
    assert len(mails.all(HOME)) == before


def test_whoever_proves_it_first_has_it(
    app: Flask, ana: FlaskClient, sign_in, mails: MailFolder, services: Services
) -> None:
    ben = sign_in(browser(app), BEN.email)
    ask(ana, HOME)
    first = mails.code(HOME)
    ask(ben, HOME)
    second = mails.code(HOME)
    assert type_code(ben, second).location == "/account"
    assert "no longer valid" in text_of(type_code(ana, first))
    assert addresses(services) == 1
    assert HOME not in text_of(ana.get(PAGE))


def test_own_addresses_are_refused_in_words(ana: FlaskClient, give: Give) -> None:
    form = form_of(ana.get(PAGE), PAGE)
    refused = ana.post(PAGE, data={**form, "address": ANA.email})
    assert refused.status_code == 422
    assert "address that you have at work" in text_of(refused)
    give(ana, HOME)
    again = ana.post(PAGE, data={**form, "address": HOME.capitalize()})
    assert "given this address already" in text_of(again)


@pytest.mark.parametrize(
    "typed", ["", "ana", "a b@mail.example", "a@b\r\nBcc: c@d", "a" * 300 + "@x"]
)
def test_what_is_no_address_is_refused(ana: FlaskClient, typed: str) -> None:
    form = form_of(ana.get(PAGE), PAGE)
    assert ana.post(PAGE, data={**form, "address": typed}).status_code == 422


def test_wrong_codes_end_the_request(ana: FlaskClient, mails: MailFolder, services) -> None:
    ask(ana, HOME)
    code = mails.code(HOME)
    form = form_of(ana.get(CODE))
    for _ in range(CODE_ATTEMPTS - 1):
        assert "not the code" in text_of(ana.post(CODE, data={**form, "code": wrong(code)}))
    last = ana.post(CODE, data={**form, "code": wrong(code)})
    assert "no longer valid" in text_of(last)
    assert "no longer valid" in text_of(ana.post(CODE, data={**form, "code": code}))
    assert addresses(services) == 0


def test_code_of_another_session_is_worth_nothing(
    ana: FlaskClient, other_browser: FlaskClient, sign_in, mails: MailFolder, services
) -> None:
    elsewhere = sign_in(other_browser, ANA.email)
    ask(ana, HOME)
    form = form_of(elsewhere.get(PAGE), PAGE)
    refused = elsewhere.post(CODE, data={**form, "code": mails.code(HOME)})
    assert refused.status_code == 422
    assert addresses(services) == 0
    assert elsewhere.get(CODE).location == PAGE


def test_code_expires(ana: FlaskClient, mails: MailFolder, services: Services) -> None:
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
        ask(ana, HOME)
        form = form_of(ana.get(CODE))
        clock.shift(timedelta(minutes=10, seconds=1))
        late = ana.post(CODE, data={**form, "code": mails.code(HOME)})
        assert "no longer valid" in text_of(late)
        assert ana.get(CODE).location == PAGE
    assert addresses(services) == 0


def test_mails_are_limited_for_an_account_in_words(ana: FlaskClient, mails: MailFolder) -> None:
    for number in range(MAILS_PER_ACCOUNT):
        assert ask(ana, f"a{number}@mail.example").location == CODE
    refused = ask(ana, HOME)
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 60
    assert "Come back in" in text_of(refused)
    assert mails.all(HOME) == []


def test_mails_to_one_address_are_limited_in_silence(
    app: Flask, office: Office, sign_in, mails: MailFolder
) -> None:
    for number in range(MAILS_PER_ADDRESS + 1):
        email = f"worker{number}@office.example"
        office.people[email] = replace(BEN, worker_id=f"w-{number}", email=email)
        assert ask(sign_in(browser(app), email), HOME).location == CODE
    assert len(mails.all(HOME)) == MAILS_PER_ADDRESS


def test_wrong_codes_are_limited_for_an_account_in_words(
    app: Flask, ana: FlaskClient, mails: MailFolder
) -> None:
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
        for _ in range(WRONG_CODES_PER_ACCOUNT // CODE_ATTEMPTS):
            ask(ana, HOME)
            form = form_of(ana.get(CODE))
            for _ in range(CODE_ATTEMPTS):
                last = ana.post(CODE, data={**form, "code": wrong(mails.code(HOME))})
            clock.shift(timedelta(minutes=16))
        assert last.status_code == 422
        refused = ask(ana, HOME)
        assert refused.status_code == 429
        assert "Come back in" in text_of(refused)
        typed = ana.post(CODE, data={**form, "code": mails.code(HOME)})
        assert typed.status_code == 429
        assert "Come back in" in text_of(typed)


def test_hr_system_that_is_away_means_no_mail_and_the_same_page(
    ana: FlaskClient, office: Office, mails: MailFolder
) -> None:
    form = form_of(ana.get(PAGE), PAGE)
    waiting = ana.post(PAGE, data={**form, "address": HOME})
    page = ana.get(waiting.location)
    office.down = True
    code = mails.code(ANA.email)
    answer = ana.post(PAGE, data={**form_of(page), "step_up_code": code, "step_up": "code"})
    assert answer.location == CODE
    assert mails.all(HOME) == []


def test_removing_it_signs_out_other_devices_and_tells_both_addresses(
    app: Flask, ana: FlaskClient, give: Give, sign_in, mails: MailFolder, services: Services
) -> None:
    give(ana, HOME)
    thief = sign_in(browser(app), HOME)
    done = ana.post(f"{PAGE}/remove", data=form_of(ana.get(PAGE), "/remove"))
    assert done.location == "/account"
    assert thief.get("/account").status_code == 303
    assert ana.get("/account").status_code == 200
    assert addresses(services) == 0
    for address in (HOME, ANA.email):
        assert "can no longer be used" in mail_text(mails.last(address))
    before = len(mails.all(HOME))
    client = browser(app)
    client.post("/sign-in", data={**form_of(client.get("/sign-in")), "email": HOME})
    assert len(mails.all(HOME)) == before


def test_after_removing_it_codes_go_to_the_work_address_again(
    app: Flask, ana: FlaskClient, give: Give, sign_in, mails: MailFolder
) -> None:
    give(ana, HOME)
    at_home = sign_in(browser(app), HOME)
    at_home.post(f"{PAGE}/remove", data=form_of(at_home.get(PAGE), "/remove"))
    assert ANA.email in text_of(at_home.get("/account"))


def test_whoever_signed_in_with_it_gets_codes_there(
    app: Flask, ana: FlaskClient, give: Give, sign_in, mails: MailFolder
) -> None:
    give(ana, HOME)
    at_home = sign_in(browser(app), HOME)
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=1), tick=False):
        at_home.get("/account")  # asks the HR system, which knows the work address alone
        assert HOME in text_of(at_home.get("/account"))


def test_log_of_the_account_tells_of_it_and_the_audit_log_holds_no_address(
    app: Flask, ana: FlaskClient, give: Give
) -> None:
    give(ana, HOME)
    assert "A personal address was given" in text_of(ana.get("/account/log"))
    for tag in ("personal_address:asked", "personal_address:given"):
        assert len(details_of(app, tag)) == 1
        assert HOME not in str(details_of(app, tag))


def test_what_is_kept_is_sealed(ana: FlaskClient, give: Give, services: Services) -> None:
    give(ana, HOME)
    with services.database.read() as db:
        [row] = db.scalars(select(PersonalAddress)).all()
        [asked] = db.scalars(select(AddressRequest)).all()
    assert "mail.example" not in str(vars(row)) + str(vars(asked))
    assert services.vault.open(row.sealed) == HOME


def test_old_requests_are_forgotten_and_the_address_stays(
    ana: FlaskClient, give: Give, services: Services
) -> None:
    give(ana, HOME)
    with time_machine.travel(datetime.now(UTC) + timedelta(days=1, minutes=1), tick=False):
        forget(services)
    with services.database.read() as db:
        assert db.scalars(select(AddressRequest)).all() == []
    assert addresses(services) == 1


def test_two_at_once_prove_it_for_one(
    app: Flask, ana: FlaskClient, sign_in, mails: MailFolder, services: Services
) -> None:
    """Between the look and the keeping of one, the other has kept it."""
    ben = sign_in(browser(app), BEN.email)
    ask(ana, HOME)
    ask(ben, HOME)
    giving: Giving = app.extensions[EXTENSION].giving
    assert giving.wish("0" * 32) is None
    assert type_code(ben, mails.code(HOME)).location == "/account"
    with services.database.read() as db:
        rows = db.scalars(select(AddressRequest)).all()
    assert [giving.wish(row.id) for row in rows] == [None, None]


def test_the_address_at_work_is_not_to_be_had_for_who_signed_in_from_home(
    app: Flask, ana: FlaskClient, give: Give, sign_in, mails: MailFolder
) -> None:
    """The employer gives it to somebody new some day, or reads what comes to it."""
    give(ana, HOME)
    inside = sign_in(browser(app), HOME)
    at_work = ANA.email.upper()
    assert ask(inside, at_work).location == CODE
    assert mails.all(at_work) == []
    assert HOME in text_of(inside.get(PAGE))
