"""A gateway over an HR system in memory, on SQLite and, where a server runs, on PostgreSQL."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import structlog
from cryptography.fernet import Fernet
from huey import MemoryHuey
from sqlalchemy import create_engine, make_url
from sqlalchemy.exc import OperationalError

from portal.backends.types import WorkerIdentity
from portal.db import Database, Vault
from portal.gateway.worker import WorkerGateway
from portal.services import Services
from portal.settings import load
from tests.gateway.hr_system import HRSystem
from tests.gateway.things import ALICE
from tests.support.databases import fresh_copy, template_database

POSTGRESQL = (
    os.environ.get("PORTAL_TEST_DATABASE_URL") or "postgresql://postgres@127.0.0.1:5432/postgres"
)
ACCOUNT = "a" * 32

OpenGateway = Callable[..., WorkerGateway]


@pytest.fixture(scope="session")
def gateway_templates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], str]]:
    """Template URLs by name of the database system, made when first asked for."""
    open_templates = {}

    def template(system: str) -> str:
        if system not in open_templates:
            folder = tmp_path_factory.mktemp(system)
            server = POSTGRESQL if system == "postgresql" else ""
            if server and not _answers(server):
                pytest.skip(f"no PostgreSQL at {server} (PORTAL_TEST_DATABASE_URL names one)")
            context = template_database(folder, f"gateway_{os.getpid()}", server)
            open_templates[system] = (context, context.__enter__())
        return open_templates[system][1]

    yield template
    for context, _ in open_templates.values():
        context.__exit__(None, None, None)


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(
    request: pytest.FixtureRequest, gateway_templates: Callable[[str], str], tmp_path: Path
) -> str:
    return fresh_copy(gateway_templates(request.param), tmp_path)


@pytest.fixture
def hr() -> HRSystem:
    return HRSystem()


@pytest.fixture
def services(store_url: str, hr: HRSystem) -> Iterator[Services]:
    with services_on(store_url, hr) as made:
        yield made


@pytest.fixture
def open_gateway(services: Services) -> OpenGateway:
    """A new gateway, as each request has its own."""

    def build(identity: WorkerIdentity = ALICE, account_id: str = ACCOUNT) -> WorkerGateway:
        return WorkerGateway(services, account_id, identity)

    return build


@pytest.fixture
def worker(open_gateway: OpenGateway) -> WorkerGateway:
    return open_gateway()


class services_on:  # noqa: N801  (used like a function)
    """Services of one process on this database; the context closes them."""

    def __init__(self, url: str, hr: HRSystem) -> None:
        key = Fernet.generate_key().decode()
        settings = load(
            {
                "PORTAL_SECRET_KEY": "s" * 40,
                "PORTAL_ENCRYPTION_KEYS": key,
                "PORTAL_BASE_URL": "http://127.0.0.1:8000",
                "PORTAL_DATABASE_URL": url,
                "PORTAL_BACKENDS": "deel",
                "PORTAL_DEEL_TOKEN": "organization",
            }
        )
        self.services = Services(
            settings=settings,
            database=Database(url),
            vault=Vault([key]),
            backends={"deel": hr},
            pool=ThreadPoolExecutor(16),
            jobs=MemoryHuey(),
        )

    def __enter__(self) -> Services:
        return self.services

    def __exit__(self, *_: object) -> None:
        self.services.pool.shutdown()
        self.services.database.close()


@pytest.fixture(autouse=True)
def quiet_logs() -> Iterator[list[dict[str, object]]]:
    """What the gateway logs, for tests that ask."""
    with structlog.testing.capture_logs() as lines:
        yield lines


def _answers(url: str) -> bool:
    engine = create_engine(
        make_url(url).set(drivername="postgresql+psycopg"), connect_args={"connect_timeout": 2}
    )
    try:
        with engine.connect():
            return True
    except OperationalError:
        return False
    finally:
        engine.dispose()
