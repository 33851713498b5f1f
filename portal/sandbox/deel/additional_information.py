"""What a worker tells about themselves before the contract runs (hr-apis/deel.md section 2)."""

import json
import re
import sqlite3
import tomllib
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Annotated, Any

from pydantic import ConfigDict, Field

from portal.sandbox.clock import instant
from portal.sandbox.deel.call import Answer, Body, Call, created, ok
from portal.sandbox.deel.endpoint import Endpoints
from portal.sandbox.deel.errors import EOR, Problem, Refused, not_found, refuse

PATH = "/eor/workers/contracts/<contract_id>/additional-information"
EARLY_STATUSES = frozenset({"new", "under_review", "waiting_for_employee_contract"})
PERSON_COLUMNS = {
    "street": "street",
    "city": "city",
    "zip_code": "postal_code",
    "state": "state",
    "dob": "birth_date",
}

Text = Annotated[str, Field(min_length=1, max_length=255)]

endpoints = Endpoints()


class Change(Body):
    """Any subset; a country's own keys come on top and are checked against its fields."""

    model_config = ConfigDict(extra="allow", strict=True)

    phone: Text | None = None
    street: Text | None = None
    city: Text | None = None
    state: Text | None = None
    zip_code: Text | None = None
    tax_residence: Text | None = None
    dob: date | None = None
    is_payslip_access_allowed: bool | None = None
    is_compliance_access_allowed: bool | None = None


class FirstSubmission(Change):
    """The first time, these are required."""

    phone: Text
    street: Text
    city: Text
    zip_code: Text
    tax_residence: Text
    is_payslip_access_allowed: bool
    is_compliance_access_allowed: bool


@endpoints.post(
    PATH, operation="additional_information.create", scopes={"worker:write"}, envelopes=EOR
)
def create_information(call: Call, contract_id: str) -> Answer:
    """Hand everything in for the first time."""
    contract = _early_contract(call, contract_id)
    _store(call, contract, call.data(FirstSubmission))
    return created({"created": True})


@endpoints.patch(
    PATH, operation="additional_information.update", scopes={"worker:write"}, envelopes=EOR
)
def update_information(call: Call, contract_id: str) -> Answer:
    """Change some of it; 400 once the contract has left its early statuses."""
    contract = _early_contract(call, contract_id)
    _store(call, contract, call.data(Change))
    return ok({"updated": True})


def _early_contract(call: Call, contract_id: str) -> sqlite3.Row:
    contract = call.contract(contract_id)
    if contract["status"] not in EARLY_STATUSES:
        message = "Additional information cannot be changed in the current contract status"
        raise refuse(400, message, code="INVALID_CONTRACT_STATUS")
    return contract


def _store(call: Call, contract: sqlite3.Row, change: Change) -> None:
    _check_country_keys(contract["country"], change.model_extra or {})
    values = change.model_dump(mode="json", exclude_none=True)
    columns = {PERSON_COLUMNS[key]: value for key, value in values.items() if key in PERSON_COLUMNS}
    columns["updated_at"] = instant(call.sandbox.clock.now())
    assignments = ", ".join(f"{column} = :{column}" for column in columns)
    with call.transaction() as db:
        db.executemany(
            "REPLACE INTO additional_information (contract_id, key, value) VALUES (?, ?, ?)",
            [(contract["contract_id"], key, json.dumps(value)) for key, value in values.items()],
        )
        db.execute(
            f"UPDATE people SET {assignments} WHERE hris_profile_id = :id",  # noqa: S608
            columns | {"id": contract["hris_profile_id"]},
        )


def _check_country_keys(country: str, values: dict[str, Any]) -> None:
    fields = {entry["key"]: entry for entry in _country_fields(country)}
    problems = []
    for key, value in values.items():
        field = fields.get(key)
        if field is None:
            problems.append(Problem("Unknown field", key, "UNKNOWN_FIELD"))
        elif not isinstance(value, str) or not _allowed(field, value):
            problems.append(Problem(field.get("error", "Invalid value"), key, "INVALID_VALUE"))
    if problems:
        raise Refused(400, *problems, code="BAD_REQUEST")


def _allowed(field: dict[str, Any], value: str) -> bool:
    if "values" in field:
        return value in field["values"]
    return re.fullmatch(field["pattern"], value) is not None


@cache
def _fields() -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads(files(__package__).joinpath("worker_fields.toml").read_text("utf-8"))


def _country_fields(country: str) -> list[dict[str, Any]]:
    return _fields().get(country, _fields()["any"])


@endpoints.get(
    "/forms/eor/worker-additional-fields/<country_code>",
    operation="forms.worker_additional_fields",
    scopes={"forms:read"},
)
def list_fields(_call: Call, country_code: str) -> Answer:
    """The fields that a country asks for, in the order of the form."""
    if not re.fullmatch("[A-Z]{2}", country_code):
        raise not_found("Country")
    entries = enumerate(_country_fields(country_code), start=1)
    return ok([_field(order, entry) for order, entry in entries])


def _field(order: int, entry: dict[str, Any]) -> dict[str, Any]:
    pattern = entry.get("pattern")
    depends_on = entry.get("depends_on")
    return {
        "key": entry["key"],
        "type": "list" if "values" in entry else "text",
        "is_required": not entry.get("optional", False),
        "required_by": "WORKER",
        "validation": [{"type": "regex", "value": pattern, "error_message": entry["error"]}]
        if pattern
        else [],
        "ui_guide": {
            "label": entry["label"],
            "order": order,
            "field_type": "select" if "values" in entry else "text",
            "description": None,
            "helper_text": entry.get("helper"),
            "local_label": entry.get("local_label"),
        },
        "dependencies": [{"key": depends_on[0], "value": depends_on[1]}] if depends_on else [],
        "values_allowed": [{"label": value, "value": value} for value in entry.get("values", [])],
    }
