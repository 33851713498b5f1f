"""Bringing the tables up to date: twice, by two processes at once, by one that is killed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, inspect, text

from portal.db import Database
from tests.support.processes import PATIENCE

UPGRADE = """
import sys
from sqlalchemy import event
from portal.db import Database

database = Database(sys.argv[1])
said = set()

@event.listens_for(database.engine, "{when}_cursor_execute")
def say(_connection, _cursor, statement, *_):
    if "{part}" in statement and not said:
        said.add(statement)
        print("here", flush=True)
        {then}

database.upgrade()
"""
HALF_WAY = UPGRADE.format(when="after", part="CREATE TABLE actions", then="sys.stdin.readline()")
FROM_THE_START = UPGRADE.format(when="before", part="", then="")


@pytest.fixture
def half_way(empty_url: str) -> Iterator[subprocess.Popen[str]]:
    """A process that has made some of the tables and waits for a line to make the others."""
    with process(HALF_WAY, empty_url) as upgrade:
        yield upgrade


def test_upgrading_again_does_nothing(empty_url: str) -> None:
    upgrade(empty_url)
    upgrade(empty_url)

    assert is_complete(empty_url)


def test_a_process_that_is_killed_half_way_leaves_nothing_behind(
    half_way: subprocess.Popen[str], empty_url: str
) -> None:
    half_way.kill()
    half_way.wait()
    assert tables(empty_url) == set()

    upgrade(empty_url)

    assert is_complete(empty_url)


def test_a_second_process_waits_for_the_first(
    half_way: subprocess.Popen[str], empty_url: str
) -> None:
    with process(FROM_THE_START, empty_url) as second:
        half_way.communicate("go on\n")

        assert half_way.returncode == 0
        assert second.wait(PATIENCE) == 0
    assert is_complete(empty_url)


def test_a_second_process_does_it_when_the_first_is_killed(
    half_way: subprocess.Popen[str], empty_url: str
) -> None:
    with process(FROM_THE_START, empty_url) as second:
        half_way.kill()

        assert second.wait(PATIENCE) == 0
    assert is_complete(empty_url)


def test_no_reference_is_followed_while_sqlite_makes_tables_anew(tmp_path: Path) -> None:
    """Dropping the old accounts would delete their sessions, by the rule of that reference."""
    database = Database(f"sqlite:///{tmp_path / 'portal.sqlite3'}")
    followed: set[int] = set()

    @event.listens_for(database.engine, "before_cursor_execute")
    def look(connection: Any, _cursor: object, statement: str, *_: object) -> None:
        if "CREATE TABLE" in statement:
            driver = connection.connection.dbapi_connection
            followed.update(*driver.execute("PRAGMA foreign_keys"))

    database.upgrade()
    assert followed == {0}
    with database.read() as session:
        assert session.execute(text("PRAGMA foreign_keys")).scalar() == 1
    database.close()


@contextmanager
def process(program: str, url: str) -> Iterator[subprocess.Popen[str]]:
    """Once it has come to where it says so."""
    started = subprocess.Popen(
        [sys.executable, "-c", program, url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with started:
        try:
            assert started.stdout is not None
            assert started.stdout.readline() == "here\n"
            yield started
        finally:
            started.kill()


def upgrade(url: str) -> None:
    database = Database(url)
    database.upgrade()
    database.close()


def tables(url: str) -> set[str]:
    database = Database(url)
    found = set(inspect(database.engine).get_table_names())
    database.close()
    return found


def is_complete(url: str) -> bool:
    database = Database(url)
    with database.read() as session:
        versions = session.execute(text("SELECT version_num FROM alembic_version")).all()
    database.close()
    return len(versions) == 1 and {"accounts", "actions", "audit_events"} <= tables(url)
