"""Days to ask for in a browser."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import islice

from tests.support.days import free_mondays


def in_days(days: int) -> date:
    return datetime.now(UTC).date() + timedelta(days=days)


def next_monday(weeks_later: int = 0) -> date:
    """Three weeks or more ahead: the first of eight days without a holiday where the people live
    who ask.

    Two tests that send a request for the same person take different weeks: the portal answers the
    same request with the one that it took minutes ago.
    """
    mondays = free_mondays("GB", "IN", "JP", in_days=22, around=range(8))
    return next(islice(mondays, weeks_later, None))
