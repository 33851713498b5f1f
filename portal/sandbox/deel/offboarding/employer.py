"""The client's side of a resignation."""

from portal.sandbox.deel.call import Answer, Call, created, ok
from portal.sandbox.deel.endpoint import Endpoints
from portal.sandbox.deel.errors import EOR, not_found, refuse
from portal.sandbox.deel.offboarding.bodies import (
    RestrictedDatesQuery,
    ReviewBody,
    TimeOffsQuery,
)
from portal.sandbox.deel.offboarding.items import offboarding_json
from portal.sandbox.deel.offboarding.reads import PATH
from portal.sandbox.deel.time_off.entitlements import entitlement, text
from portal.sandbox.deel.time_off.items import items
from portal.sandbox.offboarding import progress
from portal.sandbox.offboarding.dates import earliest_end, restricted_dates
from portal.sandbox.offboarding.records import Status, latest_or_none
from portal.sandbox.time_off.policies import policies_of
from portal.sandbox.time_off.records import worker_or_none
from portal.sandbox.time_off.requests import OPEN

endpoints = Endpoints()
READ = {"contracts:read"}


@endpoints.get(
    f"{PATH}/restricted-dates",
    operation="offboarding.restricted_dates",
    scopes=READ,
    envelopes=EOR,
)
def get_restricted_dates(call: Call, contract_id: str) -> Answer:
    """On which days the employment can't end, and the first on which it can."""
    call.query(RestrictedDatesQuery)
    contract, today = call.contract(contract_id), call.sandbox.clock.today()
    return ok(
        {
            "restricted_dates": [f"{on}T00:00:00.000Z" for on in restricted_dates(contract, today)],
            "earliest_available_end_date": earliest_end(contract, today).isoformat(),
            "is_out_work_scheduled_allowed": True,
            "is_end_date_allowed_on_holidays": False,
        }
    )


@endpoints.get(f"{PATH}/time-offs", operation="offboarding.time_offs", scopes=READ, envelopes=EOR)
def get_time_offs(call: Call, contract_id: str) -> Answer:
    """What vacation was used and is left when the employment ends."""
    query = call.query(TimeOffsQuery)
    contract, today = call.contract(contract_id), call.sandbox.clock.today()
    worker = worker_or_none(call.db, contract["hris_profile_id"])
    if worker is None:
        raise not_found("Worker")
    end = query.end_date or today
    vacation = policies_of(worker.country)[0]
    balance = worker.balance(vacation, year=today.year, today=today)
    available = balance.available_on(end)
    written = entitlement(worker, vacation, balance)
    upcoming = [one for one in worker.requests if one.status in OPEN and today <= one.start <= end]
    return ok(
        {
            "contract_id": contract_id,
            "tracking_type": "ON_PLATFORM",
            "remaining_balance": None if available is None else text(available),
            "entitlements": [
                {
                    "id": written["id"],
                    "used": written["used"],
                    "requests": [
                        one["time_off_id"] for one in written["events"] if one["time_off_id"]
                    ],
                    "tracking_period": written["tracking_period"],
                    "tracking_period_end_date": written["tracking_period_end_date"],
                    "entitlement_unit": vacation.unit,
                }
            ],
            "upcoming_time_offs": items(call.db, upcoming, today),
            "policy_settings": {"is_allowance_unlimited": available is None},
            "has_external_integration": False,
        }
    )


@endpoints.post(
    f"{PATH}/resignations/review-pto",
    operation="offboarding.review_pto",
    scopes={"contracts:write"},
    envelopes=EOR,
)
def review_time_off(call: Call, contract_id: str) -> Answer:
    """Accept, so that the letter can be signed, or decline with a reason."""
    call.contract(contract_id)
    body, now = call.data(ReviewBody), call.sandbox.clock.now()
    _check(body)
    with call.transaction() as db:
        found = latest_or_none(db, contract_id)
        if found is None:
            raise not_found("Resignation")
        if found.status is not Status.AWAITING_PTO:
            raise refuse(400, f"The resignation is {found.status}", code="INVALID_STATUS")
        if body.decline_reason is not None:
            reviewed = progress.decline(
                db, found, body.decline_reason, body.decline_reason_detail, now
            )
        else:
            used = body.used_time_off.model_dump(mode="json") if body.used_time_off else None
            amount = body.severance_amount
            severance = body.severance_type, None if amount is None else f"{amount:g}"
            reviewed = progress.accept(db, found, used, now, severance)
        answer = offboarding_json(db, reviewed)
    return created(answer)


def _check(body: ReviewBody) -> None:
    used = body.used_time_off
    if body.has_client_accepted_resignation_request:
        if body.decline_reason is not None:
            raise refuse(400, "decline_reason is for a refusal", field="decline_reason")
        if used is None:
            raise refuse(400, "used_time_off is required", field="used_time_off")
        if used.tracking_type == "OFF_PLATFORM" and used.off_platform_used_time_off is None:
            raise refuse(400, "off_platform_used_time_off is required", field="used_time_off")
        return
    if body.decline_reason is None:
        raise refuse(400, "decline_reason is required", field="decline_reason")
    if body.decline_reason == "OTHER" and not (body.decline_reason_detail or "").strip():
        raise refuse(400, "decline_reason_detail is required", field="decline_reason_detail")
