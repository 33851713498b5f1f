"""Amendments in the database, and their steps."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from portal.sandbox.amendments.stages import (
    CLOSED,
    Document,
    Kind,
    Stage,
    after_accept,
    after_confirm,
    after_last_signature,
    after_preparation,
    require,
    status_names,
)
from portal.sandbox.clock import instant, parse_instant

COLUMNS = (
    "id",
    "contract_id",
    "kind",
    "document_type",
    "stage",
    "effective_date",
    "changes",
    "items",
    "statuses",
    "source",
    "requested_by",
    "is_older_spelling",
    "employee_signature",
    "signed_at",
    "is_applied",
    "created_at",
    "updated_at",
)


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the redline: what a value was and what it becomes, as people read it."""

    id: str
    data_point: str
    item: str
    type: str
    previous_value: str | None
    new_value: str


@dataclass(frozen=True, slots=True)
class Amendment:
    """`changes` are the fields of the create body; `statuses` grow with each stage."""

    id: str
    contract_id: str
    kind: Kind
    document: Document
    effective_date: date
    changes: dict[str, Any]
    items: tuple[Item, ...]
    requested_by: str
    created_at: datetime
    updated_at: datetime
    stage: Stage = Stage.DRAFT
    statuses: tuple[tuple[str, datetime], ...] = field(default_factory=tuple)
    source: str = "PUBLIC_API"
    is_older_spelling: bool = False
    employee_signature: str | None = None
    signed_at: datetime | None = None
    is_applied: bool = False

    @property
    def is_open(self) -> bool:
        """Whether anything can still happen to it before everybody has signed."""
        return self.stage not in CLOSED

    def reach(self, stage: Stage, at: datetime) -> "Amendment":
        """The same one at another stage."""
        added = tuple((name, at) for name in status_names(stage, self.document))
        return replace(self, stage=stage, statuses=self.statuses + added, updated_at=at)

    def confirm(self, at: datetime) -> "Amendment":
        """The client has finished the draft. Raises WrongStage, as all the steps do."""
        require(self.stage, Stage.DRAFT)
        later = self.effective_date > at.date()
        return self.reach(after_confirm(self.kind, self.document, effective_later=later), at)

    def prepared(self, at: datetime) -> "Amendment":
        """The vendor's people have written the document."""
        require(self.stage, Stage.PREPARING)
        return self.reach(after_preparation(self.document), at)

    def accept(self, at: datetime) -> "Amendment":
        """The client has signed."""
        require(self.stage, Stage.CLIENT_SIGNATURE)
        later = self.effective_date > at.date()
        return self.reach(after_accept(self.document, effective_later=later), at)

    def sign(self, signature: str, at: datetime) -> "Amendment":
        """The employee has signed."""
        require(self.stage, Stage.EMPLOYEE_SIGNATURE)
        signed = replace(self, employee_signature=signature, signed_at=at)
        later = self.effective_date > at.date()
        return signed.reach(after_last_signature(effective_later=later), at)

    def cancel(self, at: datetime) -> "Amendment":
        """The client takes it back."""
        if not self.is_open:
            require(self.stage)
        return self.reach(Stage.CANCELLED, at)


def amendments_of(db: sqlite3.Connection, contract_id: str) -> list[Amendment]:
    """All of a contract, the newest first."""
    rows = db.execute(
        "SELECT * FROM amendments WHERE contract_id = ? ORDER BY created_at DESC, id",
        (contract_id,),
    )
    return [amendment_of(row) for row in rows]


def amendment_or_none(db: sqlite3.Connection, amendment_id: str) -> Amendment | None:
    """One amendment."""
    row = db.execute("SELECT * FROM amendments WHERE id = ?", (amendment_id,)).fetchone()
    return amendment_of(row) if row else None


def save(db: sqlite3.Connection, amendment: Amendment) -> None:
    """Insert it, or replace what was there under its id."""
    values = _values(amendment)
    db.execute(
        f"REPLACE INTO amendments ({', '.join(COLUMNS)})"  # noqa: S608 - our own column names
        f" VALUES ({', '.join('?' for _ in COLUMNS)})",
        values,
    )


def amendment_of(row: sqlite3.Row) -> Amendment:
    """One row of `amendments`."""
    return Amendment(
        id=row["id"],
        contract_id=row["contract_id"],
        kind=Kind(row["kind"]),
        document=Document(row["document_type"]),
        stage=Stage(row["stage"]),
        effective_date=date.fromisoformat(row["effective_date"]),
        changes=json.loads(row["changes"]),
        items=tuple(Item(**item) for item in json.loads(row["items"])),
        statuses=tuple((name, parse_instant(at)) for name, at in json.loads(row["statuses"])),
        source=row["source"],
        requested_by=row["requested_by"],
        is_older_spelling=bool(row["is_older_spelling"]),
        employee_signature=row["employee_signature"],
        signed_at=parse_instant(row["signed_at"]) if row["signed_at"] else None,
        is_applied=bool(row["is_applied"]),
        created_at=parse_instant(row["created_at"]),
        updated_at=parse_instant(row["updated_at"]),
    )


def _values(one: Amendment) -> Sequence[object]:
    items = [{name: getattr(item, name) for name in Item.__slots__} for item in one.items]
    return (
        one.id,
        one.contract_id,
        one.kind,
        one.document,
        one.stage,
        one.effective_date.isoformat(),
        json.dumps(one.changes),
        json.dumps(items),
        json.dumps([[name, instant(at)] for name, at in one.statuses]),
        one.source,
        one.requested_by,
        int(one.is_older_spelling),
        one.employee_signature,
        instant(one.signed_at) if one.signed_at else None,
        int(one.is_applied),
        instant(one.created_at),
        instant(one.updated_at),
    )
