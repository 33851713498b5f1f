"""A portal in front of a small office in memory: no HR system over HTTP is needed here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache

from portal.services import EXTENSION, Services
from portal.settings import Settings
from tests.accounts.office import Office, open_office
from tests.conftest import FERNET_KEY, PUBLIC_URL, browser
from tests.support.pages import form_of


@pytest.fixture
def environment(database_url: str, tmp_path: Path) -> dict[str, str]:
    return {
        "PORTAL_SECRET_KEY": "s" * 40,
        "PORTAL_ENCRYPTION_KEYS": FERNET_KEY,
        "PORTAL_BASE_URL": PUBLIC_URL,
        "PORTAL_DATA_DIR": str(tmp_path / "data"),
        "PORTAL_DATABASE_URL": database_url,
        "PORTAL_MAIL_URL": (tmp_path / "mail").as_uri(),
        "PORTAL_BACKENDS": "deel",
        "PORTAL_DEEL_TOKEN": "unused",
    }


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def app(
    settings: Settings, office: Office, compiled_templates: FileSystemBytecodeCache
) -> Iterator[Flask]:
    app = open_office(settings, office)
    app.jinja_env.bytecode_cache = compiled_templates
    services: Services = app.extensions[EXTENSION]
    services.jobs.immediate = True
    yield app
    services.pool.shutdown()
    services.snapshots.close()
    services.database.close()


@pytest.fixture
def services(app: Flask) -> Services:
    found: Services = app.extensions[EXTENSION]
    return found


@pytest.fixture
def other_browser(app: Flask) -> FlaskClient:
    return browser(app)


@pytest.fixture
def ask() -> Callable[[FlaskClient, str], None]:
    """Ask for a sign-in mail in this browser."""

    def ask_for_mail(client: FlaskClient, email: str, **query: str) -> None:
        page = client.get("/sign-in", query_string=query)
        answer = client.post("/sign-in", data={**form_of(page), "email": email})
        assert answer.status_code == 303
        assert answer.headers["Location"] == "/sign-in/code"

    return ask_for_mail
