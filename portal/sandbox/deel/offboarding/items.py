"""The JSON of an offboarding."""

import sqlite3
from typing import Any

from portal.sandbox.clock import instant
from portal.sandbox.offboarding.records import Letter, Offboarding

Json = dict[str, Any]


def offboarding_json(
    db: sqlite3.Connection, one: Offboarding, *, with_letter: bool = False
) -> Json:
    """There is no status in it; `with_letter` as in the answer to a signature."""
    documents: Json = {
        "supporting": [
            {"id": row["id"], "name": row["name"], "type": row["content_type"]}
            for row in db.execute(
                "SELECT id, name, content_type FROM offboarding_attachments"
                " WHERE offboarding_id = ? ORDER BY rowid",
                (one.id,),
            )
        ],
        "offboarding": [
            {
                "id": row["id"],
                "files": [],
                "status": row["status"],
                "reviewer_type": row["reviewer_type"],
                "requested_changes": row["requested_changes"],
                "created_at": row["created_at"],
            }
            for row in db.execute(
                "SELECT * FROM offboarding_documents WHERE offboarding_id = ?"
                " ORDER BY reviewer_type",
                (one.id,),
            )
        ],
    }
    if with_letter:
        documents["resignation_letter"] = letter_json(one.letter)
    return {
        "id": one.id,
        "contract_id": one.contract_id,
        "created_at": instant(one.created_at),
        "updated_at": instant(one.updated_at),
        "end_date": one.end_date and one.end_date.isoformat(),
        "desired_end_date": one.desired_end_date.isoformat(),
        "is_sensitive": False,
        "request_data": {
            # Not the words that the worker's request is made with.
            "reason": one.reason.removeprefix("EMPLOYEE_"),
            "reason_detail": one.reason_detail,
            "desired_end_date": one.desired_end_date.isoformat(),
            "end_date": one.end_date and one.end_date.isoformat(),
            "used_time_off": one.used_time_off,
            "eligible_for_rehire": None,
            "decline_reason": one.decline_reason,
            "decline_reason_detail": one.decline_reason_detail,
            "severance_type": one.severance_type,
            "severance_amount": one.severance_amount,
        },
        "documents": documents,
    }


def resignation_json(one: Offboarding) -> Json:
    """An entry of the worker's list."""
    return {
        "id": one.id,
        "contract_id": one.contract_id,
        "status": one.status,
        "end_date": one.end_date and one.end_date.isoformat(),
        "desired_end_date": one.desired_end_date.isoformat(),
        "created_at": instant(one.created_at),
        "updated_at": instant(one.updated_at),
        "resignation_letter": letter_json(one.letter),
    }


def letter_json(letter: Letter | None) -> Json | None:
    """The letter; None before the client's review."""
    if letter is None:
        return None
    return {
        "id": letter.id,
        "status": letter.status,
        "signature": letter.signature,
        "signed_at": letter.signed_at and instant(letter.signed_at),
    }
