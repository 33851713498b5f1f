"""Rows of the people, their contracts and what belongs to both."""

import random
import sqlite3
from datetime import date, timedelta

from portal.sandbox.company import ORGANIZATION_NAME
from portal.sandbox.seed.cast import Role, cast, crowd
from portal.sandbox.seed.tools import at, generator, insert, make_short_id, make_uuid, months_before

FIRST_WORKER_ID = 101
FIRST_USER_ID = 880_001
LEAVER_DAYS_AGO = 45
EARLIER_JOB_MONTHS = 26


def seed(db: sqlite3.Connection, today: date, extra_workers: int) -> None:
    """Everybody of the cast, with one contract each; see `_contracts` for the exceptions."""
    rng = generator("people")
    people = [*cast(), *crowd(extra_workers)]
    groups = {name: make_uuid(rng) for name in dict.fromkeys(role.team for role in people)}
    entities = {"id": make_uuid(rng), "name": f"{ORGANIZATION_NAME}, Inc."}
    profile_ids: dict[str | None, str] = {}
    for number, role in enumerate(people):
        profile_id = make_uuid(rng)
        profile_ids[role.email] = profile_id
        _person(
            db, today, role, number, profile_id, groups[role.team], profile_ids.get(role.manager)
        )
        _contracts(db, today, role, profile_id, entities, rng)
        if role.role != "new":
            _contacts(db, role, profile_id, rng)


def started(today: date, role: Role) -> date:
    """The first day of work: a Monday-to-Friday day early in that month."""
    first = months_before(today, role.months)
    if role.role == "new":
        first = today + timedelta(days=10)
    return first + timedelta(days=(0, 0, 0, 0, 0, 2, 1)[first.weekday()])


def _person(
    db: sqlite3.Connection,
    today: date,
    role: Role,
    number: int,
    profile_id: str,
    group_id: str,
    manager_id: str | None,
) -> None:
    start = started(today, role)
    left = today - timedelta(days=LEAVER_DAYS_AGO) if role.role == "leaver" else None
    hiring_status, new_status = {
        "leaver": ("inactive", "INACTIVE"),
        "new": ("onboarding", "NOT_STARTED"),
    }.get(role.role, ("active", "ACTIVE"))
    own_name = " ".join(part for part in (role.first, role.middle, role.last) if part)
    known_from = min(start, today) - timedelta(days=30)
    insert(
        db,
        "people",
        {
            "hris_profile_id": profile_id,
            "worker_id": str(FIRST_WORKER_ID + number),
            "user_id": FIRST_USER_ID + number,
            "external_id": f"ACME-{FIRST_WORKER_ID + number}",
            "role": role.role,
            "first_name": role.first,
            "middle_name": role.middle,
            "last_name": role.last,
            "preferred_first_name": role.preferred,
            "latin_name": role.latin or own_name,
            "work_email": f"{role.email}@acme.example",
            "personal_email": f"{role.email}@mail.example",
            "birth_date": role.birth,
            "start_date": start.isoformat(),
            "completion_date": left.isoformat() if left else None,
            "country": role.country,
            "state": role.state,
            "timezone": role.timezone,
            "nationality": role.country,
            "street": role.street,
            "city": role.city,
            "region": role.region,
            "postal_code": role.postal_code,
            "job_title": role.job,
            "seniority": role.seniority,
            "department_id": group_id,
            "department_name": role.team,
            "team_id": group_id,
            "team_name": role.team,
            "manager_id": manager_id,
            "hiring_type": "hris_direct_employee" if role.role == "client" else "eor",
            "hiring_status": hiring_status,
            "new_hiring_status": new_status,
            "termination_status": "COMPLETED" if left else None,
            "created_at": at(known_from),
            "updated_at": at(known_from, 15),
        },
    )


def _contracts(
    db: sqlite3.Connection,
    today: date,
    role: Role,
    profile_id: str,
    entity: dict[str, str],
    rng: random.Random,
) -> None:
    """None for the client's own employee; one more, ended, for the person with two employments."""
    if role.role == "client":
        return
    start = started(today, role)
    status, hiring_status, end = "in_progress", "active", None
    if role.role == "leaver":
        status, hiring_status = "completed", "inactive"
        end = today - timedelta(days=LEAVER_DAYS_AGO)
    if role.role == "new":
        status, hiring_status = "waiting_for_employee_contract", "onboarding"
    common = {
        "hris_profile_id": profile_id,
        "country": role.country,
        "state": role.state,
        "currency": role.currency,
        "scale": "year",
        "seniority": role.seniority,
        "seniority_id": make_uuid(rng),
        "scope": f"{role.job} in the {role.team} team, as agreed with {ORGANIZATION_NAME}.",
        "employment_type": "PART_TIME" if "part_time" in role.tags else "FULL_TIME",
        "work_hours_per_week": role.hours,
        "holidays": role.leave_days,
        "notice_period_days": role.notice_days,
        "probation_period_days": 90,
        "hiring_type": "eor",
        "legal_entity_id": entity["id"],
        "legal_entity_name": entity["name"],
        "employer_name": role.employer,
        "agreement_version": 1,
    }
    insert(
        db,
        "contracts",
        common
        | {
            "contract_id": make_short_id(rng),
            "name": f"{role.latin or role.first + ' ' + role.last} - {role.job}",
            "salary": role.salary,
            "job_title": role.job,
            "start_date": start.isoformat(),
            "end_date": end.isoformat() if end else None,
            "status": status,
            "hiring_status": hiring_status,
            "is_ended": int(end is not None),
            "termination_last_day": end.isoformat() if end else None,
            "has_eor_termination": int(end is not None),
            "created_at": at(min(start, today) - timedelta(days=30)),
            "updated_at": at(min(start, today) - timedelta(days=12)),
        },
    )
    if "two_employments" in role.tags:
        first = months_before(today, EARLIER_JOB_MONTHS)
        last = start - timedelta(days=30)
        insert(
            db,
            "contracts",
            common
            | {
                "contract_id": make_short_id(rng),
                "name": f"{role.first} {role.last} - Junior Designer",
                "salary": "41400",
                "job_title": "Junior Designer",
                "start_date": first.isoformat(),
                "end_date": last.isoformat(),
                "status": "completed",
                "hiring_status": "inactive",
                "is_ended": 1,
                "termination_last_day": last.isoformat(),
                "has_eor_termination": 0,
                "created_at": at(first - timedelta(days=30)),
                "updated_at": at(last),
            },
        )


def _contacts(db: sqlite3.Connection, role: Role, profile_id: str, rng: random.Random) -> None:
    number = str(rng.randrange(200_000_000, 999_999_999))
    insert(
        db,
        "phones",
        {
            "hris_profile_id": profile_id,
            "type": "PERSONAL",
            "dial_code": role.dial_code,
            "phone_number": number,
        },
    )
    insert(
        db,
        "emergency_contacts",
        {
            "hris_profile_id": profile_id,
            "full_name": f"Alex {role.latin.split()[-1] if role.latin else role.last}",
            "relationship": rng.choice(("Partner", "Sibling", "Parent")),
            "phone": f"+{role.dial_code} {rng.randrange(200_000_000, 999_999_999)}",
            "email": f"family.{role.email}@mail.example",
        },
    )
