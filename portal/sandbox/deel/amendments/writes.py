"""Create, change, confirm, accept, sign, withdraw."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from portal.sandbox.amendments.changes import items_of, settle
from portal.sandbox.amendments.records import Amendment, amendment_or_none, amendments_of
from portal.sandbox.amendments.stages import Stage, WrongStage, document_of, kind_of
from portal.sandbox.company import CLIENT_PROFILE_ID
from portal.sandbox.deel.amendments.bodies import AmendmentBody, SignBody
from portal.sandbox.deel.amendments.items import amendment_json
from portal.sandbox.deel.amendments.reads import PATH, amendment_in
from portal.sandbox.deel.amendments.rules import (
    effective_dates,
    problem_or_none,
    require_changeable,
    require_valid,
)
from portal.sandbox.deel.call import Answer, Call, created, ok
from portal.sandbox.deel.endpoint import Accepts, Endpoints
from portal.sandbox.deel.errors import Refused, not_found, refuse
from portal.sandbox.records import contract_or_none

endpoints = Endpoints()
WRITE = {"contracts:write"}
ONE = f"{PATH}/<amendment_id>"
Step = Callable[[Amendment, datetime], Amendment]


@endpoints.post(f"{PATH}/validate", operation="amendments.validate", scopes=WRITE)
def validate(call: Call, contract_id: str) -> Answer:
    """Each field that was sent: valid or not, and why."""
    contract = call.contract(contract_id)
    changes = call.data(AmendmentBody).changes()
    messages = {name: problem_or_none(contract, name, value) for name, value in changes.items()}
    return ok(
        {name: {"valid": not message, "message": message} for name, message in messages.items()}
    )


@endpoints.post(PATH, operation="amendments.create", scopes=WRITE)
def create(call: Call, contract_id: str) -> Answer:
    """A draft."""
    contract = call.contract(contract_id)
    body, now = call.data(AmendmentBody), call.sandbox.clock.now()
    changes = body.changes()
    with call.transaction() as db:
        require_changeable(contract, changes, amendments_of(db, contract_id))
        draft = Amendment(
            id=str(uuid4()),
            contract_id=contract_id,
            kind=kind_of(set(changes)),
            document=document_of(set(changes)),
            effective_date=body.effective_date or effective_dates(now.date())[2],
            changes=changes,
            items=items_of(contract, changes),
            requested_by=CLIENT_PROFILE_ID,
            created_at=now,
            updated_at=now,
        )
        require_valid(contract, changes, draft.effective_date, now.date())
        saved = settle(draft.reach(Stage.DRAFT, now), db, now)
    return created(amendment_json(saved, contract))


@endpoints.patch(ONE, operation="amendments.update", scopes=WRITE)
def update(call: Call, contract_id: str, amendment_id: str) -> Answer:
    """A draft's fields: those that are sent replace what it had."""
    contract = call.contract(contract_id)
    body, now = call.data(AmendmentBody), call.sandbox.clock.now()
    with call.transaction() as db:
        before = amendment_in(db, contract_id, amendment_id)
        if before.stage is not Stage.DRAFT:
            raise _conflict(WrongStage(before.stage))
        changes: dict[str, Any] = {**before.changes, **body.changes()}
        after = replace(
            before,
            kind=kind_of(set(changes)),
            document=document_of(set(changes)),
            effective_date=body.effective_date or before.effective_date,
            changes=changes,
            items=items_of(contract, changes),
            updated_at=now,
        )
        require_valid(contract, changes, after.effective_date, now.date())
        others = [one for one in amendments_of(db, contract_id) if one.id != amendment_id]
        require_changeable(contract, changes, others)
        saved = settle(after, db, now)
    return ok(amendment_json(saved, contract))


@endpoints.post(
    f"{ONE}/confirm", operation="amendments.confirm", scopes=WRITE, accepts=Accepts.NOTHING
)
def confirm(call: Call, contract_id: str, amendment_id: str) -> Answer:
    """The draft is done; what comes next depends on its type."""
    return _step(call, contract_id, amendment_id, Amendment.confirm)


@endpoints.post(
    f"{ONE}/accept", operation="amendments.accept", scopes=WRITE, accepts=Accepts.NOTHING
)
def accept(call: Call, contract_id: str, amendment_id: str) -> Answer:
    """The client signs."""
    return _step(call, contract_id, amendment_id, Amendment.accept)


@endpoints.post(f"{ONE}/sign", operation="amendments.sign", scopes=WRITE, accepts=Accepts.NOTHING)
def sign_for_employee(call: Call, contract_id: str, amendment_id: str) -> Answer:
    """The employee's signature, given through the client."""
    return _step(
        call, contract_id, amendment_id, lambda one, now: one.sign("Signed through the client", now)
    )


@endpoints.delete(ONE, operation="amendments.delete", scopes=WRITE)
def delete(call: Call, contract_id: str, amendment_id: str) -> Answer:
    """Withdrawn, as long as somebody still has to sign."""
    _step(call, contract_id, amendment_id, Amendment.cancel)
    return ok({"success": True})


@endpoints.post(
    "/workers/amendments/<amendment_id>/sign",
    operation="amendments.worker_sign",
    scopes={"worker:read", "worker:write", "benefits:read"},
    worker_only=True,
)
def sign(call: Call, amendment_id: str) -> Answer:
    """The worker signs with a typed name."""
    body, now = call.data(SignBody), call.sandbox.clock.now()
    with call.transaction() as db:
        found = amendment_or_none(db, amendment_id)
        if found is None:
            raise not_found("Amendment")
        contract = contract_or_none(db, found.contract_id)
        if contract is None or contract["hris_profile_id"] != call.worker:
            raise not_found("Amendment")
        try:
            settle(found.sign(body.contractor_signature, now), db, now)
        except WrongStage as error:
            raise _conflict(error) from error
    return created({"id": amendment_id, "is_signed": True})


def _step(call: Call, contract_id: str, amendment_id: str, step: Step) -> Answer:
    contract = call.contract(contract_id)
    now = call.sandbox.clock.now()
    with call.transaction() as db:
        try:
            saved = settle(step(amendment_in(db, contract_id, amendment_id), now), db, now)
        except WrongStage as error:
            raise _conflict(error) from error
    return ok(amendment_json(saved, contract))


def _conflict(error: WrongStage) -> Refused:
    return refuse(409, f"Not possible while the amendment is {error}", code="CONFLICT")
