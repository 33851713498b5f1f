"""Amendments at every stage."""

import sqlite3
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from portal.sandbox.amendments.changes import in_words, items_of
from portal.sandbox.amendments.records import Amendment, save
from portal.sandbox.amendments.stages import Stage, document_of, kind_of
from portal.sandbox.company import CLIENT_PROFILE_ID
from portal.sandbox.seed.tools import generator, make_uuid, months_before

RAISE = Decimal("1.06")
EARLIER = Decimal("0.95")


@dataclass(frozen=True, kw_only=True)
class Plan:
    """One amendment. `begun` is how many days ago it was drafted; a step takes two days.

    `changes` may name "raise" for a salary of 6 % more. Those that are in force are told the other
    way around: `before` holds what the contract said then, and `changes` is what it says now.
    """

    stage: Stage
    begun: int
    effective_in: int
    changes: dict[str, Any] = field(default_factory=dict)
    before: dict[str, Any] = field(default_factory=dict)
    is_older_spelling: bool = False
    source: str = "APP"


PLANS: dict[str, tuple[Plan, ...]] = {
    "jana.koehler": (
        Plan(
            stage=Stage.EMPLOYEE_SIGNATURE,
            begun=6,
            effective_in=1,
            changes={"salary": "raise", "job_title": "Lead Backend Engineer"},
        ),
        Plan(stage=Stage.UPCOMING, begun=12, effective_in=2, changes={"holidays": 30}),
        Plan(
            stage=Stage.ACTIVE,
            begun=430,
            effective_in=-13,
            before={"salary": "earlier"},
            is_older_spelling=True,
        ),
        Plan(
            stage=Stage.CANCELLED,
            begun=150,
            effective_in=-4,
            changes={"work_hours_per_week": 32, "employment_type": "PART_TIME"},
            is_older_spelling=True,
        ),
    ),
    "oliver.bennett": (
        Plan(
            stage=Stage.EMPLOYEE_SIGNATURE,
            begun=9,
            effective_in=1,
            changes={"work_hours_per_week": 32, "employment_type": "PART_TIME"},
            is_older_spelling=True,
        ),
        Plan(stage=Stage.DRAFT, begun=1, effective_in=2, changes={"salary": "raise"}),
    ),
    "noa.levi": (
        Plan(
            stage=Stage.EMPLOYEE_SIGNATURE,
            begun=8,
            effective_in=2,
            changes={"job_title": "Senior Security Engineer"},
        ),
    ),
    "maria.fernandez": (
        Plan(
            stage=Stage.EMPLOYEE_SIGNATURE,
            begun=20,
            effective_in=1,
            changes={
                "custom": [
                    {
                        "type": "Place of work",
                        "description": "Work from home on three days of each week.",
                    }
                ]
            },
        ),
    ),
    "lukasz.wojcik": (
        Plan(stage=Stage.CLIENT_SIGNATURE, begun=5, effective_in=1, changes={"salary": "raise"}),
    ),
    "kenta.tanaka": (
        Plan(
            stage=Stage.CLIENT_SIGNATURE,
            begun=7,
            effective_in=2,
            changes={"salary": "raise"},
            is_older_spelling=True,
            source="APP_BULK_AMENDMENT",
        ),
    ),
    "joao.carvalho": (
        Plan(
            stage=Stage.PREPARING,
            begun=3,
            effective_in=2,
            changes={"notice_period_type": "CUSTOM", "notice_period_after_probation": 60},
        ),
    ),
    "etienne.tremblay": (
        Plan(
            stage=Stage.PREPARING,
            begun=3,
            effective_in=1,
            changes={
                "variable_compensation": {
                    "type": "PERCENTAGE",
                    "amount": 8,
                    "title": "Annual bonus",
                    "timeline": None,
                    "effective_date": None,
                    "id": None,
                    "is_deleted": False,
                }
            },
            is_older_spelling=True,
        ),
    ),
    "priya.raghunathan": (
        Plan(stage=Stage.UPCOMING, begun=15, effective_in=1, changes={"salary": "raise"}),
    ),
    "ahmad.alrashid": (
        Plan(stage=Stage.ACTIVE, begun=480, effective_in=-14, before={"salary": "earlier"}),
    ),
    "ximena.hernandez": (
        Plan(
            stage=Stage.ACTIVE,
            begun=40,
            effective_in=0,
            before={"scope": "Account management in the western region."},
        ),
    ),
}

STEP = timedelta(days=2)


def seed(db: sqlite3.Connection, today: date) -> None:
    """For some; the person who has not started yet has none."""
    rng = generator("amendments")
    for email, plans in PLANS.items():
        contract = db.execute(
            "SELECT contracts.*, latin_name FROM contracts JOIN people USING (hris_profile_id)"
            " WHERE work_email = ? AND NOT is_ended",
            (f"{email}@acme.example",),
        ).fetchone()
        for plan in plans:
            save(db, _amendment(contract, plan, today, [make_uuid(rng) for _ in range(4)]))


def _amendment(contract: sqlite3.Row, plan: Plan, today: date, ids: list[str]) -> Amendment:
    changes = _values(contract, plan.changes or {name: contract[name] for name in plan.before})
    items = items_of(contract, changes)
    if plan.before:
        before = _values(contract, plan.before)
        items = tuple(
            replace(
                item, previous_value=in_words(contract, item.data_point, before[item.data_point])
            )
            for item in items
        )
    at = datetime.combine(today - timedelta(days=plan.begun), time(10), UTC)
    amendment = Amendment(
        id=ids[0],
        contract_id=contract["contract_id"],
        kind=kind_of(set(changes)),
        document=document_of(set(changes)),
        effective_date=months_before(today, -plan.effective_in),
        changes=changes,
        items=tuple(replace(item, id=id) for item, id in zip(items, ids[1:], strict=False)),
        requested_by=CLIENT_PROFILE_ID,
        source=plan.source,
        is_older_spelling=plan.is_older_spelling,
        created_at=at,
        updated_at=at,
    ).reach(Stage.DRAFT, at)
    while amendment.stage is not plan.stage:
        at += STEP
        amendment = _step(amendment, plan.stage, contract["latin_name"], at)
    return replace(amendment, is_applied=amendment.stage is Stage.ACTIVE)


def _step(amendment: Amendment, goal: Stage, name: str, at: datetime) -> Amendment:
    match amendment.stage:
        case Stage.DRAFT:
            return amendment.confirm(at)
        case Stage.UPCOMING:
            return amendment.reach(
                Stage.ACTIVE, datetime.combine(amendment.effective_date, time(), UTC)
            )
        case _ if goal is Stage.CANCELLED:
            return amendment.cancel(at)
        case Stage.PREPARING:
            return amendment.prepared(at)
        case Stage.CLIENT_SIGNATURE:
            return amendment.accept(at)
        case _:
            return amendment.sign(name, at)


def _values(contract: sqlite3.Row, wanted: dict[str, Any]) -> dict[str, Any]:
    """The plan's values, with the two words for a salary in numbers."""
    factor = {"raise": RAISE, "earlier": EARLIER}.get(str(wanted.get("salary")))
    if factor is None:
        return wanted
    return {**wanted, "salary": int(Decimal(contract["salary"]) * factor)}
