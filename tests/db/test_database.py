from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import literal, select, text
from sqlalchemy.exc import IntegrityError

from portal.db import Database, StorageUnavailable, UTCDateTime


@pytest.fixture
def counter(tmp_path: Path) -> Database:
    database = Database(f"sqlite:///{tmp_path / 'counter.sqlite3'}")
    with database.begin() as session:
        session.execute(text("CREATE TABLE counter (value INTEGER NOT NULL UNIQUE)"))
        session.execute(text("INSERT INTO counter VALUES (0)"))
    return database


def value_of(database: Database) -> int:
    with database.read() as session:
        return int(session.execute(text("SELECT value FROM counter")).scalar_one())


def test_a_transaction_commits_as_a_whole(counter: Database) -> None:
    with counter.begin() as session:
        session.execute(text("UPDATE counter SET value = 1"))

    assert value_of(counter) == 1


def test_an_error_leaves_nothing_behind(counter: Database) -> None:
    def fail() -> None:
        with counter.begin() as session:
            session.execute(text("UPDATE counter SET value = 1"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    assert value_of(counter) == 0


def test_writers_take_turns_and_none_is_refused(counter: Database) -> None:
    """Each reads and then writes: without BEGIN IMMEDIATE SQLite refuses the upgrade at once."""

    def add_one(_: int) -> None:
        with counter.begin() as session:
            value = session.execute(text("SELECT value FROM counter")).scalar_one()
            session.execute(text("UPDATE counter SET value = :next"), {"next": value + 1})

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add_one, range(40)))

    assert value_of(counter) == 40


def test_a_read_only_database_is_an_outage(counter: Database) -> None:
    with counter.begin() as session:
        session.execute(text("PRAGMA query_only=ON"))
        with pytest.raises(StorageUnavailable), counter._translated():
            session.execute(text("UPDATE counter SET value = 1"))
        session.execute(text("PRAGMA query_only=OFF"))


def test_a_folder_that_is_no_folder_is_an_outage(tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    database = Database(f"sqlite:///{tmp_path / 'taken'}")

    with pytest.raises(StorageUnavailable):
        database.check()
    with pytest.raises(StorageUnavailable):
        database.rows(select(literal(1)))


def test_a_lock_that_is_not_given_back_is_an_outage(counter: Database) -> None:
    impatient = Database(counter.url.render_as_string(), wait_seconds=0.05)

    with counter.begin(), pytest.raises(StorageUnavailable), impatient.begin():
        pass
    with impatient.begin() as session:
        session.execute(text("UPDATE counter SET value = 1"))
    impatient.close()

    assert value_of(counter) == 1


def test_a_connection_that_does_not_get_free_is_an_outage(store_url: str) -> None:
    impatient = Database(store_url, wait_seconds=0.05)

    with pytest.raises(StorageUnavailable, match="in use"):
        take_at_once(impatient, 100)

    impatient.check()
    impatient.close()


def take_at_once(database: Database, connections: int) -> None:
    with ExitStack() as taken:
        for _ in range(connections):
            taken.enter_context(database.read()).connection()


def test_a_broken_constraint_is_no_outage(counter: Database) -> None:
    with pytest.raises(IntegrityError), counter.begin() as session:
        session.execute(text("INSERT INTO counter VALUES (0)"))


def test_instants_come_back_in_utc(counter: Database) -> None:
    east = datetime(2028, 2, 29, 1, 30, tzinfo=timezone(timedelta(hours=14)))
    dialect = counter.engine.dialect

    stored = UTCDateTime().process_bind_param(east, dialect)

    assert stored == datetime(2028, 2, 28, 11, 30, tzinfo=UTC)
    naive = datetime(2028, 2, 28, 11, 30)  # noqa: DTZ001
    assert UTCDateTime().process_result_value(naive, dialect) == stored


def test_an_instant_without_a_zone_is_refused(counter: Database) -> None:
    with pytest.raises(ValueError, match="time zone"):
        UTCDateTime().process_bind_param(datetime(2028, 2, 29), counter.engine.dialect)  # noqa: DTZ001
