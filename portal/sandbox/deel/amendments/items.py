"""The JSON of an amendment."""

import sqlite3
from datetime import UTC, datetime, time, timedelta
from typing import Any

from portal.sandbox.amendments.records import Amendment
from portal.sandbox.amendments.stages import (
    Kind,
    Stage,
    friendly,
    pascal,
)
from portal.sandbox.clock import instant

Json = dict[str, Any]
VOID_AFTER = timedelta(days=60)


def amendment_json(amendment: Amendment, contract: sqlite3.Row) -> Json:
    """There is no single status: the array says where the amendment has been."""
    changes = amendment.changes
    return {
        "id": amendment.id,
        "type": amendment.kind,
        "items": [
            {
                "id": item.id,
                "item": item.item,
                "type": item.type,
                "data_point": item.data_point,
                "previous_value": item.previous_value,
                "new_value": item.new_value,
            }
            for item in amendment.items
        ],
        "effective_date": _effective_date(amendment),
        "amendment_statuses": _statuses(amendment),
        "salary": _text(changes.get("salary")),
        "hourly_rate": _text(changes.get("hourly_rate")),
        "work_hours_per_week": _text(changes.get("work_hours_per_week")),
        "currency": contract["currency"],
        "job_title": changes.get("job_title"),
        "seniority_id": changes.get("seniority_id"),
        "scope": changes.get("scope"),
        "employment_type": _employment_type(amendment),
        "holidays": changes.get("holidays"),
        "start_date": changes.get("start_date"),
        "end_date": changes.get("end_date"),
        "document_type": amendment.document,
        "source": amendment.source,
        "requested_by": amendment.requested_by,
        "custom_items": _custom_items(amendment),
        "void_deadline": instant(amendment.created_at + VOID_AFTER) if amendment.is_open else None,
        "rejection_context": None,
        "legal_context": None,
        "is_hrx_action_needed": amendment.stage is Stage.PREPARING,
        "fixed_adjustments": changes.get("fixed_adjustments", []),
        "variable_compensation": changes.get("variable_compensation"),
        "created_at": instant(amendment.created_at),
        "updated_at": instant(amendment.updated_at),
    }


def _statuses(amendment: Amendment) -> list[Json]:
    # Sorted by name: the order of the array says nothing about the order of events.
    key = "_amendment_flow_status" if amendment.is_older_spelling else "amendment_flow_status"
    return [
        {
            "name": pascal(name) if amendment.is_older_spelling else name,
            "friendly_name": friendly(name),
            key: {"created_at": instant(at)},
        }
        for name, at in sorted(amendment.statuses)
    ]


def _effective_date(amendment: Amendment) -> str:
    if not amendment.is_older_spelling:
        return amendment.effective_date.isoformat()
    return instant(datetime.combine(amendment.effective_date, time(), UTC))


def _employment_type(amendment: Amendment) -> str | None:
    value: str | None = amendment.changes.get("employment_type")
    if value is None or not amendment.is_older_spelling:
        return value
    return value.replace("_", "-").capitalize()


def _custom_items(amendment: Amendment) -> list[Json]:
    if amendment.stage in (Stage.DRAFT, Stage.PREPARING):
        status = "PENDING_LEGAL" if amendment.kind is Kind.LEGAL else "PENDING_REVIEW"
    else:
        status = "APPROVED"
    return [{**one, "status": status} for one in amendment.changes.get("custom", [])]


def _text(value: object) -> str | None:
    return None if value is None else str(value)
