"""Days that are free whenever the tests run."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta


def in_days(days: int) -> date:
    return datetime.now(UTC).date() + timedelta(days=days)


def next_monday(weeks_later: int = 0) -> date:
    """Three weeks or more ahead, where nobody has anything planned.

    Two tests that send a request for the same person take different weeks: the portal answers the
    same request with the one that it took minutes ago.
    """
    return in_days(28 - datetime.now(UTC).weekday() + 7 * weeks_later)
