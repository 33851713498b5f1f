"""People as the API writes them. Addresses are in camel case, everything else in snake case."""

import sqlite3
from typing import Any

from portal.sandbox.company import ORGANIZATION_ID, ORGANIZATION_NAME
from portal.sandbox.records import contracts_of, full_name

Json = dict[str, Any]


def person(db: sqlite3.Connection, row: sqlite3.Row, *, custom_fields: bool = False) -> Json:
    """The person object."""
    contracts = contracts_of(db, row["hris_profile_id"])
    reports = _reports(db, row["hris_profile_id"])
    return {
        "id": row["hris_profile_id"],
        "worker_id": row["worker_id"],
        "external_id": row["external_id"],
        "first_name": row["first_name"],
        "last_name": row["last_name"],
        "full_name": full_name(row),
        "preferred_first_name": row["preferred_first_name"],
        "preferred_last_name": None,
        "birth_date": row["birth_date"],
        "start_date": row["start_date"],
        "country": row["country"],
        "state": row["state"],
        "timezone": row["timezone"],
        "nationalities": [row["nationality"]],
        "work_location": "Remote",
        "job_title": row["job_title"],
        "seniority": row["seniority"],
        "completion_date": row["completion_date"],
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
        "emails": [
            {"type": "primary", "value": row["work_email"] or row["personal_email"]},
            {"type": "work", "value": row["work_email"]},
            {"type": "personal", "value": row["personal_email"]},
        ],
        "addresses": _addresses(row),
        "department": {
            "id": row["department_id"],
            "name": row["department_name"],
            "parent": None,
        },
        "direct_manager": _manager_or_none(db, row["manager_id"]),
        "direct_reports": reports or None,
        "direct_reports_count": len(reports),
        "client_legal_entity": _legal_entity(contracts[0]) if contracts else None,
        "hiring_type": row["hiring_type"],
        "hiring_status": row["hiring_status"],
        "new_hiring_status": row["new_hiring_status"],
        "active_worker_termination_status": row["termination_status"],
        "employments": [_employment(row, contract) for contract in contracts],
        "custom_fields": [{"name": "T-shirt size", "value": "M"}] if custom_fields else [],
        "profile_organizational_structures": [],
    }


def personal(db: sqlite3.Connection, row: sqlite3.Row) -> Json:
    """What `/people/{id}/personal` shows."""
    profile_id = row["hris_profile_id"]
    phones = db.execute(
        "SELECT type, dial_code, phone_number FROM phones WHERE hris_profile_id = ?", (profile_id,)
    )
    contacts = db.execute(
        "SELECT full_name, relationship, phone, email FROM emergency_contacts"
        " WHERE hris_profile_id = ?",
        (profile_id,),
    )
    return {
        "addresses": _addresses(row),
        "phones": [dict(phone) for phone in phones],
        "emergency_contacts": [dict(contact) for contact in contacts],
        "kyc": {
            "is_kyc_approved": row["role"] != "new",
            "kyc_approval_date": None if row["role"] == "new" else row["created_at"],
        },
        "ooo": None,
        "demographics": None,
    }


def worker_me(row: sqlite3.Row) -> Json:
    """`/people/me` for a worker token. `id` is a number of its own, not the profile id."""
    return {
        "id": row["user_id"],
        "user_id": row["user_id"],
        "email": row["work_email"] or row["personal_email"],
        "username": None,
        "first_name": row["first_name"],
        "middle_name": row["middle_name"],
        "last_name": row["last_name"],
        "full_name": full_name(row),
        "avatar_url": None,
        "profile_type": "contractor",
        "organization_id": ORGANIZATION_ID,
        "organization_name": ORGANIZATION_NAME,
        "client_country": "US",
        "contractor_country": row["country"],
        "hris_enabled": True,
        "hris_organization_user_id": row["hris_profile_id"],
    }


def organization_me() -> Json:
    """`/people/me` for an organization token."""
    return {
        "id": 770_001,
        "user_id": 770_001,
        "email": "people@acme.example",
        "username": None,
        "first_name": "Acme",
        "middle_name": None,
        "last_name": "People team",
        "full_name": "Acme People team",
        "avatar_url": None,
        "profile_type": "client",
        "organization_id": ORGANIZATION_ID,
        "organization_name": ORGANIZATION_NAME,
        "client_country": "US",
        "contractor_country": None,
        "hris_enabled": True,
        "hris_organization_user_id": None,
    }


def _addresses(row: sqlite3.Row) -> list[Json]:
    if row["street"] is None:
        return []
    return [
        {
            "streetAddress": row["street"],
            "locality": row["city"],
            "region": row["region"],
            "postalCode": row["postal_code"],
            "country": row["country"],
        }
    ]


def _reports(db: sqlite3.Connection, profile_id: str) -> list[Json]:
    rows = db.execute(
        "SELECT * FROM people WHERE manager_id = ? AND hiring_status <> 'inactive'", (profile_id,)
    )
    return [_related(row) for row in rows]


def _manager_or_none(db: sqlite3.Connection, manager_id: str | None) -> Json | None:
    row = db.execute("SELECT * FROM people WHERE hris_profile_id = ?", (manager_id,)).fetchone()
    return _related(row) if row else None


def _related(row: sqlite3.Row) -> Json:
    return {
        "id": row["hris_profile_id"],
        "first_name": row["first_name"],
        "last_name": row["last_name"],
        "work_email": row["work_email"],
        "worker_id": row["worker_id"],
    }


def _legal_entity(contract: sqlite3.Row) -> Json:
    return {"id": contract["legal_entity_id"], "name": contract["legal_entity_name"]}


def _employment(person: sqlite3.Row, contract: sqlite3.Row) -> Json:
    ended = bool(contract["is_ended"])
    return {
        "id": contract["contract_id"],
        "name": contract["name"],
        "team": {"id": person["team_id"], "name": person["team_name"]},
        "email": person["personal_email"],
        "work_email": person["work_email"],
        "country": contract["country"],
        "state": contract["state"],
        "job_title": contract["job_title"],
        "seniority": contract["seniority"],
        "start_date": contract["start_date"],
        "completion_date": contract["end_date"],
        "hiring_type": contract["hiring_type"],
        "hiring_status": contract["hiring_status"],
        "new_hiring_status": "INACTIVE" if ended else person["new_hiring_status"],
        "contract_status": contract["status"],
        "is_ended": ended,
        "termination_last_day": contract["termination_last_day"],
        "has_eor_termination": bool(contract["has_eor_termination"]),
        "payment": {
            "rate": contract["salary"],
            "scale": contract["scale"],
            "currency": contract["currency"],
            "contract_name": contract["name"],
        },
        "client_legal_entity": _legal_entity(contract),
    }
