"""The rules of second factors on both kinds of database, and a portal whose address has a name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from cryptography.fernet import Fernet
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.accounts.factors.app_codes import AuthenticatorApps
from portal.accounts.factors.held import Factors
from portal.accounts.factors.passkeys import Passkeys
from portal.accounts.factors.recovery import RecoveryCodes
from portal.accounts.factors.second_step import SecondSteps
from portal.accounts.factors.site import Site
from portal.accounts.sessions import Sessions
from portal.backends.types import WorkerIdentity
from portal.db import Database, Vault
from tests.accounts.office import ANA, BEN
from tests.support.authenticator import Authenticator
from tests.support.stores import store_templates, store_url
from tests.support.time import later

__all__ = ["later", "store_templates", "store_url"]

LOCALHOST = "http://localhost:8000"
SITE = Site("localhost", LOCALHOST, "Portal")
KEYS = ("key", "earlier key")
HOUR = timedelta(hours=1)


@pytest.fixture
def database(store_url: str) -> Iterator[Database]:
    database = Database(store_url)
    yield database
    database.close()


@pytest.fixture
def vault() -> Vault:
    return Vault([Fernet.generate_key().decode()])


@pytest.fixture
def recovery(database: Database) -> RecoveryCodes:
    return RecoveryCodes(database, KEYS)


@pytest.fixture
def passkeys(database: Database, recovery: RecoveryCodes) -> Passkeys:
    return Passkeys(database, recovery, SITE)


@pytest.fixture
def apps(database: Database, vault: Vault, recovery: RecoveryCodes) -> AuthenticatorApps:
    return AuthenticatorApps(database, vault, recovery, "Portal")


@pytest.fixture
def factors(database: Database) -> Factors:
    return Factors(database)


@pytest.fixture
def steps(database: Database, vault: Vault) -> SecondSteps:
    return SecondSteps(database, vault)


def account_of(database: Database, identity: WorkerIdentity) -> str:
    sessions = Sessions(database, idle=HOUR, lifetime=HOUR)
    _secret, account_id = sessions.start(identity, user_agent="", replaces=None, way="link")
    return account_id


@pytest.fixture
def ana(database: Database) -> str:
    return account_of(database, ANA)


@pytest.fixture
def ben(database: Database) -> str:
    return account_of(database, BEN)


@pytest.fixture
def phone() -> Authenticator:
    return Authenticator()


class NamedBrowser(FlaskClient):
    """Asks at the address that has a name."""

    def open(self, *args: Any, **options: Any) -> TestResponse:
        if args and isinstance(args[0], str):
            options.setdefault("base_url", LOCALHOST)
        return super().open(*args, **options)


@pytest.fixture
def new_client(app: Flask) -> Callable[[], NamedBrowser]:
    return lambda: NamedBrowser(app, app.response_class)
