"""Payslips (hr-apis/deel.md section 2)."""

import sqlite3

from portal.sandbox.deel.call import Answer, Call, ok
from portal.sandbox.deel.endpoint import Endpoints
from portal.sandbox.deel.errors import PAYSLIPS, not_found
from portal.sandbox.records import person_or_none

FILE_MINUTES = 15

endpoints = Endpoints()


@endpoints.get(
    "/eor/workers/<worker_id>/payslips",
    operation="payslips.list",
    scopes={"payslips:read"},
    envelopes=PAYSLIPS,
)
def list_payslips(call: Call, worker_id: str) -> Answer:
    """All payslips of a worker, the newest first. No amounts."""
    if person_or_none(call.db, worker_id) is None:
        raise not_found("Worker")
    return ok(
        [
            {
                "id": row["id"],
                "from": row["from_date"],
                "to": row["to_date"],
                "status": row["status"],
            }
            for row in _payslips(call.db, worker_id)
        ]
    )


@endpoints.get(
    "/eor/workers/<worker_id>/payslips/<payslip_id>/download",
    operation="payslips.download",
    scopes={"payslips:read", "worker:read"},
    envelopes=PAYSLIPS,
)
def download_payslip(call: Call, worker_id: str, payslip_id: str) -> Answer:
    """An address of the PDF file."""
    call.own(worker_id, "Payslip")
    row = call.db.execute(
        "SELECT * FROM payslips WHERE id = ? AND hris_profile_id = ?", (payslip_id, worker_id)
    ).fetchone()
    if row is None or row["published_at"] is None:
        raise not_found("Payslip")
    return ok({"url": call.file_url("payslip", row["id"], minutes=FILE_MINUTES)})


@endpoints.get("/daas/payslips", operation="daas.payslips.list", scopes={"worker:read"})
def list_own_payslips(call: Call) -> Answer:
    """The calling worker's payslips, each with the address of its file."""
    return ok([_own_payslip(call, row) for row in _payslips(call.db, call.worker)])


def _own_payslip(call: Call, row: sqlite3.Row) -> dict[str, str | None]:
    published = row["published_at"]
    url = call.file_url("payslip", row["id"], minutes=FILE_MINUTES) if published else None
    return {
        "id": row["id"],
        "from": row["from_date"],
        "to": row["to_date"],
        "status": row["status"],
        "url": url,
        "created_at": row["created_at"],
        "updated_at": published or row["created_at"],
        "uploaded_at": published,
        "published_at": published,
        "rejected_at": None,
        "reject_reason": None,
        "schedule_publishing_date": None,
    }


def _payslips(db: sqlite3.Connection, hris_profile_id: str) -> list[sqlite3.Row]:
    return db.execute(
        "SELECT * FROM payslips WHERE hris_profile_id = ? ORDER BY period DESC",
        (hris_profile_id,),
    ).fetchall()
