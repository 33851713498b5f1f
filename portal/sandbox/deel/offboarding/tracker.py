"""Who is leaving: the offboarding tracker (hr-apis/deel.md section 8)."""

import sqlite3
from datetime import timedelta
from typing import Any

from portal.sandbox.deel.call import Answer, Call, bare, ok
from portal.sandbox.deel.endpoint import Endpoints
from portal.sandbox.deel.errors import not_found, refuse
from portal.sandbox.deel.offboarding.bodies import TrackerQuery
from portal.sandbox.records import full_name

endpoints = Endpoints()
READ = {"contracts:read", "people:read"}
WINDOW = timedelta(days=45)
LEAVING = """
SELECT offboardings.*, people.*, offboardings.id AS offboarding_id, offboardings.status AS progress,
       COALESCE(offboardings.end_date, desired_end_date) AS reference_date
FROM offboardings
JOIN contracts USING (contract_id)
JOIN people USING (hris_profile_id)
"""


@endpoints.get("/offboarding/tracker", operation="offboarding.tracker", scopes=READ)
def list_leaving(call: Call) -> Answer:
    """Everybody whose last day is near; in `ignore_date_range`, everybody."""
    query = call.query(TrackerQuery)
    today = call.sandbox.clock.today()
    rows = [
        row
        for row in call.db.execute(f"{LEAVING} ORDER BY reference_date DESC, offboarding_id")
        if (query.search or "").lower() in full_name(row).lower()
        and (not query.hiring_types or row["hiring_type"] in query.hiring_types)
        and (not query.progress_statuses or row["progress"] in query.progress_statuses)
        and (
            query.ignore_date_range
            or str(today - WINDOW) <= row["reference_date"] <= str(today + WINDOW)
        )
    ]
    start = _start(rows, query.cursor)
    shown = rows[start : start + query.limit]
    has_more = start + query.limit < len(rows)
    cursor = shown[-1]["offboarding_id"] if has_more else None
    return bare(
        {
            "data": [_entry(row) for row in shown],
            "page": {"cursor": cursor, "total_rows": len(rows)},
        }
    )


@endpoints.get("/offboarding/tracker/<id>", operation="offboarding.tracker.get", scopes=READ)
def get_leaving(call: Call, id: str) -> Answer:
    """One, by the id of the list."""
    return _one(call, "offboarding_id = ?", id)


@endpoints.get(
    "/offboarding/tracker/hris_profile/<hris_profile_id>",
    operation="offboarding.tracker.get_of_profile",
    scopes=READ,
)
def get_leaving_of_profile(call: Call, hris_profile_id: str) -> Answer:
    """The newest of a person."""
    return _one(call, "hris_profile_id = ?", hris_profile_id)


def _one(call: Call, condition: str, value: str) -> Answer:
    row = call.db.execute(
        f"SELECT * FROM ({LEAVING}) WHERE {condition} ORDER BY created_at DESC",  # noqa: S608
        (value,),
    ).fetchone()
    if row is None:
        raise not_found("Offboarding")
    return ok(_entry(row))


def _start(rows: list[sqlite3.Row], cursor: str | None) -> int:
    if cursor is None:
        return 0
    ids = [row["offboarding_id"] for row in rows]
    if cursor not in ids:
        raise refuse(400, "Invalid cursor", field="cursor")
    return ids.index(cursor) + 1


def _entry(row: sqlite3.Row) -> dict[str, Any]:
    return {
        "unique_id": row["offboarding_id"],
        "name": full_name(row),
        "contract": {"id": row["contract_id"]},
        "hris_profile": {"oid": row["hris_profile_id"]},
        "hiring_type": row["hiring_type"],
        "offboarding_type": "RESIGNATION",
        "termination_id": None,
        "progress": {
            "status": row["progress"],
            "reference_date": row["reference_date"],
            "reference_date_type": "END_DATE",
        },
    }
