"""`/_sandbox/`: how tests and the demo steer a running sandbox. JSON, loopback only, no sign-in."""

import sqlite3
from dataclasses import asdict
from datetime import date
from difflib import get_close_matches
from typing import Any

from flask import Blueprint, Response, jsonify, request
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic_core import PydanticCustomError

from portal.sandbox import deel, file_server
from portal.sandbox.faults import EVERY, Fault, Kind, Live
from portal.sandbox.records import full_name
from portal.sandbox.state import Sandbox

OPERATIONS = frozenset({EVERY, file_server.OPERATION}) | deel.OPERATIONS
LONGEST = 86_400.0


class FaultRequest(BaseModel):
    """See `faults.Fault`."""

    model_config = ConfigDict(extra="forbid")

    operation: str = EVERY
    kind: Kind
    seconds: float | None = Field(None, ge=0, le=LONGEST)
    share: float = Field(1.0, gt=0, le=1)
    times: int | None = Field(None, ge=1)
    for_seconds: float | None = Field(None, gt=0, le=LONGEST)

    @field_validator("operation")
    @classmethod
    def _is_known(cls, operation: str) -> str:
        if operation not in OPERATIONS:
            close = get_close_matches(operation, OPERATIONS, n=6, cutoff=0.4)
            known = close or sorted(OPERATIONS)
            raise PydanticCustomError(
                "unknown_operation",
                "there is no operation {operation}; try one of: {known}",
                {"operation": operation, "known": ", ".join(known)},
            )
        return operation


class PayslipSize(BaseModel):
    """Makes one payslip's file so many bytes long; 0 gives it its own size again."""

    id: str
    bytes: int


class ReportsTo(BaseModel):
    """Moves somebody to another manager; both by their address for work."""

    email: str
    manager: str


class EndsOn(BaseModel):
    """Ends somebody's contract as its last day does, which may be any day."""

    email: str
    last_day: date


class SettingsRequest(BaseModel):
    """What is named is changed. `rate_limit: null` switches the limit off."""

    model_config = ConfigDict(extra="forbid")

    rate_limit: int | None = None
    latency_ms: int | None = None
    organization_scopes: list[str] | None = None
    advance_seconds: float | None = None
    payslip_size: PayslipSize | None = None
    reports_to: ReportsTo | None = None
    left: str | None = None
    """The address of somebody who is gone from now on."""
    ended: EndsOn | None = None


def blueprint(sandbox: Sandbox) -> Blueprint:
    """The steering routes."""
    routes = Blueprint("admin", __name__, url_prefix="/_sandbox")

    @routes.errorhandler(ValidationError)
    def invalid(error: ValidationError) -> tuple[Response, int]:
        return jsonify(errors=error.errors(include_context=False)), 400

    @routes.get("/health")
    def health() -> Response:
        return jsonify(status="ok", today=sandbox.clock.today().isoformat())

    @routes.get("/faults")
    def faults() -> Response:
        return jsonify(faults=[_shown(live) for live in sandbox.faults.live()])

    @routes.post("/faults")
    def add_fault() -> tuple[Response, int]:
        wanted = FaultRequest.model_validate(request.get_json())
        live = sandbox.faults.add(Fault(**wanted.model_dump()))
        return jsonify(_shown(live)), 201

    @routes.delete("/faults")
    def clear_faults() -> tuple[str, int]:
        sandbox.faults.clear()
        return "", 204

    @routes.post("/settings")
    def change_settings() -> Response:
        _change(sandbox, SettingsRequest.model_validate(request.get_json()))
        return jsonify(
            rate_limit=sandbox.settings.rate_limit,
            latency_ms=sandbox.settings.latency_ms,
            now=sandbox.clock.now().isoformat(),
        )

    @routes.get("/requests")
    def requests() -> Response:
        return jsonify(requests=sandbox.journal.entries())

    @routes.delete("/requests")
    def forget_requests() -> tuple[str, int]:
        sandbox.journal.clear()
        return "", 204

    @routes.get("/people")
    def people() -> Response:
        return jsonify(people=_people(sandbox))

    @routes.post("/reset")
    def reset() -> tuple[str, int]:
        sandbox.reset()
        return "", 204

    return routes


def _shown(live: Live) -> dict[str, Any]:
    return asdict(live.fault) | {
        "hits": live.hits,
        "ends": live.ends.isoformat() if live.ends else None,
    }


def _change(sandbox: Sandbox, wanted: SettingsRequest) -> None:
    named = wanted.model_fields_set
    settings = sandbox.settings
    if "rate_limit" in named:
        settings.rate_limit = wanted.rate_limit
    if wanted.latency_ms is not None:
        settings.latency_ms = wanted.latency_ms
    if "organization_scopes" in named:
        scopes = wanted.organization_scopes
        settings.organization_scopes = None if scopes is None else frozenset(scopes)
    if wanted.advance_seconds is not None:
        sandbox.clock.advance(wanted.advance_seconds)
    if wanted.payslip_size is not None:
        with sandbox.store.transaction() as db:
            db.execute(
                "UPDATE payslips SET file_bytes = ? WHERE id = ?",
                (wanted.payslip_size.bytes, wanted.payslip_size.id),
            )
    if wanted.reports_to is not None:
        with sandbox.store.transaction() as db:
            db.execute(
                "UPDATE people SET manager_id = (SELECT hris_profile_id FROM people"
                " WHERE work_email = :manager) WHERE work_email = :email",
                wanted.reports_to.model_dump(),
            )
    if wanted.left is not None:
        with sandbox.store.transaction() as db:
            db.execute(
                "UPDATE people SET hiring_status = 'inactive' WHERE work_email = ?", (wanted.left,)
            )
    if wanted.ended is not None:
        with sandbox.store.transaction() as db:
            _end(db, wanted.ended)


def _end(db: sqlite3.Connection, wanted: EndsOn) -> None:
    names = {"email": wanted.email, "day": wanted.last_day.isoformat()}
    db.execute(
        "UPDATE contracts SET is_ended = 1, status = 'completed', hiring_status = 'inactive',"
        " end_date = :day, termination_last_day = :day WHERE is_ended = 0 AND hris_profile_id ="
        " (SELECT hris_profile_id FROM people WHERE work_email = :email)",
        names,
    )
    db.execute(
        "UPDATE people SET completion_date = :day, hiring_status = 'inactive',"
        " new_hiring_status = 'INACTIVE' WHERE work_email = :email",
        names,
    )


def _people(sandbox: Sandbox) -> list[dict[str, Any]]:
    rows = sandbox.store.db.execute(
        "SELECT people.*, contract_id, status, currency FROM people"
        " LEFT JOIN contracts ON contract_id = (SELECT contract_id FROM contracts"
        "  WHERE contracts.hris_profile_id = people.hris_profile_id"
        "  ORDER BY is_ended, start_date DESC LIMIT 1)"
        " ORDER BY CAST(worker_id AS INTEGER)"
    )
    return [
        {
            "hris_profile_id": row["hris_profile_id"],
            "name": full_name(row),
            "email": row["work_email"] or row["personal_email"],
            "personal_email": row["personal_email"],
            "role": row["role"],
            "country": row["country"],
            "manager_id": row["manager_id"],
            "contract_id": row["contract_id"],
            "contract_status": row["status"],
            "currency": row["currency"],
        }
        for row in rows
    ]
