from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from portal.audit import AuditEvent, Event, Visitor, record, visitor
from portal.backends import context
from portal.db import Database


@pytest.fixture
def database(store_url: str) -> Iterator[Database]:
    database = Database(store_url)
    yield database
    database.close()


@pytest.fixture
def event_id(database: Database) -> str:
    with database.begin() as session:
        record(session, Event.SESSION_STARTED, account_id="a" * 32)
    return only(database).id


def only(database: Database) -> AuditEvent:
    with database.read() as session:
        return session.query(AuditEvent).one()


def test_an_event_knows_who_what_and_from_where(database: Database) -> None:
    context.request_id.set("request-1")
    visitor.set(Visitor("203.0.113.7", "Firefox " * 100))

    with database.begin() as session:
        record(
            session,
            Event.TIME_OFF_SUBMITTED,
            account_id="a" * 32,
            backend="deel",
            object_id="leave-1",
            sends=1,
        )

    event = only(database)
    assert event.tag == "time_off:submitted"
    assert (event.account_id, event.actor, event.backend) == ("a" * 32, "worker", "deel")
    assert (event.object_id, event.request_id) == ("leave-1", "request-1")
    assert event.address == "203.0.113.7"
    assert event.user_agent.startswith("Firefox")
    assert len(event.user_agent) == 200
    assert event.details == {"sends": 1}


def test_an_event_goes_with_the_change_it_tells_of(database: Database) -> None:
    def fail() -> None:
        with database.begin() as session:
            record(session, Event.SESSION_STARTED)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    with database.read() as session:
        assert session.query(AuditEvent).count() == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_events SET tag = 'session:ended' WHERE id = :id",
        "UPDATE audit_events SET details = '{}' WHERE id = :id",
        "DELETE FROM audit_events WHERE id = :id",
        "DELETE FROM audit_events",
    ],
)
def test_events_are_neither_changed_nor_deleted(
    database: Database, event_id: str, statement: str
) -> None:
    def change() -> None:
        with database.begin() as session:
            session.execute(text(statement), {"id": event_id} if ":id" in statement else {})

    with pytest.raises(DBAPIError, match="only ever added"):
        change()
    assert only(database).tag == "session:started"


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
def test_events_are_not_replaced(database: Database, event_id: str) -> None:
    columns = "at, tag, account_id, actor, backend, object_id, request_id, address, user_agent"

    def replace_it() -> None:
        with database.begin() as session:
            session.execute(
                text(
                    f"INSERT OR REPLACE INTO audit_events (id, {columns}, details)"  # noqa: S608
                    f" SELECT id, {columns}, '{{}}' FROM audit_events WHERE id = :id"
                ),
                {"id": event_id},
            )

    with pytest.raises(DBAPIError, match="only ever added"):
        replace_it()


@pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)
def test_the_log_can_t_be_emptied(database: Database, event_id: str) -> None:
    def empty() -> None:
        with database.begin() as session:
            session.execute(text("TRUNCATE audit_events"))

    with pytest.raises(DBAPIError, match="only ever added"):
        empty()
    assert only(database).id == event_id


def test_tags_are_unique_and_say_thing_and_what_happened() -> None:
    tags = [event.value for event in Event]

    assert len(set(tags)) == len(tags)
    assert all(tag.count(":") == 1 and tag == tag.lower() for tag in tags)
