"""How a resignation goes on, and what it does to the contract and the person."""

import sqlite3
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from portal.sandbox.clock import instant
from portal.sandbox.offboarding.records import (
    Letter,
    LetterStatus,
    Offboarding,
    Status,
    offboarding_of,
    save,
)

TERMINATION_STATUS = {
    Status.AWAITING_PTO: "PENDING",
    Status.AWAITING_TRIAGE: "CONTRACT_TERMINATION_DATA_COLLECTED",
    Status.AWAITING_PROCESSING: "IN_PROGRESS",
    Status.PROCESSING: "IN_PROGRESS",
    Status.AWAITING_REFUND: "IN_PROGRESS",
    Status.COMPLETED: "COMPLETED",
    Status.CANCELLED: "CANCELED",
}
"""`active_worker_termination_status` of the person."""


def submit(db: sqlite3.Connection, one: Offboarding) -> None:
    """The worker's side is done; the client has to look at the time off."""
    save(db, one)
    _mark_person(db, one)


def accept(
    db: sqlite3.Connection,
    one: Offboarding,
    used_time_off: dict[str, Any] | None,
    at: datetime,
    severance: tuple[str | None, str | None] = (None, None),
) -> Offboarding:
    """The client agrees to the last day; the letter waits for the worker.

    `severance`: its type and amount.
    """
    severance_type, severance_amount = severance
    accepted = replace(
        one,
        status=Status.AWAITING_TRIAGE,
        end_date=one.desired_end_date,
        used_time_off=used_time_off,
        severance_type=severance_type,
        severance_amount=severance_amount,
        letter=Letter(str(uuid4()), LetterStatus.AWAITING_SIGNATURE),
        updated_at=at,
    )
    save(db, accepted)
    _mark_contract(db, accepted)
    _mark_person(db, accepted)
    return accepted


def decline(
    db: sqlite3.Connection, one: Offboarding, reason: str, detail: str | None, at: datetime
) -> Offboarding:
    """The client does not agree; nothing changes for the worker."""
    declined = replace(
        one,
        status=Status.CANCELLED,
        decline_reason=reason,
        decline_reason_detail=detail,
        updated_at=at,
    )
    save(db, declined)
    _mark_person(db, declined)
    return declined


def sign(db: sqlite3.Connection, one: Offboarding, signature: str, at: datetime) -> Offboarding:
    """The worker signs the letter that waits for it."""
    if one.letter is None:
        raise ValueError("there is no letter")
    signed = replace(
        one,
        status=Status.AWAITING_PROCESSING,
        letter=replace(one.letter, status=LetterStatus.SIGNED, signature=signature, signed_at=at),
        updated_at=at,
    )
    save(db, signed)
    _mark_person(db, signed)
    return signed


def catch_up(db: sqlite3.Connection, now: datetime) -> None:
    """Over night: signed ones are taken up, and those whose last day is over end."""
    for one in _in(db, Status.AWAITING_PROCESSING):
        if one.updated_at.date() < now.date():
            _process(db, one, now)
    for one in _in(db, Status.PROCESSING):
        if one.end_date and one.end_date < now.date():
            _complete(db, one, one.end_date, now)


def _in(db: sqlite3.Connection, status: Status) -> list[Offboarding]:
    rows = db.execute("SELECT * FROM offboardings WHERE status = ?", (status,)).fetchall()
    return [offboarding_of(row) for row in rows]


def _process(db: sqlite3.Connection, one: Offboarding, at: datetime) -> None:
    processed = replace(one, status=Status.PROCESSING, updated_at=at)
    save(db, processed)
    _mark_person(db, processed)
    for reviewer in ("CLIENT", "EMPLOYEE"):
        db.execute(
            "INSERT INTO offboarding_documents"
            " (id, offboarding_id, reviewer_type, status, created_at)"
            " VALUES (?, ?, ?, 'AWAITING_REVIEW', ?)",
            (str(uuid4()), one.id, reviewer, instant(at)),
        )


def _complete(db: sqlite3.Connection, one: Offboarding, last_day: date, at: datetime) -> None:
    completed = replace(one, status=Status.COMPLETED, updated_at=at)
    save(db, completed)
    db.execute(
        "UPDATE contracts SET is_ended = 1, status = 'completed', hiring_status = 'inactive',"
        " end_date = ?, updated_at = ? WHERE contract_id = ?",
        (last_day.isoformat(), instant(at), one.contract_id),
    )
    db.execute(
        "UPDATE people SET completion_date = ?, hiring_status = 'inactive',"
        " new_hiring_status = 'INACTIVE' WHERE hris_profile_id ="
        " (SELECT hris_profile_id FROM contracts WHERE contract_id = ?)",
        (last_day.isoformat(), one.contract_id),
    )
    _mark_person(db, completed)


def _mark_contract(db: sqlite3.Connection, one: Offboarding) -> None:
    db.execute(
        "UPDATE contracts SET termination_last_day = ?, has_eor_termination = 1,"
        " hiring_status = 'offboarding', updated_at = ? WHERE contract_id = ?",
        (one.end_date and one.end_date.isoformat(), instant(one.updated_at), one.contract_id),
    )
    db.execute(
        "UPDATE people SET hiring_status = 'offboarding', new_hiring_status = 'OFFBOARDING'"
        " WHERE hris_profile_id ="
        " (SELECT hris_profile_id FROM contracts WHERE contract_id = ?)",
        (one.contract_id,),
    )


def _mark_person(db: sqlite3.Connection, one: Offboarding) -> None:
    db.execute(
        "UPDATE people SET termination_status = ?, updated_at = ? WHERE hris_profile_id ="
        " (SELECT hris_profile_id FROM contracts WHERE contract_id = ?)",
        (TERMINATION_STATUS[one.status], instant(one.updated_at), one.contract_id),
    )
