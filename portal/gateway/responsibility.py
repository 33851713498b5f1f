"""Whose people somebody decides about, and on whose behalf: their own reports, those of a manager
whom they stand in for, everybody for an administrator of the employer. Read anew at each click."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from threading import RLock
from typing import TypeVar

from portal.backends.context import asking_anew
from portal.backends.contract import ManagerAPI
from portal.backends.errors import ForeignObject, NotFound
from portal.backends.team import Colleague, ReportingLine, TeamMember
from portal.gateway import substitutes
from portal.gateway.access import WorkerAccess
from portal.gateway.substitutes import Substitution

FEW = 3
"""People whom to ask about one by one is cheaper than a list of everybody."""

T = TypeVar("T")


class Behalf(StrEnum):
    SELF = "self"
    """As whoever they report to."""
    MANAGER = "manager"
    """In the place of a manager who named the asker."""
    EMPLOYER = "employer"


@dataclass(frozen=True, slots=True)
class Report(Colleague):
    """Somebody about whom the asker decides."""

    manager_id: str
    """Whom they report to; empty when the HR system does not say."""
    behalf: Behalf
    manager_name: str = ""
    """Of the manager on whose behalf the asker acts; else empty."""


@dataclass(frozen=True, slots=True)
class StandIn:
    """A manager in whose place the asker acts at this moment, with that one's reports."""

    substitution: Substitution
    line: ReportingLine

    @property
    def manager(self) -> Colleague:
        return self.substitution.manager


class Responsibility:
    """For one person and one request (or job). Safe to use from the threads of a fan-out."""

    def __init__(self, access: WorkerAccess) -> None:
        self._access = access
        self._me = access.identity.worker_id
        self._lines: dict[str, ReportingLine] = {}
        self._stand_ins: tuple[StandIn, ...] | None = None
        self._everybody: tuple[TeamMember, ...] | None = None
        self._far: dict[str, TeamMember] = {}
        self._near: dict[str, Report] | None = None
        self._all: dict[str, Report] | None = None
        self._lock = RLock()

    @property
    def for_employer(self) -> bool:
        """Not by an address that the asker has written into their own profile, be it a mailbox
        that others read as well: the settings list those that the HR system vouches for."""
        address, listed = self._access.identity.email, self._access.services.settings
        by_address = self._access.employer and address in listed.employer_admins
        if by_address and address in self.line.own_addresses:
            return False
        return self._access.employer

    @property
    def line(self) -> ReportingLine:
        """The asker's own place, as the HR system says now: one call for this request."""
        return self._line(self._me, lambda api: api.reporting_line())

    def own(self) -> dict[str, Report]:
        """Who reports to the asker, by worker id."""
        return self._of(self.line.reports, self._me, Behalf.SELF)

    def stand_ins(self) -> tuple[StandIn, ...]:
        """One call for each manager whose period runs; none without one. Who has left the company
        can neither be stood in for nor stand in."""
        with self._lock:
            if self._stand_ins is None:
                named = substitutes.running_for(
                    self._access.services, self._access.identity.backend, self._me
                )
                here = named if named and self.line.active else ()
                lines = ((one, self._line_of(one.manager.id)) for one in here)
                self._stand_ins = tuple(
                    StandIn(one, line) for one, line in lines if line is not None and line.active
                )
            return self._stand_ins

    def everybody(self) -> tuple[TeamMember, ...]:
        """Of the organization, for whoever acts for the employer; without the asker."""
        with self._lock:
            if self._everybody is None:
                found = self.ask(lambda api: api.everybody()) if self.for_employer else ()
                self._everybody = tuple(each for each in found if each.id != self._me)
            return self._everybody

    def reports(self) -> dict[str, Report]:
        """All of them, by worker id; whoever is there in two ways stands for the nearer one."""
        with self._lock:
            if self._all is None:
                members = {each.id: _for_employer(each) for each in self.everybody()}
                self._all = {**members, **self.near()}
            return self._all

    def report(self, worker_id: str) -> Report | None:
        """One of ``reports()``, in at most one call."""
        near = self.near().get(worker_id)
        if near is not None or not self.for_employer or worker_id == self._me:
            return near
        if self._everybody is not None:
            return self.reports().get(worker_id)
        with self._lock:
            try:
                self._far[worker_id] = self.member(worker_id)
            except NotFound:
                return None
            return _for_employer(self._far[worker_id])

    def some(self, worker_ids: Iterable[str]) -> dict[str, Report]:
        """Those of ``reports()`` that are named here, in few calls."""
        wanted = dict.fromkeys(worker_ids)
        near = self.near()
        far = [each for each in wanted if each not in near]
        if not self.for_employer or len(far) > FEW:
            found = self.reports()
            return {each: found[each] for each in wanted if each in found}
        one_by_one = {each: self.report(each) for each in wanted}
        return {each: report for each, report in one_by_one.items() if report is not None}

    def team_of(self, report: Report) -> dict[str, Report]:
        """Who shares a manager with one of ``reports()``, that one included; the asker never."""
        if report.behalf is Behalf.SELF:
            return self.own()
        if report.behalf is Behalf.MANAGER:
            near = self.near().values()
            return {each.id: each for each in near if each.manager_id == report.manager_id}
        line = None
        if self._everybody is None and report.manager_id:
            line = self._line_of(report.manager_id)
        if line is not None:
            found = self._of(line.reports, report.manager_id, Behalf.EMPLOYER)
            return {**found, report.id: report}
        all_of_them = self.reports().values() if self._everybody is not None else [report]
        return {each.id: each for each in all_of_them if each.manager_id == report.manager_id}

    def member(self, worker_id: str) -> TeamMember:
        """Whoever it is: for the caller to know that they may be asked about."""
        if worker_id in self._far:
            return self._far[worker_id]
        member = self.ask(lambda api: api.member(worker_id))
        if member.id != worker_id:
            self.foreign("person", member.id)
        return member

    def ask(self, ask: Callable[[ManagerAPI], T]) -> T:
        return self._access.as_manager(ask)

    def foreign(self, kind: str, object_id: str) -> None:
        """Raises: ForeignObject."""
        error = ForeignObject(kind, object_id, backend=self._access.identity.backend)
        self._access.wall.blocked(error)
        raise error

    def near(self) -> dict[str, Report]:
        """Own reports and those of managers who are stood in for."""
        with self._lock:
            if self._near is None:
                found: dict[str, Report] = {}
                for one in self.stand_ins():
                    manager = one.manager
                    found |= self._of(one.line.reports, manager.id, Behalf.MANAGER, manager.name)
                self._near = found | self.own()
            return self._near

    def _of(
        self, people: Iterable[Colleague], manager_id: str, behalf: Behalf, manager_name: str = ""
    ) -> dict[str, Report]:
        return {
            each.id: Report(each.id, each.name, each.email, manager_id, behalf, manager_name)
            for each in people
            if each.id not in (self._me, manager_id)
        }

    def _line_of(self, worker_id: str) -> ReportingLine | None:
        """None for somebody whom the HR system does not know any more."""
        try:
            return self._line(worker_id, lambda api: api.line_of(worker_id))
        except NotFound:
            return None

    def _line(self, worker_id: str, read: Callable[[ManagerAPI], ReportingLine]) -> ReportingLine:
        with self._lock:
            if worker_id not in self._lines:
                with asking_anew():
                    line = self.ask(read)
                if line.id != worker_id:
                    self.foreign("person", line.id)
                self._lines[worker_id] = line
            return self._lines[worker_id]


def _for_employer(member: TeamMember) -> Report:
    return Report(member.id, member.name, member.email, member.manager_id, Behalf.EMPLOYER)
