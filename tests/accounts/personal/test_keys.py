"""What is kept for years outlives the keys that it was kept with."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from cryptography.fernet import Fernet

from portal.accounts.personal.addresses import PersonalAddresses
from portal.accounts.sessions import account_for
from portal.db import Database, Vault
from portal.settings import Settings, load
from tests.accounts.office import ANA
from tests.accounts.personal.conftest import HOME
from tests.support.stores import store_templates, store_url

__all__ = ["store_templates", "store_url"]

OLD, NEW = "o" * 40, "n" * 40
OLD_SEAL, NEW_SEAL = Fernet.generate_key().decode(), Fernet.generate_key().decode()


@pytest.fixture
def database(store_url: str) -> Iterator[Database]:
    database = Database(store_url)
    yield database
    database.close()


def with_keys(database: Database, keys: list[str], seals: list[str]) -> PersonalAddresses:
    settings: Settings = load(
        {
            "PORTAL_SECRET_KEY": keys[0],
            "PORTAL_SECRET_KEY_FALLBACKS": ",".join(keys[1:]),
            "PORTAL_ENCRYPTION_KEYS": ",".join(seals),
            "PORTAL_BASE_URL": "http://127.0.0.1:8000",
            "PORTAL_BACKENDS": "deel",
            "PORTAL_DEEL_TOKEN": "unused",
        }
    )
    return PersonalAddresses(database, Vault(seals), settings)


def test_address_is_found_while_the_keys_change_and_after_the_old_ones_are_gone(
    database: Database,
) -> None:
    before = with_keys(database, [OLD], [OLD_SEAL])
    with database.begin() as db:
        account_id = account_for(db, ANA, datetime.now(UTC)).id
        before.keep(db, account_id, HOME)

    meanwhile = with_keys(database, [NEW, OLD], [NEW_SEAL, OLD_SEAL])
    assert meanwhile.of(account_id) == HOME
    found = meanwhile.find(HOME)
    assert found is not None
    assert found.account.id == account_id
    meanwhile.renew_keys()

    after = with_keys(database, [NEW], [NEW_SEAL])
    found = after.find(HOME)
    assert found is not None
    assert found.address == HOME


def test_seal_that_nothing_opens_is_nobodys(database: Database) -> None:
    before = with_keys(database, [OLD], [OLD_SEAL])
    with database.begin() as db:
        account_id = account_for(db, ANA, datetime.now(UTC)).id
        before.keep(db, account_id, HOME)

    after = with_keys(database, [OLD], [NEW_SEAL])
    after.renew_keys()
    assert after.of(account_id) is None
    assert after.find(HOME) is None
