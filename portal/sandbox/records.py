"""The rows that every part of the HR system asks for."""

import sqlite3


def person_or_none(db: sqlite3.Connection, hris_profile_id: str) -> sqlite3.Row | None:
    """One person."""
    found: sqlite3.Row | None = db.execute(
        "SELECT * FROM people WHERE hris_profile_id = ?", (hris_profile_id,)
    ).fetchone()
    return found


def owner(db: sqlite3.Connection, row: sqlite3.Row) -> sqlite3.Row:
    """The person whose row this is; a foreign key makes sure there is one."""
    person = person_or_none(db, row["hris_profile_id"])
    if person is None:
        raise LookupError(row["hris_profile_id"])
    return person


def contract_or_none(db: sqlite3.Connection, contract_id: str) -> sqlite3.Row | None:
    """One contract."""
    found: sqlite3.Row | None = db.execute(
        "SELECT * FROM contracts WHERE contract_id = ?", (contract_id,)
    ).fetchone()
    return found


def contracts_of(db: sqlite3.Connection, hris_profile_id: str) -> list[sqlite3.Row]:
    """A person's contracts, the newest first."""
    return db.execute(
        "SELECT * FROM contracts WHERE hris_profile_id = ? ORDER BY start_date DESC",
        (hris_profile_id,),
    ).fetchall()


def current_contract_or_none(db: sqlite3.Connection, hris_profile_id: str) -> sqlite3.Row | None:
    """The newest employer-of-record contract that has not ended, else the newest ended one."""
    found: sqlite3.Row | None = db.execute(
        "SELECT * FROM contracts WHERE hris_profile_id = ? AND hiring_type = 'eor'"
        " ORDER BY is_ended, start_date DESC LIMIT 1",
        (hris_profile_id,),
    ).fetchone()
    return found


def full_name(person: sqlite3.Row) -> str:
    """First, middle and last name, in the person's own script."""
    parts = (person["first_name"], person["middle_name"], person["last_name"])
    return " ".join(part for part in parts if part)
