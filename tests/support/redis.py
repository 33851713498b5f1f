"""Redis for tests: a database of our own on the server that is named, or a server of our own.

``PORTAL_TEST_REDIS_URL=redis://…`` runs the suite with Redis. Each test process takes one of that
server's numbered databases, other than 0, and empties it before each test and at the end.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from redis import Redis
from redis.backoff import ConstantBackoff
from redis.retry import Retry

from portal.db import new_id
from tests.support.processes import free_port

SERVER = os.environ.get("PORTAL_TEST_REDIS_URL", "")
CLAIM = "portal-test:database:{}"
CLAIM_SECONDS = 3600


@contextmanager
def database_of_our_own(server: str = SERVER) -> Iterator[str]:
    """A numbered database nobody else tests with. Yields its URL."""
    with Redis.from_url(urlsplit(server)._replace(path="/0").geturl()) as claims:
        count = int(claims.config_get("databases")["databases"])
        owner = new_id()
        number = next(
            (
                number
                for number in range(1, count)
                if claims.set(CLAIM.format(number), owner, nx=True, ex=CLAIM_SECONDS)
            ),
            None,
        )
        assert number, f"all {count - 1} databases of {server} are taken by other test processes"
        url = urlsplit(server)._replace(path=f"/{number}").geturl()
        try:
            yield url
        finally:
            empty(url)
            claims.delete(CLAIM.format(number))


def empty(url: str) -> None:
    with Redis.from_url(url) as redis:
        redis.flushdb()


class RedisServer:
    """One of our own, to be killed and started again as it was; it keeps nothing."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self.url = f"redis://127.0.0.1:{self._port}/0"

    def start(self) -> None:
        """Returns when it answers."""
        self._process = subprocess.Popen(
            [
                "redis-server",
                *("--bind", "127.0.0.1"),
                *("--port", str(self._port)),
                *("--save", ""),
                *("--appendonly", "no"),
                *("--dir", str(self._folder)),
            ],
            stdout=subprocess.DEVNULL,
        )
        patient = Retry(ConstantBackoff(0.05), 200)
        with Redis.from_url(self.url, retry=patient) as redis:
            redis.ping()

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[RedisServer]:
    """Started already."""
    if shutil.which("redis-server") is None:
        pytest.skip("needs redis-server")
    server = RedisServer(tmp_path)
    server.start()
    yield server
    server.kill()
