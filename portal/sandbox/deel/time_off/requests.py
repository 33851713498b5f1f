"""Validate, create, update and cancel (hr-apis/deel.md section 3)."""

import json
import sqlite3
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from uuid import uuid4

from portal.sandbox.clock import instant
from portal.sandbox.deel.call import Answer, Call, bare, no_content, ok
from portal.sandbox.deel.endpoint import Endpoints
from portal.sandbox.deel.errors import TIME_OFF_WRITE, Refused, not_found, refuse
from portal.sandbox.deel.time_off.bodies import (
    CreateBody,
    TimeOffBody,
    ValidateBody,
)
from portal.sandbox.deel.time_off.items import items
from portal.sandbox.deel.time_off.policies import READ
from portal.sandbox.deel.time_off.verdicts import verdict_json
from portal.sandbox.time_off.policies import Policy, policies_of, policy_of_type
from portal.sandbox.time_off.records import request_or_none, save, worker_or_none
from portal.sandbox.time_off.requests import Daily, Status, TimeOff
from portal.sandbox.time_off.rules import Verdict, judge, split_by_year
from portal.sandbox.time_off.workers import Worker

endpoints = Endpoints()
WRITE = {"time-off:write", "worker:write"}


@endpoints.post("/time_offs/validate", operation="time_offs.validate", scopes=READ)
def validate(call: Call) -> Answer:
    """What would become of a request. An invalid one is a 200 with `is_valid` false."""
    body = call.data(ValidateBody)
    worker = _recipient(call, call.db, body)
    policy = _policy(worker, body)
    verdict = judge(worker, policy, body.draft(body.id), call.sandbox.clock.today())
    return ok(verdict_json(verdict, policy, worker, body.start_date.year))


@endpoints.post("/time_offs", operation="time_offs.create", scopes=WRITE, envelopes=TIME_OFF_WRITE)
def create(call: Call) -> Answer:
    """One item for each tracking year that the request touches."""
    body = call.data(CreateBody)
    today, now = call.sandbox.clock.today(), call.sandbox.clock.now()
    with call.transaction() as db:
        worker = _recipient(call, db, body)
        policy = _policy(worker, body)
        verdict = _accepted(worker, policy, body, call)
        event_id = _event_id(db, worker, body, now)
        time_offs = [
            _time_off(worker, policy, body, dailies, now, call.caller.worker, event_id)
            for dailies in split_by_year(verdict.dailies)
        ]
        for one in time_offs:
            save(db, one)
        made = items(db, time_offs, today)
    return bare({"time_offs": made}, 201)


@endpoints.patch(
    "/time_offs/<time_off_id>",
    operation="time_offs.update",
    scopes=WRITE,
    envelopes=TIME_OFF_WRITE,
)
def update(call: Call, time_off_id: str) -> Answer:
    """The whole request again, under its id and with the status that it has."""
    body = call.data(TimeOffBody)
    today, now = call.sandbox.clock.today(), call.sandbox.clock.now()
    with call.transaction() as db:
        before = _one(call, db, time_off_id).on(today)
        worker = _recipient(call, db, body)
        if before.profile_id != worker.profile_id:
            raise refuse(400, "The recipient can't be changed", field="recipient_profile_id")
        if before.status not in (Status.REQUESTED, Status.APPROVED):
            raise refuse(400, f"A time off that is {before.status} can't be changed")
        policy = _policy(worker, body)
        verdict = _accepted(worker, policy, body, call, replaces=time_off_id)
        if len(verdict.amounts) > 1:
            raise refuse(400, "A time off can't be moved over two tracking periods")
        event_id = _event_id(db, worker, body, now) or before.event_id
        after = replace(
            _time_off(worker, policy, body, verdict.dailies, now, before.requester_id, event_id),
            id=before.id,
            status=before.status,
            requested_on=before.requested_on,
            approved_at=before.approved_at,
            created_at=before.created_at,
        )
        save(db, after)
        (made,) = items(db, [after], today)
    return bare({"time_off": made})


@endpoints.delete(
    "/time_offs/<time_off_id>",
    operation="time_offs.cancel",
    scopes=WRITE,
    envelopes=TIME_OFF_WRITE,
)
def cancel(call: Call, time_off_id: str) -> Answer:
    """Cancelled, whatever its status was: the vendor does not ask."""
    with call.transaction() as db:
        found = _one(call, db, time_off_id)
        now = call.sandbox.clock.now()
        save(db, replace(found, status=Status.CANCELED, updated_at=now))
    return no_content()


def _one(call: Call, db: sqlite3.Connection, time_off_id: str) -> TimeOff:
    found = request_or_none(db, time_off_id)
    if found is None:
        raise not_found("Time off")
    call.own(found.profile_id, "Time off")
    return found


def _recipient(call: Call, db: sqlite3.Connection, body: TimeOffBody) -> Worker:
    if call.caller.worker not in (None, body.recipient_profile_id):
        raise refuse(403, "Not allowed for this profile", code="FORBIDDEN")
    worker = worker_or_none(db, body.recipient_profile_id)
    if worker is None:
        raise not_found("Profile")
    return worker


def _policy(worker: Worker, body: TimeOffBody) -> Policy:
    if body.time_off_type_id is None and body.policy_id is None:
        raise refuse(400, "time_off_type_id or policy_id is required", field="time_off_type_id")
    policies = policies_of(worker.country)
    if body.time_off_type_id is not None:
        policy = policy_of_type(worker.country, body.time_off_type_id)
    else:
        policy = next((one for one in policies if one.id == body.policy_id), None)
    if policy is None:
        raise refuse(400, "The worker has no such time off type", field="time_off_type_id")
    return policy


def _accepted(
    worker: Worker, policy: Policy, body: TimeOffBody, call: Call, replaces: str | None = None
) -> Verdict:
    verdict = judge(worker, policy, body.draft(replaces), call.sandbox.clock.today())
    if verdict.message:
        raise refuse(400, verdict.message)
    missing = _missing(policy, body)
    if missing:
        raise missing
    return verdict


def _missing(policy: Policy, body: TimeOffBody) -> Refused | None:
    if policy.description_required and not (body.description or "").strip():
        return refuse(400, "A description is required", field="description")
    if policy.attachment_required:
        return refuse(400, "An attachment is required", field="attachments")
    if policy.is_event_based and body.event_details is None and body.time_off_event_id is None:
        return refuse(400, "The event's details are required", field="event_details")
    return None


def _event_id(
    db: sqlite3.Connection, worker: Worker, body: TimeOffBody, now: datetime
) -> str | None:
    if body.time_off_event_id is not None:
        row = db.execute(
            "SELECT id FROM time_off_events WHERE id = ? AND hris_profile_id = ?",
            (body.time_off_event_id, worker.profile_id),
        ).fetchone()
        if row is None:
            raise refuse(400, "No such event", field="time_off_event_id")
        return body.time_off_event_id
    if body.event_details is None:
        return None
    event_id = str(uuid4())
    db.execute(
        "INSERT INTO time_off_events (id, hris_profile_id, details, created_at)"
        " VALUES (?, ?, ?, ?)",
        (
            event_id,
            worker.profile_id,
            json.dumps(body.event_details.model_dump(mode="json")),
            instant(now),
        ),
    )
    return event_id


def _time_off(
    worker: Worker,
    policy: Policy,
    body: TimeOffBody,
    dailies: tuple[Daily, ...],
    now: datetime,
    requester_id: str | None,
    event_id: str | None,
) -> TimeOff:
    status = Status(body.status) if isinstance(body, CreateBody) else Status.REQUESTED
    return TimeOff(
        id=str(uuid4()),
        profile_id=worker.profile_id,
        requester_id=requester_id,
        policy_id=policy.id,
        type_id=body.time_off_type_id or policy.types[0].id,
        status=status,
        start=dailies[0].date,
        end=dailies[-1].date,
        amount=sum((one.amount for one in dailies), Decimal(0)),
        dailies=dailies,
        requested_on=now.date(),
        created_at=now,
        updated_at=now,
        approved_at=now if status is Status.APPROVED else None,
        day_type=body.day_type,
        partial_dates=body.dates_asked,
        is_paid=policy.is_paid if body.is_paid is None else body.is_paid,
        reason=body.reason or "",
        description=body.description or "",
        other_type_description=body.other_type_description or "",
        percentage=body.time_off_percentage,
        event_id=event_id,
    )
