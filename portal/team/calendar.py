"""Who is away: a month or a week of the people around somebody.

Everybody sees the days of those who share their manager; only a manager sees what for, and only of
the own reports.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from portal.backends.team import Colleague
from portal.gateway.team import Absence
from portal.gateway.worker import WorkerGateway
from portal.team.rules import days_between, week_of

AHEAD = timedelta(days=366)
BEHIND = timedelta(days=92)
"""How far the calendar can be turned."""


class Circle(StrEnum):
    TEAM = "team"
    """Who reports to the one who asks."""
    COLLEAGUES = "colleagues"
    """Who shares their manager, and the manager."""


class Span(StrEnum):
    MONTH = "month"
    WEEK = "week"


@dataclass(frozen=True, slots=True)
class Window:
    span: Span
    first: date
    last: date
    today: date

    @classmethod
    def around(cls, span: Span, day: date, today: date) -> Window:
        """The month or week of this day, kept within what can be turned to."""
        day = min(max(day, today - BEHIND), today + AHEAD)
        if span is Span.WEEK:
            return cls(span, *week_of(day), today)
        first = day.replace(day=1)
        return cls(span, first, _next_month(first) - timedelta(days=1), today)

    @property
    def days(self) -> list[date]:
        return days_between(self.first, self.last)

    @property
    def before(self) -> date | None:
        """A day of the window before; None where the calendar ends."""
        day = self.first - timedelta(days=1)
        return day if day >= self.today - BEHIND else None

    @property
    def after(self) -> date | None:
        day = self.last + timedelta(days=1)
        return day if day <= self.today + AHEAD else None


def _next_month(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


@dataclass(frozen=True, slots=True)
class Absences:
    """The people of a circle, in order, and their time off of a window."""

    people: tuple[Colleague, ...]
    found: tuple[Absence, ...]


def circles(worker: WorkerGateway) -> tuple[Circle, ...]:
    """Those that somebody has, the one to begin with first. Raises: BackendError."""
    line = worker.team.line
    found = (Circle.TEAM,) if worker.team.reports() else ()
    return (*found, Circle.COLLEAGUES) if line.manager else found


def absences(worker: WorkerGateway, circle: Circle, window: Window) -> Absences:
    """Raises: BackendError."""
    days = (window.first, window.last, window.today)
    if circle is Circle.TEAM:
        people = tuple(worker.team.reports().values())
        return Absences(people, worker.team.absences_of_reports(*days))
    people = worker.team.colleagues()
    return Absences(people, worker.team.absences_of(people, *days))
