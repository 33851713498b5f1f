"""Days that are free whenever the tests run."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta


def in_days(days: int) -> date:
    return datetime.now(UTC).date() + timedelta(days=days)


def next_monday() -> date:
    """Three weeks or more ahead, where nobody has anything planned."""
    return in_days(28 - datetime.now(UTC).weekday())
