"""What an amendment changes in the contract: in words, and once it is in force."""

import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from portal.sandbox.amendments.records import Amendment, Item, amendment_of, save
from portal.sandbox.amendments.stages import ITEM_KINDS, Kind, Stage
from portal.sandbox.clock import instant

PREPARATION = timedelta(days=5)
LABELS = {
    "salary": "Gross annual base salary",
    "hourly_rate": "Hourly rate",
    "job_title": "Job title",
    "seniority_id": "Seniority",
    "scope": "Scope of work",
    "employment_type": "Employment type",
    "work_hours_per_week": "Working hours per week",
    "holidays": "Days of paid leave per year",
    "time_off_type": "Time off policy",
    "start_date": "Start date",
    "end_date": "End date",
    "employment_state": "State of employment",
    "probation_period": "Probation period",
    "notice_period_type": "Notice period",
    "notice_period_after_probation": "Notice period after probation",
    "notice_period_during_probation": "Notice period during probation",
    "fixed_adjustments": "Fixed allowance",
    "variable_compensation": "Variable compensation",
    "custom": "Other change",
}
DAYS = frozenset(
    {"probation_period", "notice_period_after_probation", "notice_period_during_probation"}
)
CONTRACT_COLUMNS = {
    "salary": "salary",
    "job_title": "job_title",
    "seniority_id": "seniority_id",
    "scope": "scope",
    "employment_type": "employment_type",
    "work_hours_per_week": "work_hours_per_week",
    "holidays": "holidays",
    "start_date": "start_date",
    "end_date": "end_date",
    "employment_state": "state",
    "probation_period": "probation_period_days",
    "notice_period_after_probation": "notice_period_days",
}


def items_of(contract: sqlite3.Row, changes: Mapping[str, Any]) -> tuple[Item, ...]:
    """The redline of those changes against the contract as it is."""
    return tuple(
        Item(
            id=str(uuid4()),
            data_point=data_point,
            item=LABELS[data_point],
            type=ITEM_KINDS.get(data_point, Kind.OPS),
            previous_value=in_words(contract, data_point, current_value(contract, data_point)),
            new_value=in_words(contract, data_point, value) or "",
        )
        for data_point, value in changes.items()
    )


def current_value(contract: sqlite3.Row, data_point: str) -> Any:
    """What the contract says now; None where it says nothing."""
    column = CONTRACT_COLUMNS.get(data_point)
    return None if column is None else contract[column]


def in_words(contract: sqlite3.Row, data_point: str, value: Any) -> str | None:
    """A value as the redline shows it."""
    if value is None:
        return None
    if data_point in ("salary", "hourly_rate"):
        return f"{contract['currency']} {Decimal(str(value)):,.2f}"
    if data_point in DAYS:
        return f"{value} days"
    if data_point == "employment_type":
        return str(value).replace("_", "-").capitalize()
    if isinstance(value, list):
        return "; ".join(one["description"] for one in value)
    if isinstance(value, dict):
        return f"{value['title'] or value['type'].capitalize()}: {value['amount']}"
    return str(value)


def settle(amendment: Amendment, db: sqlite3.Connection, at: datetime) -> Amendment:
    """Put an amendment that is in force into the contract, and save it."""
    if amendment.stage is Stage.ACTIVE and not amendment.is_applied:
        _apply(db, amendment, at)
        amendment = replace(amendment, is_applied=True)
    save(db, amendment)
    return amendment


def catch_up(db: sqlite3.Connection, now: datetime) -> None:
    """What happens over night: documents get prepared, and what was upcoming comes into force."""
    today = now.date()
    for row in db.execute(
        "SELECT * FROM amendments WHERE stage = ? AND substr(updated_at, 1, 10) < ?",
        (Stage.PREPARING, (today - PREPARATION).isoformat()),
    ).fetchall():
        settle(amendment_of(row).prepared(now), db, now)
    for row in db.execute(
        "SELECT * FROM amendments WHERE stage = ? AND effective_date <= ?",
        (Stage.UPCOMING, today.isoformat()),
    ).fetchall():
        settle(amendment_of(row).reach(Stage.ACTIVE, now), db, now)


def _apply(db: sqlite3.Connection, amendment: Amendment, at: datetime) -> None:
    values = {
        CONTRACT_COLUMNS[data_point]: value
        for data_point, value in amendment.changes.items()
        if data_point in CONTRACT_COLUMNS
    }
    for column, value in values.items():
        db.execute(
            f"UPDATE contracts SET {column} = ?, agreement_version = agreement_version + 1,"  # noqa: S608
            " updated_at = ? WHERE contract_id = ?",
            (value, instant(at), amendment.contract_id),
        )
    if "job_title" in values:
        db.execute(
            "UPDATE people SET job_title = ?, updated_at = ? WHERE hris_profile_id ="
            " (SELECT hris_profile_id FROM contracts WHERE contract_id = ?)",
            (values["job_title"], instant(at), amendment.contract_id),
        )
