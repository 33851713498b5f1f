"""Time off in the database."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache

from portal.sandbox.clock import instant, parse_instant
from portal.sandbox.records import current_contract_or_none, person_or_none
from portal.sandbox.time_off.balances import Account, Adjustment, Rollover
from portal.sandbox.time_off.policies import Policy, policies_of
from portal.sandbox.time_off.requests import Daily, Status, TimeOff
from portal.sandbox.time_off.workers import Worker

WORKING_DAYS_A_WEEK = 5
COLUMNS = (
    "id", "hris_profile_id", "requester_id", "policy_id", "type_id", "status", "start_date",
    "end_date", "amount", "dailies", "day_type", "partial_dates", "is_paid", "reason",
    "description", "other_type_description", "percentage", "event_id", "requested_on",
    "approved_at", "created_at", "updated_at",
)  # fmt: skip


def requests_of(db: sqlite3.Connection, profile_id: str) -> list[TimeOff]:
    """All of one person's, the earliest first."""
    rows = db.execute(
        "SELECT * FROM time_offs WHERE hris_profile_id = ? ORDER BY start_date, id", (profile_id,)
    )
    return [time_off_of(row) for row in rows]


def request_or_none(db: sqlite3.Connection, time_off_id: str) -> TimeOff | None:
    row = db.execute("SELECT * FROM time_offs WHERE id = ?", (time_off_id,)).fetchone()
    return time_off_of(row) if row else None


def save(db: sqlite3.Connection, time_off: TimeOff) -> None:
    """Insert it, or replace what was there under its id."""
    updates = ", ".join(f"{name} = excluded.{name}" for name in COLUMNS[1:])
    db.execute(
        f"INSERT INTO time_offs ({', '.join(COLUMNS)})"  # noqa: S608 - our own column names
        f" VALUES ({', '.join('?' for _ in COLUMNS)}) ON CONFLICT (id) DO UPDATE SET {updates}",
        _values(time_off),
    )


def worker_or_none(db: sqlite3.Connection, profile_id: str) -> Worker | None:
    """Whom a request is for; None for a stranger, and for people without an EOR contract."""
    person = person_or_none(db, profile_id)
    contract = current_contract_or_none(db, profile_id)
    if person is None or contract is None:
        return None
    return Worker(
        profile_id=profile_id,
        country=contract["country"],
        hours_per_day=Decimal(contract["work_hours_per_week"]) / WORKING_DAYS_A_WEEK,
        accounts=_accounts(db, contract),
        requests=requests_of(db, profile_id),
    )


def time_off_of(row: sqlite3.Row) -> TimeOff:
    """One row of `time_offs`."""
    return _time_off_of(*(row[name] for name in COLUMNS))


# The rows hardly ever change between two reads, and taking one apart costs more than finding it.
@lru_cache(maxsize=4096)
def _time_off_of(
    id: str,
    profile_id: str,
    requester_id: str | None,
    policy_id: str,
    type_id: str,
    status: str,
    start: str,
    end: str,
    amount: str,
    dailies: str,
    day_type: str | None,
    partial_dates: str,
    is_paid: int,
    reason: str,
    description: str,
    other_type_description: str,
    percentage: str | None,
    event_id: str | None,
    requested_on: str,
    approved_at: str | None,
    created_at: str,
    updated_at: str,
) -> TimeOff:
    return TimeOff(
        id=id,
        profile_id=profile_id,
        requester_id=requester_id,
        policy_id=policy_id,
        type_id=type_id,
        status=Status(status),
        start=date.fromisoformat(start),
        end=date.fromisoformat(end),
        amount=Decimal(amount),
        dailies=tuple(
            Daily(date.fromisoformat(on), type_, Decimal(taken), holiday)
            for on, type_, taken, holiday in json.loads(dailies)
        ),
        day_type=day_type,
        partial_dates=frozenset(map(date.fromisoformat, json.loads(partial_dates))),
        is_paid=bool(is_paid),
        reason=reason,
        description=description,
        other_type_description=other_type_description,
        percentage=Decimal(percentage) if percentage else None,
        event_id=event_id,
        requested_on=date.fromisoformat(requested_on),
        approved_at=parse_instant(approved_at) if approved_at else None,
        created_at=parse_instant(created_at),
        updated_at=parse_instant(updated_at),
    )


def _values(one: TimeOff) -> Sequence[object]:
    dailies = [
        [daily.date.isoformat(), daily.type, str(daily.amount), daily.holiday_name]
        for daily in one.dailies
    ]
    return (
        one.id,
        one.profile_id,
        one.requester_id,
        one.policy_id,
        one.type_id,
        one.status,
        one.start.isoformat(),
        one.end.isoformat(),
        str(one.amount),
        json.dumps(dailies),
        one.day_type,
        json.dumps(sorted(on.isoformat() for on in one.partial_dates)),
        int(one.is_paid),
        one.reason,
        one.description,
        one.other_type_description,
        str(one.percentage) if one.percentage is not None else None,
        one.event_id,
        one.requested_on.isoformat(),
        instant(one.approved_at) if one.approved_at else None,
        instant(one.created_at),
        instant(one.updated_at),
    )


def _accounts(db: sqlite3.Connection, contract: sqlite3.Row) -> dict[str, Account]:
    profile_id = contract["hris_profile_id"]
    ended = contract["termination_last_day"] or contract["end_date"]
    rollovers = {
        row["policy_id"]: Rollover(Decimal(row["amount"]), date.fromisoformat(row["expires_on"]))
        for row in db.execute(
            "SELECT * FROM time_off_rollovers WHERE hris_profile_id = ?", (profile_id,)
        )
    }
    adjustments: dict[str, list[Adjustment]] = {}
    for row in db.execute(
        "SELECT * FROM time_off_adjustments WHERE hris_profile_id = ? ORDER BY on_date",
        (profile_id,),
    ):
        on = date.fromisoformat(row["on_date"])
        adjustment = Adjustment(on, Decimal(row["amount"]), row["note"])
        adjustments.setdefault(row["policy_id"], []).append(adjustment)
    return {
        policy.id: Account(
            allowance=_allowance(policy, contract),
            hired=date.fromisoformat(contract["start_date"]),
            ended=date.fromisoformat(ended) if ended else None,
            rollover=rollovers.get(policy.id),
            adjustments=tuple(adjustments.get(policy.id, ())),
        )
        for policy in policies_of(contract["country"])
    }


def _allowance(policy: Policy, contract: sqlite3.Row) -> Decimal | None:
    if policy.is_unlimited:
        return None
    return Decimal(contract["holidays"]) if policy.allowance is None else policy.allowance


def attachments_of(
    db: sqlite3.Connection, time_off_ids: Iterable[str]
) -> dict[str, list[sqlite3.Row]]:
    """The attachments of several requests, by request."""
    found: dict[str, list[sqlite3.Row]] = {}
    for row in db.execute(
        "SELECT * FROM time_off_attachments"
        " WHERE time_off_id IN (SELECT value FROM json_each(?)) ORDER BY filename",
        (json.dumps(list(time_off_ids)),),
    ):
        found.setdefault(row["time_off_id"], []).append(row)
    return found
