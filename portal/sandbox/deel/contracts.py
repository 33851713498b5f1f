"""Contracts and managers, from the employer's side (hr-apis/deel.md section 8)."""

import sqlite3
from typing import Annotated, Any

from annotated_types import Ge, Le
from pydantic import Field

from portal.sandbox.deel.call import Answer, Call, Query, bare
from portal.sandbox.deel.endpoint import Endpoints
from portal.sandbox.deel.paging import cursor_for, cursor_position
from portal.sandbox.records import full_name, owner

endpoints = Endpoints()


class ContractsQuery(Query):
    """Filters and the window of the list."""

    after_cursor: str | None = None
    limit: Annotated[int, Ge(1), Le(99)] = 50
    types: list[str] = Field(default_factory=list)
    statuses: list[str] = Field(default_factory=list)


@endpoints.get("/contracts", operation="contracts.list", scopes={"contracts:read"})
def list_contracts(call: Call) -> Answer:
    """All contracts, the oldest first; `page.cursor` is null on the last page."""
    query = call.query(ContractsQuery)
    rows = [
        row
        for row in call.db.execute("SELECT * FROM contracts ORDER BY start_date, contract_id")
        if (not query.types or row["hiring_type"] in query.types)
        and (not query.statuses or row["status"] in query.statuses)
    ]
    start = cursor_position(query.after_cursor, "after_cursor")
    end = start + query.limit
    page = {"cursor": cursor_for(end) if end < len(rows) else None, "total_rows": len(rows)}
    return bare({"data": [_contract(call.db, row) for row in rows[start:end]], "page": page})


def _contract(db: sqlite3.Connection, row: sqlite3.Row) -> dict[str, Any]:
    person = owner(db, row)
    return {
        "id": row["contract_id"],
        "title": row["name"],
        "type": row["hiring_type"],
        "status": row["status"],
        "created_at": row["created_at"],
        "termination_date": row["termination_last_day"],
        "is_archived": bool(row["is_ended"]),
        "client": {"legal_entity": _legal_entity(row)},
        "worker": {
            "id": person["hris_profile_id"],
            "email": person["work_email"],
            "full_name": full_name(person),
        },
    }


@endpoints.get(
    "/eor/contracts/<contract_id>/details",
    operation="eor.contracts.details",
    scopes={"contracts:read"},
)
def get_details(call: Call, contract_id: str) -> Answer:
    """One contract, as a bare object."""
    row = call.contract(contract_id)
    person = owner(call.db, row)
    return bare(
        {
            "id": row["contract_id"],
            "name": row["name"],
            "status": row["status"],
            "job_title": row["job_title"],
            "seniority": {"id": row["seniority_id"], "name": row["seniority"]},
            "scope": row["scope"],
            "country": row["country"],
            "state": row["state"],
            "employment_type": row["employment_type"],
            "work_hours_per_week": row["work_hours_per_week"],
            "start_date": row["start_date"],
            "end_date": row["end_date"],
            "probation_period": row["probation_period_days"],
            "notice_period": row["notice_period_days"],
            "holidays": row["holidays"],
            "compensation_details": {
                "salary": row["salary"],
                "currency": row["currency"],
                "scale": row["scale"],
            },
            "worker": {
                "id": person["hris_profile_id"],
                "name": full_name(person),
                "email": person["work_email"],
            },
            "employer": {"name": row["employer_name"]},
            "client_legal_entity": _legal_entity(row),
        }
    )


def _legal_entity(row: sqlite3.Row) -> dict[str, str]:
    return {"id": row["legal_entity_id"], "name": row["legal_entity_name"]}


class ManagersQuery(Query):
    """The window of the list."""

    offset: Annotated[int, Ge(0)] = 0
    limit: Annotated[int, Ge(1), Le(100)] = 50


@endpoints.get("/managers", operation="managers.list", scopes={"organizations:read"})
def list_managers(call: Call) -> Answer:
    """Everybody who has reports."""
    query = call.query(ManagersQuery)
    rows = call.db.execute(
        "SELECT * FROM people WHERE hris_profile_id IN (SELECT manager_id FROM people)"
        " ORDER BY CAST(worker_id AS INTEGER)"
    ).fetchall()
    data = [
        {
            "id": row["hris_profile_id"],
            "email": row["work_email"],
            "first_name": row["first_name"],
            "last_name": row["last_name"],
        }
        for row in rows[query.offset : query.offset + query.limit]
    ]
    page = {"offset": query.offset, "total_rows": len(rows), "items_per_page": query.limit}
    return bare({"data": data, "page": page})
