"""What the vendor accepts in an amendment."""

import sqlite3
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from portal.sandbox.amendments.changes import CONTRACT_COLUMNS, LABELS, current_value
from portal.sandbox.amendments.records import Amendment
from portal.sandbox.deel.errors import Problem, Refused, refuse

FURTHEST = timedelta(days=365)
CHANGEABLE = ("in_progress",)
LIMITS: dict[str, tuple[Decimal, Decimal]] = {
    "salary": (Decimal(1), Decimal(1_000_000_000)),
    "hourly_rate": (Decimal(1), Decimal(1_000_000)),
    "work_hours_per_week": (Decimal(1), Decimal(60)),
    "holidays": (Decimal(5), Decimal(60)),
    "probation_period": (Decimal(0), Decimal(365)),
    "notice_period_after_probation": (Decimal(0), Decimal(365)),
    "notice_period_during_probation": (Decimal(0), Decimal(365)),
}
CHOICES = {
    "employment_type": ["FULL_TIME", "PART_TIME"],
    "time_off_type": ["STANDARD", "SPECIFIC", "PRORATED"],
    "notice_period_type": ["STANDARD", "CUSTOM"],
}
DATES = ("start_date", "end_date")


def settings(today: date) -> list[dict[str, Any]]:
    """The rules of each field, as the API lists them."""
    return [
        {"data_point": data_point, "rules": [_rule(data_point, today)]} for data_point in LABELS
    ]


def effective_dates(today: date) -> tuple[date, date, date]:
    """The first, the last and the proposed day on which a change may come into force."""
    next_month = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    return today, today + FURTHEST, next_month


def problem_or_none(contract: sqlite3.Row, data_point: str, value: Any) -> str | None:
    """Why a value can't become the new one."""
    if data_point in LIMITS:
        low, high = LIMITS[data_point]
        if not low <= Decimal(str(value)) <= high:
            return f"must be between {low} and {high}"
    if data_point in CONTRACT_COLUMNS and _is_same(current_value(contract, data_point), value):
        return "must differ from the current value"
    if data_point == "end_date" and value <= contract["start_date"]:
        return "must be after the start date"
    return None


def require_changeable(
    contract: sqlite3.Row, changes: Mapping[str, Any], others: Iterable[Amendment]
) -> None:
    """409 unless the contract runs and nothing else is about to change the same."""
    if contract["status"] not in CHANGEABLE:
        raise refuse(409, "The contract can't be amended in its status", code="CONFLICT")
    for other in others:
        if other.is_open and (changes.keys() & other.changes.keys()) - {"custom"}:
            raise refuse(
                409, "An open amendment already changes one of these fields", code="CONFLICT"
            )


def require_valid(
    contract: sqlite3.Row, changes: Mapping[str, Any], effective_date: date, today: date
) -> None:
    """422 with one error a field."""
    problems = [
        Problem(f"{data_point} {message}", data_point)
        for data_point, value in changes.items()
        if (message := problem_or_none(contract, data_point, value))
    ]
    if not changes:
        problems.append(Problem("at least one change is required"))
    first, last, _ = effective_dates(today)
    if not first <= effective_date <= last:
        problems.append(Problem(f"must be from {first} to {last}", "effective_date"))
    if problems:
        raise Refused(422, *problems, code="VALIDATION_ERROR")


def _is_same(current: Any, value: Any) -> bool:
    if isinstance(value, int | float):
        return current is not None and Decimal(str(current)) == Decimal(str(value))
    return bool(current == value)


def _rule(data_point: str, today: date) -> dict[str, Any]:
    low, high = LIMITS.get(data_point, (None, None))
    first, last, _ = effective_dates(today)
    is_date = data_point in DATES
    return {
        "min": None if low is None else float(low),
        "max": None if high is None else float(high),
        "min_date": first.isoformat() if is_date else None,
        "max_date": last.isoformat() if is_date else None,
        "nullable": data_point == "end_date",
        "is_editable": True,
        "possible_options": CHOICES.get(data_point, []),
        "requires": {},
        "external_validation": None,
    }
