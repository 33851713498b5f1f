"""People (hr-apis/deel.md sections 2 and 8)."""

import sqlite3
from datetime import date
from typing import Annotated, Literal

from annotated_types import Ge, Le
from pydantic import Field

from portal.sandbox.clock import instant
from portal.sandbox.deel import person_json
from portal.sandbox.deel.call import Answer, Body, Call, Query, bare, no_content, ok
from portal.sandbox.deel.endpoint import Endpoints
from portal.sandbox.deel.errors import PERSON, not_found, refuse
from portal.sandbox.records import person_or_none

endpoints = Endpoints()

Email = Annotated[str, Field(max_length=254, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]
Name = Annotated[str, Field(min_length=1, max_length=100)]


class PeopleQuery(Query):
    """Filters and the window of the list."""

    offset: Annotated[int, Ge(0)] = 0
    limit: Annotated[int, Ge(1), Le(200)] = 50
    search: str | None = None
    sort_by: Literal["id", "full_name", "job_title", "start_date", "country"] = "id"
    sort_order: Literal["asc", "desc"] = "asc"
    teams: list[str] = Field(default_factory=list)
    hiring_statuses: list[str] = Field(default_factory=list)
    hiring_types: list[str] = Field(default_factory=list)
    person_statuses: list[str] = Field(default_factory=list)


SORT_COLUMNS = {
    "id": "CAST(worker_id AS INTEGER)",
    "full_name": "first_name || ' ' || last_name",
    "job_title": "job_title",
    "start_date": "start_date",
    "country": "country",
}


@endpoints.get("/people", operation="people.list", scopes={"people:read"})
def list_people(call: Call) -> Answer:
    """Everybody of the organization."""
    query = call.query(PeopleQuery)
    where, values = _conditions(query)
    order = f"{SORT_COLUMNS[query.sort_by]} {query.sort_order}"
    total = call.db.execute(f"SELECT COUNT(*) FROM people{where}", values).fetchone()[0]  # noqa: S608
    rows = call.db.execute(
        f"SELECT * FROM people{where} ORDER BY {order} LIMIT ? OFFSET ?",  # noqa: S608
        (*values, query.limit, query.offset),
    ).fetchall()
    page = {"offset": query.offset, "total_rows": total, "items_per_page": query.limit}
    return bare({"data": [person_json.person(call.db, row) for row in rows], "page": page})


def _conditions(query: PeopleQuery) -> tuple[str, list[str]]:
    conditions: list[str] = []
    values: list[str] = []
    for column, wanted in (
        ("team_id", query.teams),
        ("hiring_status", query.hiring_statuses),
        ("hiring_type", query.hiring_types),
        ("new_hiring_status", query.person_statuses),
    ):
        if wanted:
            conditions.append(f"{column} IN ({', '.join('?' * len(wanted))})")
            values += wanted
    if query.search:
        conditions.append(
            "(first_name || ' ' || last_name LIKE ? OR latin_name LIKE ?"
            " OR work_email LIKE ? OR personal_email LIKE ?)"
        )
        values += [f"%{query.search}%"] * 4
    return (f" WHERE {' AND '.join(conditions)}" if conditions else ""), values


class PersonQuery(Query):
    """What comes with the person."""

    include_custom_fields: bool = False


@endpoints.get("/people/me", operation="people.me", scopes={"worker:read", "people:read"})
def get_me(call: Call) -> Answer:
    """Whom the token stands for, as a bare object."""
    if call.caller.worker is None:
        return bare(person_json.organization_me())
    return bare(person_json.worker_me(_person(call, call.caller.worker)))


@endpoints.get(
    "/people/<hris_profile_id>",
    operation="people.get",
    scopes={"people:read"},
    envelopes=PERSON,
)
def get_person(call: Call, hris_profile_id: str) -> Answer:
    """One person."""
    query = call.query(PersonQuery)
    row = _person(call, hris_profile_id)
    return ok(person_json.person(call.db, row, custom_fields=query.include_custom_fields))


@endpoints.get(
    "/people/<hris_profile_id>/personal", operation="people.personal.get", scopes={"people:read"}
)
def get_personal(call: Call, hris_profile_id: str) -> Answer:
    """Addresses, phones and emergency contacts."""
    return ok(person_json.personal(call.db, _person(call, hris_profile_id)))


class Phone(Body):
    """A phone number; one of a type."""

    type: Literal["PERSONAL", "WORK", "HOME"]
    dial_code: Annotated[str, Field(pattern=r"^\+?[0-9]{1,4}$")]
    phone_number: Annotated[str, Field(pattern=r"^[0-9 ()-]{4,20}$")]


class PersonalChange(Body):
    """Any subset of what can be changed."""

    work_email: Email | None = None
    personal_email: Email | None = None
    preferred_name: Name | None = None
    date_of_birth: date | None = None
    legal_first_name: Name | None = None
    legal_last_name: Name | None = None
    phone_numbers: list[Phone] | None = None


COLUMNS = {
    "work_email": "work_email",
    "personal_email": "personal_email",
    "preferred_name": "preferred_first_name",
    "date_of_birth": "birth_date",
    "legal_first_name": "first_name",
    "legal_last_name": "last_name",
}


@endpoints.patch(
    "/people/<hris_profile_id>/personal",
    operation="people.personal.update",
    scopes={"people:write"},
)
def update_personal(call: Call, hris_profile_id: str) -> Answer:
    """Change what is named; the rest stays."""
    _person(call, hris_profile_id)
    change = call.data(PersonalChange)
    named = change.model_dump(mode="json", exclude_none=True)
    values = {COLUMNS[name]: value for name, value in named.items() if name in COLUMNS}
    values["updated_at"] = instant(call.sandbox.clock.now())
    assignments = ", ".join(f"{column} = :{column}" for column in values)
    with call.transaction() as db:
        try:
            db.execute(
                f"UPDATE people SET {assignments} WHERE hris_profile_id = :id",  # noqa: S608
                values | {"id": hris_profile_id},
            )
        except sqlite3.IntegrityError as error:
            raise refuse(400, "Email is already in use") from error
        for phone in change.phone_numbers or []:
            db.execute(
                "REPLACE INTO phones (hris_profile_id, type, dial_code, phone_number)"
                " VALUES (?, ?, ?, ?)",
                (hris_profile_id, phone.type, phone.dial_code.lstrip("+"), phone.phone_number),
            )
    return no_content()


def _person(call: Call, hris_profile_id: str) -> sqlite3.Row:
    row = person_or_none(call.db, hris_profile_id)
    if row is None:
        raise not_found("Person")
    return row
