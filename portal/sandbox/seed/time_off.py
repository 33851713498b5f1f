"""Time off of everybody in every status, and what their balances are made from."""

import json
import random
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from portal.sandbox.clock import parse_instant
from portal.sandbox.seed.tools import at, generator, insert, last_of_month, make_uuid, months_before
from portal.sandbox.time_off.policies import MONTHLY_ACCRUAL, Policy, policies_of
from portal.sandbox.time_off.records import save, worker_or_none
from portal.sandbox.time_off.requests import Status, TimeOff
from portal.sandbox.time_off.rules import Draft, Part, dailies_of, split_by_year
from portal.sandbox.time_off.workers import Worker
from portal.sandbox.time_off.working_days import days_between, nth_working_day

LARGE_ROLLOVER = ("jana.koehler@acme.example", Decimal(14))
USUAL_ROLLOVER = Decimal(5)
EVERY_STATUS = "jana.koehler@acme.example"
AWAY_TODAY = "kenta.tanaka@acme.example"
PARENT = "joao.carvalho@acme.example"
LEAVING_SOON = "maria.santos@acme.example"


@dataclass(frozen=True, kw_only=True)
class Plan:
    """One request. `start` and `length` count working days, `start` from today; `asked` is how
    many days before its start it was asked for, if that is before today."""

    kind: str = "Vacation"
    start: int
    length: int
    status: Status
    asked: int = 40
    description: str = ""
    half_day: bool = False
    hours: int | None = None
    attachment: str | None = None
    is_birth: bool = False


def seed(db: sqlite3.Connection, today: date) -> None:
    """For everybody with a contract, but for who has not started yet."""
    rng = generator("time off")
    people = db.execute(
        "SELECT * FROM people WHERE role IN ('worker', 'manager', 'leaver')"
        " ORDER BY CAST(worker_id AS INTEGER)"
    ).fetchall()
    for number, person in enumerate(people):
        worker = worker_or_none(db, person["hris_profile_id"])
        if worker is None:
            continue
        _balance_parts(db, today, person["work_email"], worker)
        plans = LEAVER if person["role"] == "leaver" else _plans(person["work_email"], number)
        for plan in plans:
            _request(db, today, worker, plan, rng)


LEAVER = (
    Plan(start=-60, length=3, status=Status.USED, description="Before my last days"),
    Plan(start=12, length=4, status=Status.CANCELED, asked=90, description="Skiing"),
)

FULL_SET = (
    Plan(start=-140, length=4, status=Status.USED, description="Hiking in the Alps"),
    Plan(start=-85, length=2, status=Status.USED, description="Moving house"),
    Plan(
        kind="Sick leave",
        start=-28,
        length=2,
        status=Status.USED,
        asked=0,
        description="Flu",
        attachment="sick-note.pdf",
    ),
    Plan(start=-12, length=1, status=Status.USED, half_day=True, description="Dentist"),
    Plan(start=14, length=2, status=Status.REJECTED, asked=30, description="Long weekend"),
    Plan(start=6, length=5, status=Status.APPROVED, description="Family visit"),
    Plan(start=24, length=1, status=Status.CANCELED, asked=50, description="Concert"),
    Plan(start=17, length=2, status=Status.REQUESTED, description="Wedding of a friend"),
    Plan(start=21, length=1, status=Status.REQUESTED, half_day=True, description="School"),
)


def _plans(email: str, number: int) -> Iterator[Plan]:
    if email == EVERY_STATUS:
        yield from FULL_SET
        return
    yield Plan(start=-140 - number, length=3, status=Status.USED, description="Summer")
    yield Plan(start=-85 + number, length=2, status=Status.USED, description="A few days off")
    yield Plan(
        kind="Sick leave",
        start=-28 - number % 5,
        length=1 + number % 2,
        status=Status.USED,
        asked=0,
        description="Not well",
        attachment="doctor.pdf" if email == PARENT else None,
    )
    if email == AWAY_TODAY:
        yield Plan(start=-1, length=4, status=Status.APPROVED, description="Onsen")
    else:
        length = 1 if email == LEAVING_SOON else 2
        yield Plan(
            start=7 + number % 6, length=length, status=Status.APPROVED, description="Travel"
        )
    if email == PARENT:
        yield Plan(
            kind="Parental leave",
            start=-120,
            length=10,
            status=Status.USED,
            asked=60,
            description="Our daughter is born",
            is_birth=True,
        )
    if number % 3 == 0:
        yield Plan(start=4, length=1, status=Status.REJECTED, asked=20, description="Errands")
    elif number % 3 == 1:
        yield Plan(start=5, length=1, status=Status.CANCELED, asked=25, description="Visit")
    if number % 4 != 3 and email != LEAVING_SOON:
        half_day = number % 4 == 2
        yield Plan(
            start=16 + number % 3,
            length=1 if half_day else 2,
            status=Status.REQUESTED,
            half_day=half_day,
            description="Family" if half_day else "",
        )


def _request(
    db: sqlite3.Connection, today: date, worker: Worker, plan: Plan, rng: random.Random
) -> None:
    start = nth_working_day(worker.country, today, plan.start)
    account = next(iter(worker.accounts.values()))
    if start < account.hired:
        return
    end = nth_working_day(worker.country, start, plan.length - 1)
    policy = _policy(worker, plan.kind)
    parts = (Part(start, "HALF_DAY"),) if plan.half_day else ()
    draft = Draft(start, end, parts)
    days = days_between(worker.country, start, end)
    asked_on = min(start - timedelta(days=plan.asked), today - timedelta(days=1 + plan.start % 6))
    decided_on = min(asked_on + timedelta(days=2), today)
    is_decided = plan.status in (Status.APPROVED, Status.USED)
    event_id = _birth(db, worker, start, rng) if plan.is_birth else None
    for dailies in split_by_year(dailies_of(policy, draft, days, worker.hours_per_day)):
        time_off = TimeOff(
            id=make_uuid(rng),
            profile_id=worker.profile_id,
            requester_id=worker.profile_id,
            policy_id=policy.id,
            type_id=policy.types[0].id,
            status=Status.APPROVED if plan.status is Status.USED else plan.status,
            start=dailies[0].date,
            end=dailies[-1].date,
            amount=sum((one.amount for one in dailies), Decimal(0)),
            dailies=dailies,
            requested_on=asked_on,
            created_at=parse_instant(at(asked_on)),
            updated_at=parse_instant(at(asked_on if plan.status == "REQUESTED" else decided_on)),
            approved_at=parse_instant(at(decided_on, 14)) if is_decided else None,
            day_type="HALF_DAY" if plan.half_day else None,
            partial_dates=frozenset(part.date for part in parts),
            is_paid=policy.is_paid,
            description=plan.description,
            event_id=event_id,
        )
        save(db, time_off)
        if plan.attachment:
            insert(
                db,
                "time_off_attachments",
                {
                    "id": make_uuid(rng),
                    "time_off_id": time_off.id,
                    "filename": plan.attachment,
                    "created_at": at(asked_on),
                },
            )


def _policy(worker: Worker, kind: str) -> Policy:
    return next(one for one in policies_of(worker.country) if one.policy_type.name == kind)


def _birth(db: sqlite3.Connection, worker: Worker, on: date, rng: random.Random) -> str:
    event_id = make_uuid(rng)
    details = {
        "birth_date": on.isoformat(),
        "was_premature_birth": False,
        "had_multiple_children": False,
        "adoption_date": None,
    }
    insert(
        db,
        "time_off_events",
        {
            "id": event_id,
            "hris_profile_id": worker.profile_id,
            "details": json.dumps(details),
            "created_at": at(on),
        },
    )
    return event_id


def _balance_parts(db: sqlite3.Connection, today: date, email: str, worker: Worker) -> None:
    vacation = _policy(worker, "Vacation")
    if worker.country in MONTHLY_ACCRUAL:
        amount = LARGE_ROLLOVER[1] if email == LARGE_ROLLOVER[0] else USUAL_ROLLOVER
        expires = min(last_of_month(months_before(today, -2)), date(today.year, 12, 31))
        insert(
            db,
            "time_off_rollovers",
            {
                "hris_profile_id": worker.profile_id,
                "policy_id": vacation.id,
                "amount": str(amount),
                "expires_on": expires.isoformat(),
            },
        )
    if worker.country == "GB":
        insert(
            db,
            "time_off_adjustments",
            {
                "id": make_uuid(generator(f"adjustment for {worker.profile_id}")),
                "hris_profile_id": worker.profile_id,
                "policy_id": vacation.id,
                "on_date": max(today - timedelta(days=20), date(today.year, 1, 1)).isoformat(),
                "amount": "1.5",
                "note": "For working on a Saturday",
            },
        )
