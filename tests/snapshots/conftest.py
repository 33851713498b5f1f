"""Snapshots of one process, on SQLite and on PostgreSQL, with and without Redis."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from cryptography.fernet import Fernet
from redis import Redis

from portal.db import Database, Vault
from portal.settings import load
from portal.snapshots import Owner, Snapshots
from tests.support.redis import RedisServer
from tests.support.stores import store_templates, store_url

__all__ = ["store_templates", "store_url"]

KEY = Fernet.generate_key().decode()
ALICE = Owner("a" * 32, "deel", "alice", "C-alice")
BOB = Owner("b" * 32, "deel", "bob", "C-bob")

Open = Callable[..., Snapshots]


@pytest.fixture
def process(store_url: str) -> Iterator[Open]:
    """Opens the snapshots of one more process on the same database."""
    with ExitStack() as stack:

        def open_snapshots(**settings: str) -> Snapshots:
            environment = {
                "PORTAL_SECRET_KEY": "s" * 40,
                "PORTAL_ENCRYPTION_KEYS": KEY,
                "PORTAL_BASE_URL": "http://127.0.0.1:8000",
                "PORTAL_DATABASE_URL": store_url,
                "PORTAL_BACKENDS": "deel",
                "PORTAL_DEEL_TOKEN": "organization",
                **{f"PORTAL_{name.upper()}": value for name, value in settings.items()},
            }
            read = load(environment)
            database = Database(store_url)
            stack.callback(database.close)
            vault = Vault(key.get_secret_value() for key in read.encryption_keys)
            snapshots = Snapshots(read, database, vault)
            stack.callback(snapshots.close)
            return snapshots

        yield open_snapshots


@pytest.fixture
def redis_client(redis_server: RedisServer) -> Iterator[Redis]:
    """What lies in the test's own server."""
    with Redis.from_url(redis_server.url) as client:
        yield client
