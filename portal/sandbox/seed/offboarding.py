"""Resignations: one to review, one with a letter to sign, one declined, and the leaver's."""

import sqlite3
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from portal.sandbox.clock import instant
from portal.sandbox.offboarding import progress
from portal.sandbox.offboarding.dates import restricted_dates
from portal.sandbox.offboarding.records import Letter, LetterStatus, Offboarding, Status, save
from portal.sandbox.seed.tools import generator, insert, make_uuid

TO_REVIEW = "ximena.hernandez"
TO_SIGN = "maria.santos"
DECLINED = "ahmad.alrashid"
LEAVER = "luca.bernasconi"
ON_PLATFORM = {"tracking_type": "ON_PLATFORM", "off_platform_used_time_off": None}


def seed(db: sqlite3.Connection, today: date) -> None:
    """Nobody else has one."""
    rng = generator("offboarding")

    def requested(email: str, reason: str, days_ago: int, notice: int) -> Offboarding:
        asked_on = today - timedelta(days=days_ago)
        at = datetime.combine(asked_on, time(11), UTC)
        contract: sqlite3.Row = db.execute(
            "SELECT contracts.* FROM contracts JOIN people USING (hris_profile_id)"
            " WHERE work_email = ?",
            (f"{email}@acme.example",),
        ).fetchone()
        last_day, barred = asked_on + timedelta(days=notice), restricted_dates(contract, asked_on)
        while last_day in barred:
            last_day += timedelta(days=1)
        return Offboarding(
            id=make_uuid(rng),
            contract_id=contract["contract_id"],
            status=Status.AWAITING_PTO,
            reason=reason,
            desired_end_date=last_day,
            created_at=at,
            updated_at=at,
        )

    progress.submit(db, requested(TO_REVIEW, "EMPLOYEE_FOUND_ANOTHER_JOB", 2, 40))

    to_sign = requested(TO_SIGN, "EMPLOYEE_IS_MOVING_TO_ANOTHER_COUNTRY", 6, 45)
    progress.submit(db, to_sign)
    accepted = progress.accept(db, to_sign, ON_PLATFORM, to_sign.created_at + timedelta(days=3))
    letter = Letter(make_uuid(rng), LetterStatus.AWAITING_SIGNATURE)
    save(db, replace(accepted, letter=letter))

    declined = requested(DECLINED, "EMPLOYEE_NOT_HAPPY_WITH_SALARY", 200, 30)
    progress.decline(
        db, declined, "NOT_AGREE_WITH_END_DATE", None, declined.created_at + timedelta(days=4)
    )
    db.execute(
        "UPDATE people SET termination_status = NULL WHERE work_email = ?",
        (f"{DECLINED}@acme.example",),
    )

    left = requested(LEAVER, "EMPLOYEE_LEFT_ROLE_FOR_PERSONAL_MATTERS", 90, 45)
    signed_at = left.created_at + timedelta(days=6)
    completed = replace(
        left,
        status=Status.COMPLETED,
        end_date=left.desired_end_date,
        used_time_off=ON_PLATFORM,
        letter=Letter(make_uuid(rng), LetterStatus.SIGNED, "Luca Bernasconi", signed_at),
        updated_at=left.created_at + timedelta(days=46),
    )
    save(db, completed)
    for reviewer in ("CLIENT", "EMPLOYEE"):
        insert(
            db,
            "offboarding_documents",
            {
                "id": make_uuid(rng),
                "offboarding_id": completed.id,
                "reviewer_type": reviewer,
                "status": "APPROVED",
                "reviewed_at": instant(completed.updated_at),
                "created_at": instant(signed_at),
            },
        )
