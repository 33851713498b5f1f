"""The wall around a team: what the people around a worker may be asked about, and by whom.

A manager's calls carry the employer's credential, so the HR system would show and decide
anything. Who reports to whom is read anew at each click; nobody else is asked about by name, and
what comes back is compared with the team once more.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from threading import Lock
from typing import TypeVar

from portal.backends.contract import ManagerAPI
from portal.backends.errors import Conflict, ForeignObject, NotAllowed
from portal.backends.leave import LeaveBalance, TimeOff, TimeOffDay, TimeOffStatus
from portal.backends.team import Colleague, Decision, ReportingLine, Review, TeamMember
from portal.gateway.access import WorkerAccess
from portal.gateway.responsibility import Report, Responsibility, StandIn

STANDING = frozenset({TimeOffStatus.REQUESTED, TimeOffStatus.APPROVED})
"""What waits, and what was approved and is not over."""
SETTLED = frozenset({TimeOffStatus.REJECTED, TimeOffStatus.CANCELLED, TimeOffStatus.USED})
LONGEST_KNOWN = timedelta(days=62)
"""How long before a day something that is over by now may have begun and still be shown on it."""
REMEMBERED = timedelta(days=31)
"""How long a decided request is still found under its id."""

T = TypeVar("T")


class OwnRequest(NotAllowed):
    """Nobody decides on what they have asked for themselves."""


@dataclass(frozen=True, slots=True)
class Absence:
    """When somebody is away, for people who may know that much."""

    worker_id: str
    start: date
    end: date
    half_day: bool
    status: TimeOffStatus
    days: tuple[TimeOffDay, ...]
    kind: str
    """What for, in the HR system's word; empty for whoever is not to know."""


def _absence(off: TimeOff, kind: str) -> Absence:
    days = tuple(replace(day, amount=Decimal()) for day in off.days)
    return Absence(off.worker_id, off.start, off.end, off.half_day, off.status, days, kind)


class TeamReads:
    """For one person and one request (or job). Safe to use from the threads of a fan-out.

    Every method raises ``NotAllowed``, ``Unavailable`` and ``StorageUnavailable``; a method that
    takes an id raises ``NotFound``.
    """

    def __init__(self, access: WorkerAccess) -> None:
        self._access = access
        self._me = access.identity.worker_id
        self._people = Responsibility(access)
        self._standing: tuple[TimeOff, ...] | None = None
        self._lock = Lock()

    @property
    def line(self) -> ReportingLine:
        """The asker's own place, as the HR system says now: one call for this request."""
        return self._people.line

    @property
    def for_employer(self) -> bool:
        """Whether everybody of the organization is theirs: no list of people is short then."""
        return self._people.for_employer

    def own_reports(self) -> dict[str, Report]:
        """Who reports to the asker at this moment, by worker id."""
        return self._people.own()

    def stand_ins(self) -> tuple[StandIn, ...]:
        """In whose place the asker acts at this moment."""
        return self._people.stand_ins()

    def reports(self) -> dict[str, Report]:
        """About whom the asker decides at this moment, by worker id: own reports, those of a
        manager whom they stand in for, and for the employer everybody but the asker."""
        return self._people.reports()

    def has_reports(self) -> bool:
        """Whether ``reports()`` holds anybody; for the employer without a call."""
        return self.for_employer or bool(self.reports())

    def report(self, worker_id: str) -> Report:
        """Nobody else's report is ever named in a call."""
        found = self._people.report(worker_id)
        return self._access.wall.one([found] if found else [], worker_id, "report")

    def some_reports(self, worker_ids: Iterable[str]) -> dict[str, Report]:
        """Those of ``reports()`` that are named, in few calls."""
        return self._people.some(worker_ids)

    def team_of(self, report: Report) -> dict[str, Report]:
        """Who reports to the same manager as one of ``reports()``, that one included."""
        return self._people.team_of(report)

    def members(self) -> tuple[TeamMember, ...]:
        """The ``reports()`` with role and place."""
        reports = self.reports()
        if self.for_employer:
            return self._people.everybody()
        if self.stand_ins():
            found = self._ask(lambda api: api.everybody())
        else:
            found = self._ask(lambda api: api.team())
        return tuple(
            each
            for each in found
            if each.id in reports and each.manager_id == reports[each.id].manager_id
        )

    def member(self, worker_id: str) -> TeamMember:
        report = self.report(worker_id)
        member = self._people.member(worker_id)
        if member.manager_id != report.manager_id:
            self._people.foreign("person", member.id)
        return member

    def leave_balances(self, worker_id: str, on: date | None = None) -> tuple[LeaveBalance, ...]:
        """For the leave year of this day, or of today."""
        self.report(worker_id)
        return self._ask(lambda api: api.leave_balances(worker_id, on))

    def standing(self) -> tuple[TimeOff, ...]:
        """What waits or stands, of the reports and of the asker: one list for this request."""
        people = None if self.for_employer else {*self.reports(), self._me}
        with self._lock:
            if self._standing is None:
                self._standing = self._time_off(people, STANDING)
            return self._standing

    def waiting(self) -> tuple[TimeOff, ...]:
        """The reports' requests that nobody has decided."""
        return tuple(
            each for each in self.standing_of_reports() if each.status is TimeOffStatus.REQUESTED
        )

    def waiting_of(self, time_off_ids: Collection[str]) -> tuple[TimeOff, ...]:
        """Those of these that are in ``waiting()``, in few calls."""
        if self.for_employer:
            found = self._by_id(time_off_ids, {TimeOffStatus.REQUESTED})
            return tuple(each for each in found if each.worker_id != self._me)
        return tuple(each for each in self.waiting() if each.id in time_off_ids)

    def standing_of_reports(self) -> tuple[TimeOff, ...]:
        return tuple(each for each in self.standing() if each.worker_id != self._me)

    def standing_around(self, report: Report) -> tuple[TimeOff, ...]:
        """What waits or stands of those who share a manager with this one."""
        team = self.team_of(report)
        with self._lock:
            known = self._standing
        if known is None and self.for_employer:
            return self._time_off(team, STANDING)
        return tuple(each for each in self.standing() if each.worker_id in team)

    def request(self, time_off_id: str, today: date) -> TimeOff:
        """One request of a report, as it stands now. Raises also: OwnRequest."""
        found = self.find([time_off_id], today)
        one = self._access.wall.one(found, time_off_id, "time_off")
        if one.worker_id == self._me:
            raise OwnRequest("nobody decides on their own request")
        return one

    def find(self, time_off_ids: Collection[str], today: date) -> tuple[TimeOff, ...]:
        """Those of these that are in the team or the asker's own, decided lately or not at all.

        The HR system is not told their ids, which may be anybody's, but by whoever acts for the
        employer: then everybody's are theirs.
        """
        if self.for_employer:
            return self._by_id(time_off_ids, STANDING | SETTLED)
        found = [each for each in self.standing() if each.id in time_off_ids]
        if len(found) < len(set(time_off_ids)):
            people, since = {*self.reports(), self._me}, today - REMEMBERED
            settled = self._time_off(people, SETTLED, changed_since=since)
            found += [each for each in settled if each.id in time_off_ids]
        return tuple(found)

    def requests(self, time_off_ids: Collection[str]) -> tuple[TimeOff, ...]:
        """Those of these requests that are the reports', as they stand now.

        ``time_off_ids``: of requests that were the team's when they were last looked at."""
        people = None if self.for_employer else self.reports()
        found = self._by_id(time_off_ids, STANDING | SETTLED, people)
        return tuple(each for each in found if each.worker_id != self._me)

    def requests_of(
        self, people: Collection[str], time_off_ids: Collection[str]
    ) -> tuple[TimeOff, ...]:
        """What became of requests that a decision was sent on, whoever has them by now.

        ``people``: whose they were, as the ledger keeps it and no request can name it."""
        return self._by_id(time_off_ids, STANDING | SETTLED, people)

    def colleagues(self) -> tuple[Colleague, ...]:
        """The asker's own manager, then everybody else who reports to that one."""
        manager = self.line.manager
        if manager is None:
            return ()
        return (manager, *self._ask(lambda api: api.colleagues(manager)))

    def absences_of_reports(
        self, people: Iterable[str], first: date, last: date, today: date
    ) -> tuple[Absence, ...]:
        """What stands or is asked for on any of these days, with what it is for.

        ``people``: out of ``reports()``; others are left out."""
        theirs = self.some_reports(people)
        found = self._between(theirs, STANDING, first, last, today)
        return tuple(_absence(off, off.type_name) for off in found)

    def absences_of(
        self, colleagues: Iterable[Colleague], first: date, last: date, today: date
    ) -> tuple[Absence, ...]:
        """The days alone, and only what is approved. ``colleagues``: out of ``colleagues()``."""
        people = {each.id for each in colleagues}
        found = self._between(people, {TimeOffStatus.APPROVED}, first, last, today)
        return tuple(_absence(off, "") for off in found)

    def _between(
        self,
        people: Collection[str],
        standing: Collection[TimeOffStatus],
        first: date,
        last: date,
        today: date,
    ) -> list[TimeOff]:
        """One list, and one more where some of the days lie behind us."""
        found = list(self._time_off(people, standing))
        if first < today:
            over = {TimeOffStatus.USED}
            found += self._time_off(people, over, starting_from=first - LONGEST_KNOWN)
        there = (off for off in found if off.start <= last and first <= off.end)
        return sorted(there, key=lambda off: (off.start, off.end))

    def review(
        self, time_off_ids: Collection[str], decision: Decision, key: str
    ) -> tuple[Review, ...]:
        """Send the decision on what waits in the team at this moment; the rest is left alone.

        Raises also: Conflict, when nothing of it waits there."""
        waiting = {each.id for each in self.waiting_of(time_off_ids)}
        ids = [each for each in time_off_ids if each in waiting]
        if not ids:
            raise Conflict("nothing of this waits for this manager", operation="time_off.review")
        try:
            return self._ask(lambda api: api.review_time_off(ids, decision, key=key))
        finally:
            self._standing = None

    def _by_id(
        self,
        time_off_ids: Collection[str],
        statuses: Collection[TimeOffStatus],
        people: Collection[str] | None = None,
    ) -> tuple[TimeOff, ...]:
        if not time_off_ids:
            return ()
        found = self._time_off(people, statuses, ids=time_off_ids)
        return tuple(each for each in found if each.id in time_off_ids)

    def _time_off(
        self,
        people: Collection[str] | None,
        statuses: Collection[TimeOffStatus],
        **which: object,
    ) -> tuple[TimeOff, ...]:
        if people is not None and not people:
            return ()
        found = self._ask(lambda api: api.time_off_of(people, statuses, **which))  # type: ignore[arg-type]
        if people is None:
            return found
        for each in found:
            if each.worker_id not in people:
                self._access.wall.blocked(ForeignObject("time off", each.id))
        return tuple(each for each in found if each.worker_id in people)

    def _ask(self, ask: Callable[[ManagerAPI], T]) -> T:
        return self._people.ask(ask)
