"""Tax documents, letters, HRX documents, agreement and offer (hr-apis/deel.md section 2)."""

import sqlite3
from datetime import timedelta
from typing import Annotated, Any

from annotated_types import Ge, Le

from portal.sandbox.clock import instant
from portal.sandbox.deel.call import Answer, Call, Query, bare, ok
from portal.sandbox.deel.endpoint import Endpoints
from portal.sandbox.deel.errors import EOR, not_found, refuse
from portal.sandbox.deel.paging import cursor_for, cursor_position
from portal.sandbox.papers.agreement import offer_letter

FILE_MINUTES = 15

endpoints = Endpoints()


@endpoints.get("/eor/workers/tax-documents", operation="tax_documents.list", scopes={"worker:read"})
def list_tax_documents(call: Call) -> Answer:
    """The calling worker's tax statements, the newest first, each with the address of its file."""
    rows = call.db.execute(
        "SELECT documents.*, country FROM documents JOIN contracts USING (contract_id)"
        " WHERE documents.hris_profile_id = ? AND kind = 'tax' ORDER BY year DESC",
        (call.worker,),
    )
    return ok(
        [
            {
                "id": row["id"],
                "url": call.file_url("document", row["id"], minutes=FILE_MINUTES),
                "type": row["name"],
                "year": row["year"],
                "country": row["country"],
            }
            for row in rows
        ]
    )


@endpoints.get(
    "/eor/workers/contracts/<contract_id>/hr-documents",
    operation="hr_documents.list",
    scopes={"worker:read"},
)
def list_hr_documents(call: Call, contract_id: str) -> Answer:
    """Letters by name; the vendor has no way to fetch them."""
    rows = _documents(call, contract_id, "hr_letter")
    return ok([{"id": row["id"], "name": row["name"]} for row in rows])


class HrxQuery(Query):
    """The window of the list."""

    cursor: str | None = None
    limit: Annotated[int, Ge(1), Le(100)] = 20


@endpoints.get(
    "/eor/contracts/<contract_id>/hrx-documents",
    operation="hrx_documents.list",
    scopes={"worker:read", "contracts:read"},
    envelopes=EOR,
)
def list_hrx_documents(call: Call, contract_id: str) -> Answer:
    """Papers of one contract, the newest first."""
    query = call.query(HrxQuery)
    rows = _documents(call, contract_id, "hrx")
    start = cursor_position(query.cursor, "cursor")
    end = start + query.limit
    more = end < len(rows)
    return bare(
        {
            "data": [_hrx_document(row) for row in rows[start:end]],
            "has_more": more,
            "next_cursor": cursor_for(end) if more else None,
            "total_count": len(rows),
        }
    )


@endpoints.get(
    "/eor/contracts/<contract_id>/hrx-documents/<document_id>",
    operation="hrx_documents.get",
    scopes={"worker:read", "contracts:read"},
    envelopes=EOR,
)
def get_hrx_document(call: Call, contract_id: str, document_id: str) -> Answer:
    """The address of one paper's file, good for 15 minutes."""
    for row in _documents(call, contract_id, "hrx"):
        if row["id"] == document_id:
            return ok(
                {
                    "url": call.file_url("document", document_id, minutes=FILE_MINUTES),
                    "created_at": row["created_at"],
                    "updated_at": row["updated_at"],
                }
            )
    raise not_found("Document")


def _documents(call: Call, contract_id: str, kind: str) -> list[sqlite3.Row]:
    call.contract(contract_id)
    return call.db.execute(
        "SELECT * FROM documents WHERE contract_id = ? AND kind = ? ORDER BY created_at DESC, id",
        (contract_id, kind),
    ).fetchall()


def _hrx_document(row: sqlite3.Row) -> dict[str, Any]:
    return {
        "id": row["id"],
        "name": row["name"],
        "category": row["category"],
        "category_id": row["category_type"].lower(),
        "category_type": row["category_type"],
        "category_description": row["category_description"],
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
    }


class AgreementQuery(Query):
    """The version that is expected."""

    version: int | None = None


@endpoints.get(
    "/eor/workers/contracts/<contract_id>/employee-agreement/download",
    operation="employee_agreement.download",
    scopes={"worker:read"},
    envelopes=EOR,
)
def download_agreement(call: Call, contract_id: str) -> Answer:
    """The address of the agreement; 409 where another version is asked for than there is."""
    query = call.query(AgreementQuery)
    contract = call.contract(contract_id)
    if query.version not in (None, contract["agreement_version"]):
        raise refuse(409, "The employment agreement has another version", code="CONFLICT")
    expires_at = call.sandbox.clock.now() + timedelta(minutes=FILE_MINUTES)
    url = call.file_url("agreement", contract_id, minutes=FILE_MINUTES)
    return ok({"url": url, "expires_at": instant(expires_at)})


@endpoints.get(
    "/eor/workers/contracts/<contract_id>/offer-letter",
    operation="offer_letter.get",
    scopes={"worker:read"},
    envelopes=EOR,
)
def get_offer_letter(call: Call, contract_id: str) -> Answer:
    """A page, not JSON."""
    page = offer_letter(call.db, call.contract(contract_id))
    return Answer(200, page.encode(), "text/html; charset=utf-8")


@endpoints.get(
    "/workers/contracts/<contract_id>/pdf", operation="contract_pdf.get", scopes={"worker:read"}
)
def get_contract_pdf(call: Call, contract_id: str) -> Answer:
    """The address of the contract's file."""
    call.contract(contract_id)
    return ok({"url": call.file_url("agreement", contract_id, minutes=FILE_MINUTES)})
