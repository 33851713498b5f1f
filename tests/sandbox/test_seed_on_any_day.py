"""The seeded leave, amendments and resignations fit together on whatever day they are made."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from itertools import pairwise

import pytest

from portal.sandbox.amendments import changes
from portal.sandbox.amendments.records import amendment_of
from portal.sandbox.amendments.stages import Stage
from portal.sandbox.offboarding import progress
from portal.sandbox.seed import seed
from portal.sandbox.store import schema
from portal.sandbox.time_off.policies import policies_of
from portal.sandbox.time_off.records import worker_or_none
from portal.sandbox.time_off.requests import OPEN, Status
from portal.sandbox.time_off.workers import Worker

DAYS = [
    date(2027, 1, 1),
    date(2027, 1, 31),
    date(2028, 2, 29),
    date(2027, 6, 15),
    date(2026, 11, 22),
    date(2027, 12, 31),
]
DECISIVE_TABLES = ("time_offs", "amendments", "offboardings", "contracts", "people")


def seeded(today: date) -> sqlite3.Connection:
    db = sqlite3.connect(":memory:", isolation_level=None)
    db.row_factory = sqlite3.Row
    db.executescript(schema())
    seed(db, today)
    return db


@pytest.fixture(params=DAYS, ids=str)
def today(request: pytest.FixtureRequest) -> date:
    day: date = request.param
    return day


@pytest.fixture
def db(today: date) -> Iterator[sqlite3.Connection]:
    with closing(seeded(today)) as connection:
        yield connection


def workers(db: sqlite3.Connection) -> list[Worker]:
    ids = db.execute("SELECT hris_profile_id FROM people").fetchall()
    found = [worker_or_none(db, row["hris_profile_id"]) for row in ids]
    return [one for one in found if one is not None]


def contents(db: sqlite3.Connection) -> dict[str, list[tuple[object, ...]]]:
    return {
        table: [tuple(row) for row in db.execute(f"SELECT * FROM {table}")]  # noqa: S608
        for table in DECISIVE_TABLES
    }


def test_nobody_has_taken_more_than_there_is(db: sqlite3.Connection, today: date) -> None:
    for worker in workers(db):
        for policy in policies_of(worker.country):
            balance = worker.balance(policy, year=today.year, today=today)
            assert balance.available is None or balance.available >= 0, worker.profile_id


def test_nobody_is_away_twice_at_once(db: sqlite3.Connection) -> None:
    for worker in workers(db):
        taken = [one for one in worker.requests if one.status in OPEN]
        for earlier, later in pairwise(taken):
            assert earlier.end < later.start, worker.profile_id


def test_every_status_of_time_off_is_there(db: sqlite3.Connection, today: date) -> None:
    found = {one.on(today).status for worker in workers(db) for one in worker.requests}

    assert found == set(Status)


def test_nothing_was_done_in_the_future(db: sqlite3.Connection, today: date) -> None:
    now = datetime(today.year, today.month, today.day, 23, 59, tzinfo=UTC)

    for worker in workers(db):
        for one in worker.requests:
            assert max(one.created_at, one.updated_at) < now
            assert one.approved_at is None or one.approved_at < now
    for row in db.execute("SELECT * FROM amendments"):
        assert max(at for _, at in amendment_of(row).statuses) < now
    (latest,) = db.execute("SELECT MAX(updated_at) FROM offboardings").fetchone()
    assert latest < now.isoformat()


def test_amendments_are_in_force_when_their_day_has_come(
    db: sqlite3.Connection, today: date
) -> None:
    amendments = [amendment_of(row) for row in db.execute("SELECT * FROM amendments")]

    assert {one.stage for one in amendments} == set(Stage)
    for one in amendments:
        if one.stage is Stage.UPCOMING:
            assert one.effective_date > today
        if one.stage is Stage.ACTIVE:
            assert one.effective_date <= today


def test_nothing_is_left_to_do_over_night(db: sqlite3.Connection, today: date) -> None:
    before = contents(db)
    now = datetime(today.year, today.month, today.day, tzinfo=UTC)
    changes.catch_up(db, now)
    progress.catch_up(db, now)

    assert contents(db) == before


def test_same_day_makes_the_same_people_and_requests(db: sqlite3.Connection, today: date) -> None:
    with closing(seeded(today)) as again:
        assert contents(again) == contents(db)
