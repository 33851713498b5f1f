"""The JSON of a request for time off."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from portal.sandbox.clock import instant
from portal.sandbox.company import CLIENT_PROFILE_ID, ORGANIZATION_ID
from portal.sandbox.time_off.policies import Policy, policies_of
from portal.sandbox.time_off.records import attachments_of
from portal.sandbox.time_off.requests import TimeOff

Json = dict[str, Any]


def number(amount: Decimal) -> int | float:
    """A JSON number: 3, or 2.5."""
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def sent_date(on: date, id: str) -> str:
    """A date, for some requests as a midnight date-time: the vendor sends both."""
    return f"{on}T00:00:00.000Z" if int(id[-1], 16) % 3 == 0 else str(on)


def items(
    db: sqlite3.Connection, time_offs: Iterable[TimeOff], today: date, *, with_type: bool = False
) -> list[Json]:
    """The items of a list or of an answer to a write; `with_type` as in the organization's list."""
    found = list(time_offs)
    attachments = attachments_of(db, (one.id for one in found))
    contracts = _contracts(db, {one.profile_id for one in found})
    return [
        _item(
            one.on(today),
            contracts[one.profile_id],
            attachments.get(one.id, ()),
            with_type=with_type,
        )
        for one in found
    ]


def policy_json(policy: Policy) -> Json:
    """The short form that requests and entitlements carry."""
    kind = policy.policy_type
    return {
        "id": policy.id,
        "name": policy.name,
        "policy_type": {"id": kind.id, "name": kind.name},
    }


def _contracts(db: sqlite3.Connection, profile_ids: set[str]) -> dict[str, tuple[str, str]]:
    """Contract id and country of each."""
    rows = db.execute(
        "SELECT hris_profile_id, contract_id, country FROM contracts WHERE hiring_type = 'eor'"
        " AND hris_profile_id IN (SELECT value FROM json_each(?))"
        " ORDER BY is_ended DESC, start_date",
        (json.dumps(list(profile_ids)),),
    )
    return {row["hris_profile_id"]: (row["contract_id"], row["country"]) for row in rows}


@lru_cache(maxsize=256)
def _policies(country: str) -> dict[str, Policy]:
    return {policy.id: policy for policy in policies_of(country)}


def _item(
    one: TimeOff,
    contract: tuple[str, str],
    attachments: Sequence[sqlite3.Row],
    *,
    with_type: bool,
) -> Json:
    contract_id, country = contract
    policy = _policies(country)[one.policy_id]
    item: Json = {
        "id": one.id,
        "status": one.status,
        "start_date": sent_date(one.start, one.id),
        "end_date": sent_date(one.end, one.id),
        "requested_at": str(one.requested_on),
        "approved_at": instant(one.approved_at) if one.approved_at else None,
        "created_at": instant(one.created_at),
        "updated_at": instant(one.updated_at),
        "amount": number(one.amount),
        "entitlement_unit": policy.unit,
        "is_paid": one.is_paid,
        "reason": one.reason,
        "description": one.description,
        "other_type_description": one.other_type_description,
        "time_off_type_id": one.type_id,
        "contract_oid": contract_id,
        "recipient_profile": {
            "hris_profile_id": one.profile_id,
            "organization_id": ORGANIZATION_ID,
        },
        "requester_profile": _requester(one),
        "half_start_date": _is_half(one, one.start),
        "half_end_date": _is_half(one, one.end),
        "deduction_amount": None,
        "time_off_percentage": number(one.percentage) if one.percentage is not None else None,
        "is_end_date_estimated": False,
        "time_off_dailies": [
            {
                "id": f"{one.id}:{daily.date}",
                "time_off_id": one.id,
                "date": str(daily.date),
                "type": daily.type,
                "amount": number(daily.amount),
                "description": daily.holiday_name,
            }
            for daily in one.dailies
        ],
        "attachments": [
            {
                "id": row["id"],
                "filename": row["filename"],
                "created_at": row["created_at"],
                "updated_at": row["created_at"],
            }
            for row in attachments
        ],
    }
    if with_type:
        kind = policy.type_of(one.type_id)
        item["time_off_type"] = {
            "id": one.type_id,
            "name": kind.name if kind else "",
            "policy": policy_json(policy),
        }
    return item


def _requester(one: TimeOff) -> Json:
    if one.requester_id is None:
        return {"client_profile_id": CLIENT_PROFILE_ID, "organization_id": ORGANIZATION_ID}
    return {"hris_profile_id": one.requester_id, "organization_id": ORGANIZATION_ID}


def _is_half(one: TimeOff, on: date) -> bool:
    return one.day_type == "HALF_DAY" and on in one.partial_dates
