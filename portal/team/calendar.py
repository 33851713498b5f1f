"""Who is away: a month or a week of the people around somebody.

Everybody sees the days of those who share their manager; only who decides sees what for, and only
of those they decide about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from portal.backends.team import Colleague, TeamMember
from portal.gateway.team import Absence
from portal.gateway.worker import WorkerGateway
from portal.team.rules import days_between, week_of

AHEAD = timedelta(days=366)
BEHIND = timedelta(days=92)
"""How far the calendar can be turned."""


class Circle(StrEnum):
    TEAM = "team"
    """Who reports to the one who asks."""
    STAND_IN = "for"
    """Who reports to a manager in whose place they act."""
    COLLEAGUES = "colleagues"
    """Who shares their manager, and the manager."""
    ORGANIZATION = "organization"
    """Everybody, for who acts for the employer."""


@dataclass(frozen=True, slots=True)
class Group:
    """A circle of one person."""

    circle: Circle
    manager_id: str = ""
    """Of a stand-in's circle, as the next one."""
    manager_name: str = ""

    @property
    def key(self) -> str:
        """As addresses name it."""
        return f"{self.circle}.{self.manager_id}" if self.manager_id else self.circle.value

    @property
    def decides(self) -> bool:
        """Whether they may know what somebody is away for."""
        return self.circle is not Circle.COLLEAGUES


TEAM, COLLEAGUES = Group(Circle.TEAM), Group(Circle.COLLEAGUES)


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


def own_circles(worker: WorkerGateway) -> tuple[Group, ...]:
    """Those that somebody has in their own place. Raises: BackendError."""
    found = (TEAM,) if worker.team.own_reports() else ()
    return (*found, COLLEAGUES) if worker.team.line.manager else found


def circles(worker: WorkerGateway) -> tuple[Group, ...]:
    """All of somebody's, the one to begin with first. Raises: BackendError."""
    own = own_circles(worker)
    for_others = tuple(
        Group(Circle.STAND_IN, one.manager.id, one.manager.name) for one in worker.team.stand_ins()
    )
    everybody = (Group(Circle.ORGANIZATION),) if worker.team.for_employer else ()
    first = tuple(each for each in own if each is TEAM)
    return (*first, *for_others, *(each for each in own if each is not TEAM), *everybody)


def absences(
    worker: WorkerGateway,
    group: Group,
    window: Window,
    among: Callable[[Iterable[TeamMember]], Sequence[TeamMember]] = tuple,
) -> Absences:
    """``among``: whom to show of everybody. Raises: BackendError."""
    days = (window.first, window.last, window.today)
    if group.circle is Circle.COLLEAGUES:
        people = worker.team.colleagues()
        return Absences(people, worker.team.absences_of(people, *days))
    theirs = _people(worker, group, among)
    ids = [each.id for each in theirs]
    return Absences(theirs, worker.team.absences_of_reports(ids, *days))


def _people(
    worker: WorkerGateway,
    group: Group,
    among: Callable[[Iterable[TeamMember]], Sequence[TeamMember]],
) -> tuple[Colleague, ...]:
    match group.circle:
        case Circle.ORGANIZATION:
            shown = among(worker.team.members())
            return tuple(Colleague(each.id, each.name, each.email) for each in shown)
        case Circle.STAND_IN:
            reports = worker.team.reports().values()
            return tuple(each for each in reports if each.manager_id == group.manager_id)
        case _:
            return tuple(worker.team.own_reports().values())
