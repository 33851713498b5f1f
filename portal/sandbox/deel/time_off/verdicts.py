"""The JSON of what validation says."""

from decimal import Decimal

from portal.sandbox.deel.time_off.items import Json, number
from portal.sandbox.time_off.policies import Policy, RequestType
from portal.sandbox.time_off.rules import Verdict, day_types
from portal.sandbox.time_off.workers import Worker

EVENT_FIELDS = ("birth_date", "adoption_date", "was_premature_birth", "had_multiple_children")


def verdict_json(verdict: Verdict, policy: Policy, worker: Worker, year: int) -> Json:
    """`year` is the tracking year that the request starts in."""
    details = {
        name: {
            "type": "DATE" if name.endswith("_date") else "BOOLEAN",
            "required": name != "adoption_date",
        }
        for name in EVENT_FIELDS
    }
    hours = range(1, int(worker.hours_per_day) + 1)
    is_hourly = policy.request_type is RequestType.HOURLY
    return {
        "is_valid": verdict.is_valid,
        "validation_error_message": verdict.message,
        "amount": number(verdict.amount_in(year)),
        "remaining_balance": _number_or_none(verdict.remaining),
        "amount_next_tracking_period": number(verdict.amount_in(year + 1)),
        "remaining_balance_next_tracking_period": _number_or_none(verdict.remaining_next_year),
        "new_start_date": None,
        "new_end_date": None,
        "require_attachment": policy.attachment_required,
        "require_description": policy.description_required,
        "is_event_based": policy.is_event_based,
        "event_details_fields": details if policy.is_event_based else None,
        "max_time_off_percentage": None,
        "dates": [
            {
                "date": str(daily.date),
                "type": daily.type,
                "day_types": day_types(policy, daily),
                "hours": list(hours) if is_hourly and daily.type == "WORKING_DAY" else [],
                "amount": number(daily.amount),
                "holiday_name": daily.holiday_name,
                "time_off_percentage": None,
            }
            for daily in verdict.dailies
        ],
        "country_specific_validation_results": [],
    }


def _number_or_none(amount: Decimal | None) -> int | float | None:
    return None if amount is None else number(amount)
