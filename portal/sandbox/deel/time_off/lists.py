"""The two lists of requests, and what hangs on them: attachments, parental events, dailies."""

import binascii
import json
import sqlite3
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import date, timedelta
from decimal import Decimal

from portal.sandbox.deel.call import Answer, Call, bare, ok
from portal.sandbox.deel.endpoint import Endpoints
from portal.sandbox.deel.errors import not_found, refuse
from portal.sandbox.deel.remembered import remembered
from portal.sandbox.deel.time_off.bodies import DailiesQuery, EventsQuery, ListQuery
from portal.sandbox.deel.time_off.items import Json, items, number
from portal.sandbox.deel.time_off.policies import READ, profile
from portal.sandbox.records import person_or_none
from portal.sandbox.time_off.policies import policies_of
from portal.sandbox.time_off.records import time_off_of
from portal.sandbox.time_off.requests import TimeOff
from portal.sandbox.time_off.working_days import (
    Day,
    DayType,
    days_between,
    work_week,
)

endpoints = Endpoints()
USUAL_HOURS = Decimal(8)
LONGEST_DAILIES = timedelta(days=366)
# An approved request that is over reads as used. Whatever is NULL or an empty list filters nothing.
PAGE = """
SELECT * FROM (
    SELECT *, CASE WHEN status = 'APPROVED' AND end_date < :today THEN 'USED' ELSE status END
        AS status_today
    FROM time_offs
)
WHERE (:profile IS NULL OR hris_profile_id = :profile)
  AND (:status = '[]' OR status_today IN (SELECT value FROM json_each(:status)))
  AND (:ids = '[]' OR id IN (SELECT value FROM json_each(:ids)))
  AND (:policies IS NULL OR policy_id IN (SELECT value FROM json_each(:policies)))
  AND (:start_date IS NULL OR start_date >= :start_date)
  AND (:end_date IS NULL OR end_date <= :end_date)
  AND (:approval_start_date IS NULL OR substr(approved_at, 1, 10) >= :approval_start_date)
  AND (:approval_end_date IS NULL OR substr(approved_at, 1, 10) <= :approval_end_date)
  AND (:updated_start_date IS NULL OR substr(updated_at, 1, 10) >= :updated_start_date)
  AND (:updated_end_date IS NULL OR substr(updated_at, 1, 10) <= :updated_end_date)
  AND (:after_start IS NULL
       OR start_date < :after_start
       OR start_date = :after_start AND id > :after_id)
ORDER BY start_date DESC, id
LIMIT :limit
"""
BOUNDS = (
    "start_date",
    "end_date",
    "approval_start_date",
    "approval_end_date",
    "updated_start_date",
    "updated_end_date",
)


@endpoints.get("/time_offs", operation="time_offs.list", scopes=READ)
@remembered
def list_all(call: Call) -> Answer:
    """Everybody's. There is no filter for a worker here: one that is sent changes nothing."""
    return _page(call, None)


@endpoints.get(
    "/time_offs/profile/<hris_profile_id>", operation="time_offs.list_of_profile", scopes=READ
)
@remembered
def list_of_profile(call: Call, hris_profile_id: str) -> Answer:
    """One worker's."""
    if person_or_none(call.db, hris_profile_id) is None:
        raise not_found("Profile")
    return _page(call, hris_profile_id)


@endpoints.get(
    "/time_offs/attachments/<attachment_id>/download",
    operation="time_offs.attachment",
    scopes=READ,
)
def download_attachment(call: Call, attachment_id: str) -> Answer:
    """A link that is good for 15 minutes."""
    row = call.db.execute(
        "SELECT id FROM time_off_attachments WHERE id = ?", (attachment_id,)
    ).fetchone()
    if row is None:
        raise not_found("Attachment")
    return ok({"url": call.file_url("time_off_attachment", attachment_id, minutes=15)})


@endpoints.get("/time_offs/time-off-events", operation="time_offs.events", scopes=READ)
def list_events(call: Call) -> Answer:
    """A worker's births and adoptions."""
    query = call.query(EventsQuery)
    profile(call, query.hris_profile_id)
    rows = call.db.execute(
        "SELECT * FROM time_off_events WHERE hris_profile_id = ? ORDER BY created_at",
        (query.hris_profile_id,),
    )
    return ok(
        [
            {"id": row["id"], **json.loads(row["details"]), "created_at": row["created_at"]}
            for row in rows
        ]
    )


@endpoints.get("/time_offs/dailies", operation="time_offs.dailies", scopes=READ)
def list_dailies(call: Call) -> Answer:
    """Holidays, work schedule and days off of each profile, or of each country."""
    query = call.query(DailiesQuery)
    if not timedelta(0) <= query.end_date - query.start_date <= LONGEST_DAILIES:
        raise refuse(400, "The period must be between one day and one year", field="end_date")
    if query.hris_profile_ids:
        answers = [_dailies_of(call, id, query) for id in query.hris_profile_ids]
    else:
        answers = [
            {
                "country": country,
                **_schedule(country, USUAL_HOURS, query.start_date, query.end_date),
            }
            for country in query.countries
        ]
    return ok(answers)


def _page(call: Call, hris_profile_id: str | None) -> Answer:
    query = call.query(ListQuery)
    today = call.sandbox.clock.today()
    after_start, after_id = _after(query.next) if query.next is not None else (None, None)
    policies = _policies_of_types(call.db, query.policy_types) if query.policy_types else None
    bounds = {name: getattr(query, name) for name in BOUNDS}
    rows = call.db.execute(
        PAGE,
        {
            "today": str(today),
            "profile": hris_profile_id,
            "status": json.dumps(query.status),
            "ids": json.dumps(query.time_off_ids),
            "policies": json.dumps(policies) if policies is not None else None,
            "after_start": after_start,
            "after_id": after_id,
            "limit": query.page_size + 1,
            **{name: str(bound) if bound else None for name, bound in bounds.items()},
        },
    ).fetchall()
    shown, has_next = rows[: query.page_size], len(rows) > query.page_size
    time_offs = [time_off_of(row) for row in shown]
    return bare(
        {
            "data": items(call.db, time_offs, today, with_type=hris_profile_id is None),
            "next": _cursor(time_offs[-1]) if has_next else None,
            "page_size": query.page_size,
            "has_next_page": has_next,
        }
    )


def _cursor(last: TimeOff) -> str:
    return urlsafe_b64encode(f"{last.start}/{last.id}".encode()).decode()


def _after(cursor: str) -> tuple[str, str]:
    try:
        start_date, id = urlsafe_b64decode(cursor).decode().split("/")
    except (binascii.Error, ValueError) as error:
        raise refuse(400, "Invalid cursor", field="next") from error
    return start_date, id


def _policies_of_types(db: sqlite3.Connection, policy_type_ids: list[str]) -> list[str]:
    return [
        policy.id
        for row in db.execute("SELECT DISTINCT country FROM contracts")
        for policy in policies_of(row["country"])
        if policy.policy_type.id in policy_type_ids
    ]


def _dailies_of(call: Call, hris_profile_id: str, query: DailiesQuery) -> Json:
    worker = profile(call, hris_profile_id)
    taken = [
        {"date": str(daily.date), "time_off_daily_type": daily.type}
        for request in worker.requests
        if request.overlaps(query.start_date, query.end_date)
        for daily in request.dailies
        if query.start_date <= daily.date <= query.end_date
    ]
    schedule = _schedule(worker.country, worker.hours_per_day, query.start_date, query.end_date)
    return {"hris_profile_id": hris_profile_id, **schedule, "time_off_dailies": taken}


def _schedule(country: str, hours: Decimal, start: date, end: date) -> Json:
    holidays = [
        _holiday(day) for day in days_between(country, start, end) if day.type is DayType.HOLIDAY
    ]
    return {
        "holidays": holidays,
        "work_schedule": {
            "work_week": work_week(country, start.year),
            "hours_per_day": number(hours),
        },
        "time_off_dailies": [],
    }


def _holiday(day: Day) -> Json:
    return {"name": day.holiday_name, "formatted_date": str(day.date), "type": "PUBLIC"}
