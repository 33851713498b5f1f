"""What must hold when many requests come at the same moment, on both kinds of database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest
from cryptography.fernet import Fernet
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.accounts.models import Account, AccountSession
from portal.accounts.sessions import Sessions
from portal.accounts.sign_in import CODE_ATTEMPTS, Proven, Refusal, SignIn
from portal.db import Database, Vault
from portal.services import Services
from portal.settings import Settings
from tests.accounts.office import ANA
from tests.conftest import browser
from tests.support.mails import MailFolder
from tests.support.pages import form_of
from tests.support.stores import store_templates, store_url

__all__ = ["store_templates", "store_url"]

T = TypeVar("T")
BROWSER = "a browser"


@pytest.fixture
def database(store_url: str) -> Iterator[Database]:
    database = Database(store_url)
    yield database
    database.close()


@pytest.fixture
def sign_in_rules(database: Database) -> SignIn:
    return SignIn(database, Vault([Fernet.generate_key().decode()]), "key")


def at_once(count: int, act: Callable[[int], T]) -> list[T]:
    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(act, range(count)))


def test_one_link_is_spent_once(sign_in_rules: SignIn) -> None:
    request_id = sign_in_rules.ask(ANA.email, BROWSER, "")
    issued = sign_in_rules.issue(request_id, ANA)
    assert issued is not None
    outcomes = at_once(20, lambda _: sign_in_rules.spend_link(issued.secret, BROWSER))
    assert [o for o in outcomes if isinstance(o, Proven)] == [Proven(ANA, "")]
    assert outcomes.count(Refusal.NO_LONGER_VALID) == 19


def test_link_and_code_together_are_spent_once(sign_in_rules: SignIn) -> None:
    request_id = sign_in_rules.ask(ANA.email, BROWSER, "")
    issued = sign_in_rules.issue(request_id, ANA)
    assert issued is not None

    def spend(n: int) -> Proven | Refusal:
        if n % 2:
            return sign_in_rules.spend_link(issued.secret, BROWSER)
        return sign_in_rules.spend_code(issued.code, BROWSER)

    outcomes = at_once(8, spend)
    assert len([o for o in outcomes if isinstance(o, Proven)]) == 1


def test_parallel_guesses_get_five_tries_in_all(sign_in_rules: SignIn) -> None:
    request_id = sign_in_rules.ask(ANA.email, BROWSER, "")
    issued = sign_in_rules.issue(request_id, ANA)
    assert issued is not None
    guesses = [f"{(int(issued.code) + n) % 1_000_000:06}" for n in range(1, 21)]
    outcomes = at_once(20, lambda n: sign_in_rules.spend_code(guesses[n], BROWSER))
    assert outcomes.count(Refusal.WRONG_CODE) == CODE_ATTEMPTS - 1
    assert outcomes.count(Refusal.NO_LONGER_VALID) == 20 - CODE_ATTEMPTS + 1
    assert sign_in_rules.spend_code(issued.code, BROWSER) is Refusal.NO_LONGER_VALID


def test_link_and_code_are_issued_once(sign_in_rules: SignIn) -> None:
    request_id = sign_in_rules.ask(ANA.email, BROWSER, "")
    issued = at_once(8, lambda _: sign_in_rules.issue(request_id, ANA))
    assert len([i for i in issued if i is not None]) == 1


def test_first_sign_ins_of_one_worker_make_one_account(
    database: Database, settings: Settings
) -> None:
    sessions = Sessions(database, idle=settings.session_idle, lifetime=settings.session_lifetime)
    started = at_once(8, lambda _: sessions.start(ANA, user_agent="", replaces=None, way="link"))
    assert len({account_id for _secret, account_id in started}) == 1
    with database.read() as db:
        assert db.scalar(select(func.count()).select_from(Account)) == 1
        assert db.scalar(select(func.count()).select_from(AccountSession)) == 8


def test_fifty_presses_of_the_button_are_one_session(
    app: Flask, client: FlaskClient, ask, mails: MailFolder, services: Services
) -> None:
    ask(client, ANA.email)
    link = mails.sign_in_path(ANA.email)
    form = form_of(client.get(link))
    cookie = client.get_cookie("portal", domain="127.0.0.1")
    assert cookie is not None

    def press(_: int) -> int:
        copy = browser(app)
        copy.set_cookie("portal", cookie.value, domain="127.0.0.1")
        return copy.post(link, data=form).status_code

    answers = at_once(50, press)
    assert sorted(answers) == [303] + [410] * 49
    with services.database.read() as db:
        assert db.scalar(select(func.count()).select_from(AccountSession)) == 1
