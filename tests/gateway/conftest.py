"""A gateway over an HR system in memory, on SQLite and, where a server runs, on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import structlog
import time_machine
from cryptography.fernet import Fernet
from huey import MemoryHuey

from portal.backends.types import WorkerIdentity
from portal.db import Database, Vault
from portal.gateway.worker import WorkerGateway
from portal.services import Services
from portal.settings import Settings, load
from portal.snapshots import Snapshots
from tests.gateway.hr_system import HRSystem
from tests.gateway.things import ALICE
from tests.support.stores import store_templates, store_url

__all__ = ["store_templates", "store_url"]

ACCOUNT = "a" * 32

OpenGateway = Callable[..., WorkerGateway]
Later = Callable[..., None]


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


@pytest.fixture
def later() -> Iterator[Later]:
    """Lets time pass."""
    with time_machine.travel(datetime.now(UTC), tick=True) as traveller:

        def pass_time(**time: float) -> None:
            traveller.shift(timedelta(**time))

        yield pass_time


class services_on:  # noqa: N801  (used like a function)
    """Services of one process on this database; the context closes them."""

    def __init__(self, url: str, hr: HRSystem, settings: Settings | None = None) -> None:
        settings = settings or load(
            {
                "PORTAL_SECRET_KEY": "s" * 40,
                "PORTAL_ENCRYPTION_KEYS": Fernet.generate_key().decode(),
                "PORTAL_BASE_URL": "http://127.0.0.1:8000",
                "PORTAL_PAGE_DEADLINE": "20",
                "PORTAL_DATABASE_URL": url,
                "PORTAL_BACKENDS": "deel",
                "PORTAL_DEEL_TOKEN": "organization",
            }
        )
        vault = Vault(key.get_secret_value() for key in settings.encryption_keys)
        database = Database(url)
        self.services = Services(
            settings=settings,
            database=database,
            vault=vault,
            backends={"deel": hr},
            pool=ThreadPoolExecutor(16),
            snapshots=Snapshots(settings, database, vault),
            jobs=MemoryHuey(),
        )

    def __enter__(self) -> Services:
        return self.services

    def __exit__(self, *_: object) -> None:
        self.services.pool.shutdown()
        self.services.snapshots.close()
        self.services.database.close()


@pytest.fixture(autouse=True)
def quiet_logs() -> Iterator[list[dict[str, object]]]:
    """What the gateway logs, for tests that ask."""
    with structlog.testing.capture_logs() as lines:
        yield lines
