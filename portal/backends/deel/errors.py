"""Deel's refusals: eight envelopes (hr-apis/deel.md §1 "Error envelopes", A to H) read into one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portal.backends.answers import Problem
from portal.backends.json_body import JSON

FIELDS = {
    "start_date": "start",
    "end_date": "end",
    "time_off_type_id": "type_id",
    "description": "note",
    "dates": "half_day",
    "hours": "hours_per_day",
    "desired_end_date": "desired_end_date",
    "reason": "reason",
    "reason_detail": "detail",
    "signature": "signature",
    "contractor_signature": "signature",
    "supporting_documents": "attachments",
    "used_time_off": "tracking",
    "total_scheduled": "scheduled",
    "severance_type": "severance",
    "severance_amount": "severance_amount",
    "decline_reason": "reason",
    "decline_reason_detail": "detail",
    "effective_date": "effective_date",
    "salary": "value",
    "job_title": "value",
    "work_hours_per_week": "value",
    "custom": "reason",
    "scope": "scope",
    "employment_type": "employment_type",
    "hourly_rate": "hourly_rate",
    "holidays": "holidays",
    "time_off_type": "time_off_policy",
    "employment_state": "region",
    "probation_period": "probation",
    "notice_period_type": "notice_kind",
    "notice_period_after_probation": "notice_after_probation",
    "notice_period_during_probation": "notice_during_probation",
    "preferred_name": "preferred_name",
    "personal_email": "personal_email",
    "phone_numbers": "phone",
    "dial_code": "phone",
    "phone_number": "phone",
    "street": "address",
    "city": "address",
    "state": "address",
    "zip_code": "address",
}
"""Deel's field names to those of our value objects."""

_LONGEST_MESSAGE = 300
_RUNNING = "request conflict"
"""How the 429 begins that answers an idempotency key whose first call is still under way."""
_INDEX = re.compile(r"\[?\d+\]?")


def read_problem(body: JSON) -> Problem:
    """Never fails: an envelope nobody knows is a problem without a message."""
    if not isinstance(body, dict):
        return Problem()
    request = body.get("request")
    request = request if isinstance(request, dict) else {}
    entries = list(_entries(body))
    messages = [message for _, message, _ in entries if message]
    fields: dict[str, str] = {}
    for path, message, _ in entries:
        if message and (name := _our_field(path)):
            fields.setdefault(name, message)
    return Problem(
        message=" ".join(dict.fromkeys(messages))[:_LONGEST_MESSAGE],
        code=next((code for _, _, code in entries if code), _word(request.get("code"))),
        request_id=_word(request.get("api_req_id")),
        fields=fields,
        running=any(message.lower().startswith(_RUNNING) for message in messages),
    )


def _entries(body: dict[str, JSON]) -> Iterator[tuple[str, str, str]]:
    """Path, message and code of each thing that is wrong."""
    errors = body.get("errors")
    if isinstance(errors, dict):  # C
        errors = [errors]
    if isinstance(errors, list):  # A, B
        for each in errors:
            if isinstance(each, dict):
                path = _word(each.get("path") or each.get("field"))
                yield path, sentence(each.get("message")), _word(each.get("code"))
    for name in ("validation_error", "disabled_amendments"):  # H
        listed = body.get(name)
        for each in listed if isinstance(listed, list) else ():
            if isinstance(each, dict):
                path = _word(each.get("item") or each.get("data_point"))
                yield path, sentence(each.get("error")), ""
    error = body.get("error")
    if isinstance(error, dict):  # D
        yield "", sentence(error.get("message")), _word(error.get("code"))
    elif "message" in body:  # F, and G, whose ``error`` repeats it
        yield "", sentence(body["message"]), ""
    else:  # E
        yield "", sentence(error), ""


def _our_field(path: str) -> str:
    parts = [part for part in path.replace("[", ".").split(".") if not _INDEX.fullmatch(part)]
    return next((FIELDS[part] for part in reversed(parts) if part in FIELDS), "")


def sentence(value: JSON) -> str:
    """Text a person may read: no mark-up, no stack, one line."""
    if not isinstance(value, str) or "<" in value or "\n" in value or not value.isprintable():
        return ""
    return value.strip()[:_LONGEST_MESSAGE]


def _word(value: JSON) -> str:
    return value[:100] if isinstance(value, str) and value.isprintable() else ""
