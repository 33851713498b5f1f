"""Resignations in the database."""

import json
import sqlite3
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from portal.sandbox.clock import instant, parse_instant


class Status(StrEnum):
    """In the order in which they follow each other; a declined one is cancelled."""

    AWAITING_PTO = "AWAITING_PTO"
    AWAITING_TRIAGE = "AWAITING_TRIAGE"
    AWAITING_PROCESSING = "AWAITING_PROCESSING"
    PROCESSING = "PROCESSING"
    AWAITING_REFUND = "AWAITING_REFUND"
    COMPLETED = "COMPLETED"
    CANCELLED = "CANCELLED"


CLOSED = frozenset({Status.COMPLETED, Status.CANCELLED})


class LetterStatus(StrEnum):
    """A letter exists once the client has reviewed the time off."""

    AWAITING_SIGNATURE = "AWAITING_SIGNATURE"
    SIGNED = "SIGNED"


@dataclass(frozen=True, slots=True)
class Letter:
    """`signed_at` is aware UTC."""

    id: str
    status: LetterStatus
    signature: str | None = None
    signed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Offboarding:
    """One resignation. `end_date` is the last day that the client agreed to."""

    id: str
    contract_id: str
    status: Status
    reason: str
    desired_end_date: date
    created_at: datetime
    updated_at: datetime
    reason_detail: str = ""
    end_date: date | None = None
    used_time_off: dict[str, Any] | None = None
    decline_reason: str | None = None
    decline_reason_detail: str | None = None
    severance_type: str | None = None
    severance_amount: str | None = None
    letter: Letter | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is still on its way."""
        return self.status not in CLOSED


COLUMNS = (
    "id",
    "contract_id",
    "status",
    "reason",
    "reason_detail",
    "desired_end_date",
    "end_date",
    "used_time_off",
    "decline_reason",
    "decline_reason_detail",
    "severance_type",
    "severance_amount",
    "letter_id",
    "letter_status",
    "letter_signature",
    "letter_signed_at",
    "created_at",
    "updated_at",
)


def offboardings_of(db: sqlite3.Connection, contract_id: str) -> list[Offboarding]:
    """All of a contract, the newest first."""
    rows = db.execute(
        "SELECT * FROM offboardings WHERE contract_id = ? ORDER BY created_at DESC", (contract_id,)
    )
    return [offboarding_of(row) for row in rows]


def latest_or_none(db: sqlite3.Connection, contract_id: str) -> Offboarding | None:
    """The newest of a contract."""
    return next(iter(offboardings_of(db, contract_id)), None)


def save(db: sqlite3.Connection, one: Offboarding) -> None:
    """Insert it, or replace what was there under its id."""
    updates = ", ".join(f"{name} = excluded.{name}" for name in COLUMNS[1:])
    db.execute(
        f"INSERT INTO offboardings ({', '.join(COLUMNS)})"  # noqa: S608 - our own column names
        f" VALUES ({', '.join('?' for _ in COLUMNS)}) ON CONFLICT (id) DO UPDATE SET {updates}",
        _values(one),
    )


def offboarding_of(row: sqlite3.Row) -> Offboarding:
    """One row of `offboardings`."""
    return Offboarding(
        id=row["id"],
        contract_id=row["contract_id"],
        status=Status(row["status"]),
        reason=row["reason"],
        reason_detail=row["reason_detail"],
        desired_end_date=date.fromisoformat(row["desired_end_date"]),
        end_date=date.fromisoformat(row["end_date"]) if row["end_date"] else None,
        used_time_off=json.loads(row["used_time_off"]) if row["used_time_off"] else None,
        decline_reason=row["decline_reason"],
        decline_reason_detail=row["decline_reason_detail"],
        severance_type=row["severance_type"],
        severance_amount=row["severance_amount"],
        letter=_letter(row),
        created_at=parse_instant(row["created_at"]),
        updated_at=parse_instant(row["updated_at"]),
    )


def _letter(row: sqlite3.Row) -> Letter | None:
    if row["letter_id"] is None:
        return None
    return Letter(
        id=row["letter_id"],
        status=LetterStatus(row["letter_status"]),
        signature=row["letter_signature"],
        signed_at=parse_instant(row["letter_signed_at"]) if row["letter_signed_at"] else None,
    )


def _values(one: Offboarding) -> tuple[object, ...]:
    letter = one.letter
    return (
        one.id,
        one.contract_id,
        one.status,
        one.reason,
        one.reason_detail,
        one.desired_end_date.isoformat(),
        one.end_date.isoformat() if one.end_date else None,
        json.dumps(one.used_time_off) if one.used_time_off else None,
        one.decline_reason,
        one.decline_reason_detail,
        one.severance_type,
        one.severance_amount,
        letter.id if letter else None,
        letter.status if letter else None,
        letter.signature if letter else None,
        instant(letter.signed_at) if letter and letter.signed_at else None,
        instant(one.created_at),
        instant(one.updated_at),
    )
