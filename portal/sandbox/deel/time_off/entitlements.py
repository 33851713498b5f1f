"""The JSON of a balance, with the events that led to it."""

from decimal import Decimal
from functools import lru_cache
from typing import Any

from portal.sandbox.deel.time_off.items import number, policy_json
from portal.sandbox.time_off.balances import (
    Account,
    Balance,
    Event,
    EventType,
    accrual_of,
    event_id,
)
from portal.sandbox.time_off.policies import Policy
from portal.sandbox.time_off.workers import Worker

Json = dict[str, Any]
event_id_of = lru_cache(maxsize=4096)(event_id)


def entitlement(worker: Worker, policy: Policy, balance: Balance) -> Json:
    """Amounts are texts that hold decimals; `available` is null without a limit."""
    available, account = balance.available, balance.account
    return {
        # A composite text and no uuid, as the vendor has it.
        "id": f"{worker.profile_id}-{policy.id}-{balance.start}",
        "available": None if available is None else text(available),
        "total_entitlements": text(balance.total),
        "is_allowance_unlimited": account.allowance is None,
        "tracking_period": str(balance.start),
        "tracking_period_end_date": str(balance.end),
        "used": text(balance.used),
        "approved": text(balance.approved),
        "requested": text(balance.requested),
        "accrued": text(balance.accrued),
        "expired": text(balance.expired),
        "allowance": text(account.allowance or Decimal(0)),
        "balance_adjusted": text(balance.adjusted),
        "upcoming_accruals": text(balance.upcoming_accruals),
        "accrual_amount": text(accrual_of(policy, account.allowance)),
        "accrual_unit": "MONTH" if policy.accrues_monthly else "YEAR",
        "policy": policy_json(policy)
        | {
            "time_off_types": [{"id": one.id, "name": one.name} for one in policy.types],
            "tracking_unit": policy.unit,
        },
        "rollovers": _rollovers(account, balance.year),
        "events": [_event(worker, policy, event) for event in balance.events],
        "future_events": [_event(worker, policy, event) for event in balance.future_events],
        "past_tracking_periods": [
            {"tracking_period": f"{year}-01-01", "tracking_period_end_date": f"{year}-12-31"}
            for year in range(account.hired.year, balance.year)
        ],
    }


def text(amount: Decimal) -> str:
    """Two decimals at most: `12.5`."""
    whole = f"{amount:.2f}".rstrip("0").rstrip(".")
    return "0" if whole == "-0" else whole


def _rollovers(account: Account, year: int) -> list[Json]:
    rollover = account.rollover
    if rollover is None or rollover.expires.year != year:
        return []
    return [
        {
            "amount": text(rollover.amount),
            "expiration_date": str(rollover.expires),
            "rollover_tracking_period": f"{year - 1}-01-01",
        }
    ]


def _event(worker: Worker, policy: Policy, event: Event) -> Json:
    return {
        "id": event_id_of(worker.profile_id, policy.id, event),
        "type": event.type,
        "amount": number(event.amount),
        "event_date": str(event.on),
        "time_off_id": event.time_off_id,
        "description": event.note if event.type is EventType.MANUAL_ADJUSTMENT else None,
    }
