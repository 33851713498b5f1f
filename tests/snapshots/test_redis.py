"""Redis beside the database: a shortcut, never the truth."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
import structlog
from redis import Redis
from sqlalchemy import update

from portal.backends.types import Money, Pay
from portal.db import Database
from portal.snapshots import PAYSLIPS, PERSON, Answer, Snapshots
from portal.snapshots.models import SnapshotRow
from tests.snapshots.conftest import ALICE, Open
from tests.snapshots.test_snapshots import SALARY, SLIPS, keep, person_with, take
from tests.support.redis import RedisServer


@pytest.fixture
def snapshots(process: Open, redis_server: RedisServer) -> Snapshots:
    return process(redis_url=redis_server.url)


def test_another_process_opens_it_from_redis(
    snapshots: Snapshots, process: Open, redis_server: RedisServer, store_url: str
) -> None:
    """Nothing to open is left in the database, whose stamp still stands."""
    keep(snapshots)
    database = Database(store_url)
    with database.begin() as session:
        session.execute(update(SnapshotRow).values(sealed=b""))
    database.close()

    found = take(process(redis_url=redis_server.url))

    assert found is not None
    assert found.value == SLIPS


def test_what_redis_still_has_of_before_a_write_is_not_shown(
    snapshots: Snapshots, process: Open, redis_server: RedisServer, redis_client: Redis
) -> None:
    keep(snapshots)
    process().outdate(ALICE, PAYSLIPS)

    assert redis_client.keys("*")
    assert take(process(redis_url=redis_server.url)) is None


def test_nothing_can_be_read_in_redis(snapshots: Snapshots, redis_client: Redis) -> None:
    person = person_with(Pay(Money(Decimal(SALARY), "EUR"), "yearly"))
    snapshots.keep_now(ALICE, PERSON, Answer(person, 0), datetime.now(UTC), None)

    [key] = redis_client.keys("*")
    held = repr((key, redis_client.get(key)))

    assert not [word for word in (SALARY, "EUR", "alice", person.work_email) if word in held]
    assert 0 < redis_client.ttl(key) <= 7 * 24 * 3600


def test_what_is_dropped_is_gone_from_redis(snapshots: Snapshots, redis_client: Redis) -> None:
    keep(snapshots)

    snapshots.drop(ALICE.account_id)

    assert redis_client.keys("*") == []


def test_while_redis_is_down_memory_and_database_serve(
    snapshots: Snapshots, process: Open, redis_server: RedisServer
) -> None:
    keep(snapshots)
    redis_server.kill()

    with structlog.testing.capture_logs() as lines:
        here, elsewhere = take(snapshots), take(process(redis_url=redis_server.url))
        keep(snapshots)
        snapshots.drop(ALICE.account_id)

    assert here is not None
    assert elsewhere is not None
    assert here.value == elsewhere.value == SLIPS
    assert {line["event"] for line in lines} == {"redis_unavailable"}
    assert take(snapshots) is None


def test_when_redis_is_back_it_serves_again(
    snapshots: Snapshots, process: Open, redis_server: RedisServer, redis_client: Redis
) -> None:
    keep(snapshots)
    redis_server.kill()
    redis_server.start()

    again = process(redis_url=redis_server.url)
    keep(again)

    assert take(again) is not None
    assert redis_client.keys("*")
