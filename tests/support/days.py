"""Days that are free whenever the tests run: no public holiday, nobody's plans."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import holidays


def free_mondays(*countries: str, in_days: int, around: range) -> Iterator[date]:
    """Mondays at least ``in_days`` ahead, soonest first, with no holiday in any of the countries
    on the days ``around`` them (0 is the Monday)."""
    calendars = [holidays.country_holidays(country) for country in countries]
    soon = date.today() + timedelta(days=in_days)  # noqa: DTZ011  (a calendar date)
    monday = soon + timedelta(days=-soon.weekday() % 7)
    while True:
        days = [monday + timedelta(days=day) for day in around]
        if not any(day in calendar for day in days for calendar in calendars):
            yield monday
        monday += timedelta(days=7)
