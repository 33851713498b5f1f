"""The employer's decisions."""

from dataclasses import replace

from portal.sandbox.deel.call import Answer, Call, created
from portal.sandbox.deel.endpoint import Endpoints
from portal.sandbox.deel.time_off.bodies import ReviewBody
from portal.sandbox.deel.time_off.items import Json
from portal.sandbox.time_off.records import request_or_none, save
from portal.sandbox.time_off.requests import Status

endpoints = Endpoints()


@endpoints.post("/time_offs/review", operation="time_offs.review", scopes={"time-off:write"})
def review(call: Call) -> Answer:
    """A batch of decisions. What can't be decided is named in a 201, too."""
    decisions = call.data_list(ReviewBody)
    today, now = call.sandbox.clock.today(), call.sandbox.clock.now()
    reviewed: list[Json] = []
    not_reviewed: list[Json] = []
    with call.transaction() as db:
        for decision in decisions:
            found = request_or_none(db, decision.id)
            if found is None:
                not_reviewed.append({"id": decision.id, "error": "Time off not found"})
            elif found.status is not Status.REQUESTED:
                error = f"Time off is not pending: {found.on(today).status}"
                not_reviewed.append({"id": decision.id, "error": error})
            else:
                approved_at = now if decision.status == "APPROVED" else None
                decided = replace(
                    found,
                    status=Status(decision.status),
                    approved_at=approved_at,
                    updated_at=now,
                )
                save(db, decided)
                reviewed.append({"id": decided.id, "status": decided.on(today).status})
    return created({"reviewed": reviewed, "not_reviewed": not_reviewed})
