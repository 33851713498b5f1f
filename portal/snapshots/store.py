"""The database's copy of snapshots. It alone says which are current, for all processes.

Each row carries a stamp. A read notes the stamp before it asks the HR system and is stored only if
it still stands; a write changes it before and after. So what was read before a write is never
stored after it, and a copy in some process's memory or in Redis is good only with today's stamp.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from portal.db import Database, new_id
from portal.snapshots.models import SnapshotRow
from portal.snapshots.resources import Resource

T = TypeVar("T")

_MARKS = select(
    SnapshotRow.resource, SnapshotRow.stamp, SnapshotRow.read_at, SnapshotRow.failed_at
).where(SnapshotRow.account_id == bindparam("account_id"))
_SEALED = select(
    SnapshotRow.resource, SnapshotRow.stamp, SnapshotRow.read_at, SnapshotRow.sealed
).where(
    SnapshotRow.account_id == bindparam("account_id"),
    SnapshotRow.resource.in_(bindparam("resources", expanding=True)),
    SnapshotRow.read_at.is_not(None),
)


@dataclass(frozen=True, slots=True)
class Mark:
    """What the database says of a resource, without opening it."""

    stamp: str
    read_at: datetime | None
    failed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Snapshot(Generic[T]):
    value: T
    read_at: datetime
    stamp: str
    left_out: int
    """Members of a list that could not be read."""


@dataclass(frozen=True, slots=True)
class Sealed:
    stamp: str
    read_at: datetime
    content: bytes


@dataclass(frozen=True, slots=True)
class Fresh:
    """A new read, to be stored if nothing has happened to its resource since ``seen``."""

    account_id: str
    resource: str
    seen: str | None
    """The stamp from before the read; None: there was no row."""
    sealed: Sealed


class SnapshotStore:
    """Every method raises StorageUnavailable."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def marks(self, account_id: str) -> dict[str, Mark]:
        """By name of the resource: all there are of this account, in one query."""
        rows = self._database.rows(_MARKS, account_id=account_id)
        return {name: Mark(stamp, read_at, failed) for name, stamp, read_at, failed in rows}

    def load(self, account_id: str, resources: Sequence[str]) -> dict[str, Sealed]:
        rows = self._database.rows(_SEALED, account_id=account_id, resources=list(resources))
        return {
            name: Sealed(stamp, read_at, sealed)
            for name, stamp, read_at, sealed in rows
            if read_at is not None
        }

    def put(self, reads: Iterable[Fresh]) -> list[Fresh]:
        """Store them in one transaction. Returns: those that were still good."""
        ordered = sorted(reads, key=lambda read: (read.account_id, read.resource))
        with self._database.begin() as session:
            return [read for read in ordered if _put(session, read)]

    def note_failure(self, account_id: str, resource: str, seen: str) -> None:
        """The HR system did not answer a read that began when ``seen`` stood."""
        with self._database.begin() as session:
            session.execute(
                update(SnapshotRow)
                .where(_is(account_id, resource), SnapshotRow.stamp == seen)
                .values(failed_at=datetime.now(UTC))
            )

    def outdate(self, account_id: str, resources: Iterable[Resource[Any]]) -> None:
        with self._database.begin() as session:
            outdate(session, account_id, resources)

    def delete_older(self, age: timedelta) -> None:
        with self._database.begin() as session:
            session.execute(
                delete(SnapshotRow).where(SnapshotRow.changed_at < datetime.now(UTC) - age)
            )


def outdate(session: Session, account_id: str, resources: Iterable[Resource[Any]]) -> None:
    """What was read of these until now is not shown any more, by any process, once ``session`` is
    committed; and what is being read just now will not be stored."""
    now = datetime.now(UTC)
    nothing = {"sealed": b"", "read_at": None, "failed_at": None, "changed_at": now}
    rows = [
        {"account_id": account_id, "resource": name, "stamp": new_id(), **nothing}
        for name in sorted(resource.name for resource in resources)
    ]
    if not rows:
        return
    insert = _insert(session)
    changed = {
        name: insert.excluded[name]
        for name in ("stamp", "sealed", "read_at", "failed_at", "changed_at")
    }
    session.execute(
        insert.values(rows).on_conflict_do_update(
            index_elements=["account_id", "resource"], set_=changed
        )
    )


def forget_signed_out(database: Database, signed_in: Select[str]) -> None:
    """Delete the snapshots of all accounts but ``signed_in``, a query for account ids.

    Raises: StorageUnavailable.
    """
    with database.begin() as session:
        session.execute(delete(SnapshotRow).where(SnapshotRow.account_id.not_in(signed_in)))


def _put(session: Session, read: Fresh) -> bool:
    values: Mapping[str, Any] = {
        "stamp": read.sealed.stamp,
        "sealed": read.sealed.content,
        "read_at": read.sealed.read_at,
        "failed_at": None,
        "changed_at": datetime.now(UTC),
    }
    if read.seen is None:
        row = {"account_id": read.account_id, "resource": read.resource, **values}
        stored = _insert(session).values(row).on_conflict_do_nothing()
    else:
        stored = (
            update(SnapshotRow)
            .where(_is(read.account_id, read.resource), SnapshotRow.stamp == read.seen)
            .values(values)
            .execution_options(synchronize_session=False)
        )
    return session.execute(stored.returning(SnapshotRow.stamp)).first() is not None


def _is(account_id: str, resource: str) -> Any:
    return (SnapshotRow.account_id == account_id) & (SnapshotRow.resource == resource)


def _insert(session: Session) -> Any:
    """With ``ON CONFLICT``, which both database systems have and SQLAlchemy keeps apart."""
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    return (sqlite if is_sqlite else postgresql).insert(SnapshotRow.__table__)
