"""Policies, entitlements and the look-up of types."""

from decimal import Decimal

from portal.sandbox.deel.call import Answer, Call, bare, ok
from portal.sandbox.deel.endpoint import Endpoints
from portal.sandbox.deel.errors import POLICIES, not_found, refuse
from portal.sandbox.deel.remembered import remembered
from portal.sandbox.deel.time_off.bodies import EntitlementQuery, PolicyQuery
from portal.sandbox.deel.time_off.entitlements import entitlement
from portal.sandbox.deel.time_off.items import Json, number
from portal.sandbox.time_off.policies import Policy, Unit, policies_of
from portal.sandbox.time_off.records import worker_or_none
from portal.sandbox.time_off.workers import Worker

endpoints = Endpoints()
READ = {"time-off:read"}
FURTHEST_YEARS = 10
PATH = "/time_offs/profile/<hris_profile_id>"


@endpoints.get(f"{PATH}/policies", operation="time_offs.policies", scopes=READ, envelopes=POLICIES)
@remembered
def list_policies(call: Call, hris_profile_id: str) -> Answer:
    """`{"policies": […]}`, not wrapped in data."""
    query = call.query(PolicyQuery)
    worker = profile(call, hris_profile_id)
    return bare(
        {
            "policies": [
                _policy_json(policy, worker.accounts[policy.id].allowance)
                for policy in policies_of(worker.country)
                if query.policy_type_name in (None, policy.policy_type.name)
                and query.policy_type_id in (None, policy.policy_type.id)
            ]
        }
    )


@endpoints.get(f"{PATH}/entitlements", operation="time_offs.entitlements", scopes=READ)
@remembered
def list_entitlements(call: Call, hris_profile_id: str) -> Answer:
    """The balances of the tracking period that the date is in, today's by default."""
    query = call.query(EntitlementQuery)
    worker = profile(call, hris_profile_id)
    today = call.sandbox.clock.today()
    year = (query.tracking_period_date or today).year
    if abs(year - today.year) > FURTHEST_YEARS:
        raise refuse(400, "Out of range", field="tracking_period_date")
    found = [
        entitlement(worker, policy, worker.balance(policy, year=year, today=today))
        for policy in policies_of(worker.country)
        if query.policy_type_name in (None, policy.policy_type.name)
    ]
    return bare({"entitlements": found, "hris_profile_id": hris_profile_id})


@endpoints.get("/lookups/time-off-types", operation="lookups.time_off_types", scopes=READ)
def list_types(call: Call) -> Answer:  # noqa: ARG001 - every handler takes the call
    """The four general kinds."""
    return ok([{"name": name} for name in ("VACATION", "SICK_LEAVE", "OTHER", "UNPAID_LEAVE")])


def profile(call: Call, hris_profile_id: str) -> Worker:
    """The worker that a path names."""
    worker = worker_or_none(call.db, hris_profile_id)
    if worker is None:
        raise not_found("Profile")
    return worker


def _policy_json(policy: Policy, allowance: Decimal | None) -> Json:
    kind = policy.policy_type
    return {
        "id": policy.id,
        "name": policy.name,
        "description": policy.description,
        "leave_type": "LONG_TERM_LEAVE" if policy.is_long_term else "SHORT_TERM_LEAVE",
        "policy_type": {"id": kind.id, "name": kind.name},
        "payment_type": "PAID" if policy.is_paid else "UNPAID",
        "time_off_types": [
            {"id": one.id, "name": one.name, "description": one.description} for one in policy.types
        ],
        "time_off_request_type": policy.request_type,
        "is_attachment_required": "REQUIRED" if policy.attachment_required else "NOT_REQUIRED",
        "is_description_required": policy.description_required,
        "retrospective_request_type": _allowed(policy.retrospective_allowed),
        "overlap_request_type": _allowed(policy.overlap_allowed),
        "notice_period_unit": Unit.CALENDAR_DAY if policy.notice_days else None,
        "notice_period_unit_amount": policy.notice_days or None,
        "request_start_unit": None,
        "request_start_unit_amount": None,
        "auto_approval_inactivity_time_unit": None,
        "auto_approval_inactivity_time_unit_amount": None,
        "tracking_unit": policy.unit,
        "tracking_period_unit": "YEAR",
        "policy_allowances": [
            {
                "is_allowance_unlimited": allowance is None,
                "allowance": None if allowance is None else number(allowance),
                "allowance_unit": policy.unit,
            }
        ],
    }


def _allowed(yes: bool) -> str:
    return "ALLOWED" if yes else "NOT_ALLOWED"
