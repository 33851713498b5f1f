"""Snapshots of one process, on SQLite and on PostgreSQL, with and without Redis."""

from __future__ import annotations

import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from redis import Redis
from redis.backoff import ConstantBackoff
from redis.retry import Retry

from portal.db import Database, Vault
from portal.settings import load
from portal.snapshots import Owner, Snapshots
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


class RedisServer:
    """One of the test's own, so that it may be killed. It keeps nothing."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self._port: int = probe.getsockname()[1]
        self.url = f"redis://127.0.0.1:{self._port}/0"
        self.client = Redis.from_url(self.url, retry=Retry(ConstantBackoff(0.05), 200))

    def start(self) -> None:
        """Returns when it answers."""
        where = ("--bind", "127.0.0.1", "--port", str(self._port), "--dir", str(self._folder))
        self._process = subprocess.Popen(
            ["redis-server", *where, "--save", "", "--appendonly", "no"],
            stdout=subprocess.DEVNULL,
        )
        self.client.ping()

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[RedisServer]:
    """Started already."""
    if shutil.which("redis-server") is None:
        pytest.skip("redis-server is not installed (Debian: apt install redis-server)")
    server = RedisServer(tmp_path)
    server.start()
    yield server
    server.kill()
    server.client.close()
