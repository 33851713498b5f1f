"""Giving an address, on both kinds of database."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from cryptography.fernet import Fernet

from portal.accounts.personal.addresses import PersonalAddresses
from portal.accounts.personal.giving import CODE_ATTEMPTS, Giving, delete_old
from portal.accounts.sessions import account_for
from portal.accounts.step_up.terms import Verdict
from portal.backends.types import WorkerIdentity
from portal.db import Database, Vault
from tests.accounts.office import ANA, BEN
from tests.accounts.personal.conftest import HOME
from tests.accounts.personal.test_keys import with_keys
from tests.support.stores import store_templates, store_url

__all__ = ["store_templates", "store_url"]

SEAL = Fernet.generate_key().decode()


@pytest.fixture
def database(store_url: str) -> Iterator[Database]:
    database = Database(store_url)
    yield database
    database.close()


@pytest.fixture
def addresses(database: Database) -> PersonalAddresses:
    return with_keys(database, ["k" * 40], [SEAL])


@pytest.fixture
def giving(database: Database, addresses: PersonalAddresses) -> Giving:
    return Giving(database, Vault([SEAL]), "key", addresses)


def account(database: Database, identity: WorkerIdentity) -> str:
    with database.begin() as db:
        return account_for(db, identity, datetime.now(UTC)).id


def asked(giving: Giving, account_id: str, session_id: str = "s-1") -> str:
    """The code for a new request."""
    request_id = giving.ask(account_id, session_id, HOME)
    assert isinstance(request_id, str)
    issued = giving.issue(request_id)
    assert issued is not None
    assert giving.issue(request_id) is None
    return issued.code


def test_right_code_keeps_the_address_once(
    database: Database, giving: Giving, addresses: PersonalAddresses
) -> None:
    ana = account(database, ANA)
    code = asked(giving, ana)
    assert giving.waiting(ana, "s-1") == HOME
    assert giving.waiting(ana, "s-2") is None
    assert giving.try_code(ana, "s-2", code) is Verdict.NO_LONGER_VALID
    assert giving.try_code(ana, "s-1", code) is Verdict.PROVEN
    assert giving.try_code(ana, "s-1", code) is Verdict.NO_LONGER_VALID
    assert addresses.of(ana) == HOME
    delete_old(database)


def test_parallel_guesses_count_one_by_one(database: Database, giving: Giving) -> None:
    ana = account(database, ANA)
    code = asked(giving, ana)
    guess = f"{(int(code) + 1) % 10**6:06}"
    with ThreadPoolExecutor(8) as pool:
        verdicts = list(pool.map(lambda _: giving.try_code(ana, "s-1", guess), range(12)))
    assert verdicts.count(Verdict.WRONG_CODE) == CODE_ATTEMPTS - 1
    assert giving.try_code(ana, "s-1", code) is Verdict.NO_LONGER_VALID


def test_of_two_who_prove_it_at_once_one_has_it(
    database: Database, giving: Giving, addresses: PersonalAddresses
) -> None:
    both = [account(database, ANA), account(database, BEN)]
    codes = [asked(giving, one) for one in both]
    with ThreadPoolExecutor(2) as pool:
        verdicts = list(pool.map(lambda one, code: giving.try_code(one, "s-1", code), both, codes))
    assert sorted(verdict is Verdict.PROVEN for verdict in verdicts) == [False, True]
    assert sorted(addresses.of(one) is not None for one in both) == [False, True]
