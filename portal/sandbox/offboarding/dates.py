"""On which days an employment can end."""

import sqlite3
from datetime import date, timedelta

from portal.sandbox.time_off.working_days import year_of

FURTHEST = timedelta(days=365)
LISTED = timedelta(days=180)


def earliest_end(contract: sqlite3.Row, today: date) -> date:
    """The day after which the notice period is over."""
    return today + timedelta(days=int(contract["notice_period_days"]))


def restricted_dates(contract: sqlite3.Row, today: date) -> list[date]:
    """The public holidays of the months ahead: no employment ends on one."""
    last = today + LISTED
    return [
        on
        for year in sorted({today.year, last.year})
        for on in year_of(contract["country"], year).holidays
        if today <= on <= last
    ]


def problem_or_none(contract: sqlite3.Row, wanted: date, today: date) -> str | None:
    """Why a worker can't ask for that last day."""
    if wanted <= today:
        return "must be in the future"
    earliest = earliest_end(contract, today)
    if wanted < earliest:
        return f"is within the notice period; the earliest is {earliest}"
    if wanted > today + FURTHEST:
        return "must be within one year"
    if wanted in restricted_dates(contract, today):
        return "is a public holiday"
    return None
