"""A PostgreSQL server of our own, to be stopped and started again."""

from __future__ import annotations

import getpass
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.support.processes import free_port

USER = "postgres"
"""Who runs it when we are root, as it refuses to."""


class PostgreSQLServer:
    def __init__(self, programs: Path) -> None:
        self._programs = programs
        self._folder = tempfile.mkdtemp(prefix="portal-postgresql-")
        self._port = free_port()
        self._user = USER if os.getuid() == 0 else None
        if self._user:
            shutil.chown(self._folder, self._user)
        self.url = f"postgresql://{self._user or getpass.getuser()}@127.0.0.1:{self._port}/postgres"
        self._run("initdb", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C")

    def start(self) -> None:
        """Returns when it answers."""
        options = f"-p {self._port} -k {self._folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        self._run("pg_ctl", "start", "-w", "-t", "120", "-l", f"{self._folder}/log", "-o", options)

    def stop(self) -> None:
        """At once, with everybody's connections."""
        self._run("pg_ctl", "stop", "-w", "-m", "immediate")

    def remove(self) -> None:
        with suppress(subprocess.CalledProcessError):  # It may be stopped already.
            self.stop()
        shutil.rmtree(self._folder)

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [self._programs / program, "-D", f"{self._folder}/data", *arguments],
            user=self._user,
            check=True,
            cwd=self._folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


@pytest.fixture
def postgresql_server() -> Iterator[PostgreSQLServer]:
    """Started already."""
    server = PostgreSQLServer(_programs())
    server.start()
    yield server
    server.remove()


def _programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        pytest.skip("needs PostgreSQL's programs in /usr/lib/postgresql")
    if os.getuid() == 0 and USER not in {user.pw_name for user in pwd.getpwall()}:
        pytest.skip(f"needs a user {USER}, since PostgreSQL does not run as root")
    return found[-1].parent
