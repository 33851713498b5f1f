"""Papers that a country's law asks workers for (hr-apis/deel.md section 2)."""

import sqlite3
from datetime import timedelta
from typing import Any

from portal.sandbox.clock import instant
from portal.sandbox.deel.call import Answer, Call, no_content, ok
from portal.sandbox.deel.endpoint import Accepts, Endpoints
from portal.sandbox.deel.errors import EOR, not_found, refuse
from portal.sandbox.deel.uploads import accepted

FILE_MINUTES = 15
PATH = "/eor/workers/compliance-documents"

endpoints = Endpoints()


@endpoints.get(PATH, operation="compliance.list", scopes={"worker:read"}, envelopes=EOR)
def list_documents(call: Call) -> Answer:
    """What is asked of the calling worker, handed in or not."""
    rows = call.db.execute(
        "SELECT * FROM compliance_documents WHERE hris_profile_id = ? ORDER BY rowid",
        (call.worker,),
    )
    return ok({"documents": [_document(row) for row in rows]})


def _document(row: sqlite3.Row) -> dict[str, Any]:
    return {
        "id": row["id"],
        "name": row["name"],
        "description": row["description"],
        "country": row["country"],
        "status": row["status"],
        "is_optional": bool(row["is_optional"]),
        "required_in_30_days": bool(row["required_in_30_days"]),
        "has_template": bool(row["has_template"]),
        "fillable": bool(row["fillable"]),
        "filenames": [row["filename"]] if row["filename"] else [],
        "uploaded_at": row["uploaded_at"],
        "rejection_message": row["rejection_message"],
        "is_acknowledgement_only_document": bool(row["is_acknowledgement_only_document"]),
        "is_consent_required": bool(row["is_consent_required"]),
    }


@endpoints.post(
    f"{PATH}/<compliance_id>",
    operation="compliance.upload",
    scopes={"worker:write"},
    envelopes=EOR,
    accepts=Accepts.MULTIPART,
)
def upload_document(call: Call, compliance_id: str) -> Answer:
    """Hand in one file; a later one takes its place."""
    row = _own(call, compliance_id)
    if row["is_acknowledgement_only_document"]:
        raise refuse(400, "This document can only be acknowledged", field="file")
    files = call.files("file")
    if len(files) != 1:
        raise refuse(400, "One file is required", field="file")
    upload = accepted(files[0], "file")
    with call.transaction() as db:
        db.execute(
            "UPDATE compliance_documents SET filename = ?, content = ?, content_type = ?,"
            " uploaded_at = ?, status = 'AWAITING_EX_REVIEW', rejection_message = NULL"
            " WHERE id = ?",
            (
                upload.name,
                upload.content,
                upload.content_type,
                instant(call.sandbox.clock.now()),
                compliance_id,
            ),
        )
    return ok({"success": True})


@endpoints.get(
    f"{PATH}/<compliance_id>/templates/download",
    operation="compliance.template",
    scopes={"worker:read"},
    envelopes=EOR,
)
def download_template(call: Call, compliance_id: str) -> Answer:
    """The address of the form to fill in."""
    if not _own(call, compliance_id)["has_template"]:
        raise not_found("Template")
    return ok(_link(call, "compliance_template", compliance_id))


@endpoints.get(
    f"{PATH}/<compliance_id>/download",
    operation="compliance.download",
    scopes={"worker:read"},
    envelopes=EOR,
)
def download_document(call: Call, compliance_id: str) -> Answer:
    """The address of what was handed in."""
    row = _own(call, compliance_id)
    if row["filename"] is None:
        raise not_found("File")
    link = _link(call, "compliance_upload", compliance_id)
    return ok(link | {"updated_at": row["uploaded_at"]})


@endpoints.post(
    f"{PATH}/<compliance_id>/acknowledgement",
    operation="compliance.acknowledge",
    scopes={"worker:write"},
    envelopes=EOR,
    accepts=Accepts.NOTHING,
)
def acknowledge_document(call: Call, compliance_id: str) -> Answer:
    """The worker has read it; only for papers that ask for nothing more."""
    if not _own(call, compliance_id)["is_acknowledgement_only_document"]:
        raise refuse(400, "This document has to be uploaded")
    now = instant(call.sandbox.clock.now())
    with call.transaction() as db:
        db.execute(
            "UPDATE compliance_documents SET status = 'APPROVED', acknowledged_at = ? WHERE id = ?",
            (now, compliance_id),
        )
    return no_content()


def _own(call: Call, compliance_id: str) -> sqlite3.Row:
    row: sqlite3.Row | None = call.db.execute(
        "SELECT * FROM compliance_documents WHERE id = ? AND hris_profile_id = ?",
        (compliance_id, call.worker),
    ).fetchone()
    if row is None:
        raise not_found("Document")
    return row


def _link(call: Call, kind: str, compliance_id: str) -> dict[str, str]:
    expires_at = call.sandbox.clock.now() + timedelta(minutes=FILE_MINUTES)
    return {
        "url": call.file_url(kind, compliance_id, minutes=FILE_MINUTES),
        "expires_at": instant(expires_at),
    }
