"""What every test may use: a portal against the sandbox over HTTP, and a worker signed in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from werkzeug.test import TestResponse

from portal import create_app
from portal.services import EXTENSION, Services
from portal.settings import Settings, load
from tests.sandbox_server import RunningSandbox, running_sandbox
from tests.support import redis
from tests.support.databases import fresh_copy, template_database
from tests.support.mails import MailFolder
from tests.support.pages import form_of
from tests.support.redis import redis_server

__all__ = ["redis_server"]

FERNET_KEY = Fernet.generate_key().decode()
PUBLIC_URL = "http://127.0.0.1:8000"


@pytest.fixture(scope="session")
def sandbox_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSandbox]:
    with running_sandbox(tmp_path_factory.mktemp("sandbox")) as server:
        yield server


@pytest.fixture
def sandbox(sandbox_server: RunningSandbox) -> RunningSandbox:
    """The HR system, as seeded, without its rate limit."""
    sandbox_server.reset()
    return sandbox_server


@pytest.fixture(scope="session")
def database_template(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[str]:
    with template_database(tmp_path_factory.mktemp("database"), worker_id) as url:
        yield url


@pytest.fixture
def database_url(database_template: str, tmp_path: Path) -> str:
    return fresh_copy(database_template, tmp_path)


@pytest.fixture(scope="session")
def redis_database() -> Iterator[str]:
    """Empty where the suite runs without Redis."""
    if not redis.SERVER:
        yield ""
        return
    with redis.database_of_our_own() as url:
        yield url


@pytest.fixture
def redis_url(redis_database: str) -> str:
    if redis_database:
        redis.empty(redis_database)
    return redis_database


@pytest.fixture
def environment(
    sandbox: RunningSandbox, database_url: str, redis_url: str, tmp_path: Path
) -> dict[str, str]:
    """The portal's settings as an operator would write them; a test may change some first."""
    return {
        "PORTAL_SECRET_KEY": "s" * 40,
        "PORTAL_ENCRYPTION_KEYS": FERNET_KEY,
        "PORTAL_BASE_URL": PUBLIC_URL,
        "PORTAL_DATA_DIR": str(tmp_path / "data"),
        "PORTAL_DATABASE_URL": database_url,
        "PORTAL_REDIS_URL": redis_url,
        "PORTAL_MAIL_URL": (tmp_path / "mail").as_uri(),
        "PORTAL_BACKENDS": "deel",
        "PORTAL_DEEL_BASE_URL": sandbox.deel_url,
        "PORTAL_DEEL_TOKEN": sandbox.organization_token,
        "PORTAL_DEEL_CALLS_PER_SECOND": "0",
        "PORTAL_PAGE_DEADLINE": "20",
        # Each page asks the HR system, except in tests of what happens when it does not.
        "PORTAL_SNAPSHOT_DAYS": "0",
    }


@pytest.fixture
def settings(environment: dict[str, str]) -> Settings:
    return load(environment)


@pytest.fixture
def app(settings: Settings, compiled_templates: FileSystemBytecodeCache) -> Iterator[Flask]:
    """The portal; its jobs run at once, in the request that asks for them."""
    app = create_app(settings)
    app.jinja_env.bytecode_cache = compiled_templates
    services: Services = app.extensions[EXTENSION]
    services.jobs.immediate = True
    yield app
    services.pool.shutdown()
    services.snapshots.close()
    services.database.close()
    if services.redis is not None:
        services.redis.close()


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Each test makes a new app; compiling every template anew would be most of its time."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return browser(app)


@pytest.fixture
def mails(tmp_path: Path) -> MailFolder:
    return MailFolder(tmp_path / "mail")


@pytest.fixture
def sign_in(mails: MailFolder) -> Callable[[FlaskClient, str], FlaskClient]:
    """Sign this browser in as this address, through the pages and the mail."""

    def through_the_mail(client: FlaskClient, email: str) -> FlaskClient:
        asked = client.post("/sign-in", data={**form_of(client.get("/sign-in")), "email": email})
        assert asked.status_code in (302, 303), asked.get_data(as_text=True)
        link = mails.sign_in_path(email)
        opened = client.get(link)
        done = client.post(link, data=form_of(opened))
        assert done.status_code in (302, 303), done.get_data(as_text=True)
        return client

    return through_the_mail


class Browser(FlaskClient):
    """Asks at the portal's own address, as any other is refused."""

    def open(self, *args: Any, **options: Any) -> TestResponse:
        if args and isinstance(args[0], str):
            options.setdefault("base_url", PUBLIC_URL)
        return super().open(*args, **options)


def browser(app: Flask) -> FlaskClient:
    """A new browser without cookies."""
    return Browser(app, app.response_class)


@pytest.fixture(scope="session")
def worker_id(request: pytest.FixtureRequest) -> str:
    """``gw0``, ``gw1`` … under xdist, else ``main``."""
    return str(getattr(request.config, "workerinput", {}).get("workerid", "main"))
