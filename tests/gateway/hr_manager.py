"""The manager's side of the HR system in memory: it shows and decides anything for anybody."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import date

from portal.backends import context
from portal.backends.errors import Unavailable
from portal.backends.leave import LeaveBalance, TimeOff, TimeOffStatus
from portal.backends.team import Colleague, Decision, ReportingLine, Review, TeamMember
from portal.backends.types import WorkerIdentity
from tests.gateway.hr_system import HRSystem

OUTCOMES = {Decision.APPROVE: TimeOffStatus.APPROVED, Decision.REJECT: TimeOffStatus.REJECTED}


class HRWithTeams(HRSystem):
    """``boss_of``: who reports to whom. ``careless``: lists hold everybody's, whoever was meant."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.boss_of: dict[str, str] = {}
        self.careless = False
        self.answers_as: str | None = None
        self.before_review: Callable[[], object] = lambda: None
        self.after_review: Callable[[], object] = lambda: None
        self.asked_about: list[str] = []

    def manager(self, identity: WorkerIdentity) -> Manager:
        return Manager(self, identity)

    def decide(self, time_off_id: str, status: TimeOffStatus) -> None:
        self.leave = [
            replace(off, status=status) if off.id == time_off_id else off for off in self.leave
        ]


class Manager:
    def __init__(self, hr: HRWithTeams, identity: WorkerIdentity) -> None:
        self.hr = hr
        self.identity = identity

    def reporting_line(self) -> ReportingLine:
        self.hr.counts["reporting_line"] += 1
        self.hr.counts["reporting_line_anew"] += context.asks_anew.get()
        me = self.hr.answers_as or self.identity.worker_id
        boss = self.hr.boss_of.get(me)
        reports = [one for one, manager in self.hr.boss_of.items() if manager == me]
        return ReportingLine(
            id=me,
            time_zone="",
            manager=colleague(boss) if boss else None,
            reports=tuple(map(colleague, reports)),
        )

    def colleagues(self, manager: Colleague) -> tuple[Colleague, ...]:
        reports = [one for one, boss in self.hr.boss_of.items() if boss == manager.id]
        return tuple(colleague(one) for one in reports if one != self.identity.worker_id)

    def team(self) -> tuple[TeamMember, ...]:
        return tuple(map(self._member, self.hr.boss_of))

    def member(self, worker_id: str) -> TeamMember:
        self.hr.asked_about.append(worker_id)
        return self._member(self.hr.answers_as or worker_id)

    def leave_balances(self, worker_id: str, on: date | None = None) -> tuple[LeaveBalance, ...]:
        self.hr.asked_about.append(worker_id)
        return ()

    def time_off_of(
        self,
        people: Collection[str],
        statuses: Collection[TimeOffStatus],
        *,
        ids: Collection[str] = (),
        starting_from: date | None = None,
        changed_since: date | None = None,
    ) -> tuple[TimeOff, ...]:
        self.hr.counts["time_off_of"] += 1
        self.hr.asked_about += ids
        return tuple(
            off
            for off in self.hr.leave
            if self.hr.careless or (off.worker_id in people and off.status in statuses)
        )

    def review_time_off(
        self, time_off_ids: Collection[str], decision: Decision, *, key: str
    ) -> tuple[Review, ...]:
        self.hr.counts["review"] += 1
        self.hr.asked_about += time_off_ids
        self.hr.before_review()
        found = {off.id: off for off in self.hr.leave}
        done = [each for each in time_off_ids if found[each].status is TimeOffStatus.REQUESTED]
        for each in done:
            self.hr.decide(each, OUTCOMES[decision])
        self.hr.after_review()
        return tuple(
            Review(each, each in done, "" if each in done else "It is not pending.")
            for each in time_off_ids
        )

    def _member(self, worker_id: str) -> TeamMember:
        return TeamMember(
            id=worker_id,
            manager_id=self.hr.boss_of.get(worker_id, ""),
            name=worker_id.title(),
            preferred_name="",
            email="",
            job_title="",
            team="",
            department="",
            country="",
            region="",
            work_location="",
            time_zone="",
            start_date=None,
            end_date=None,
        )


def colleague(worker_id: str) -> Colleague:
    return Colleague(worker_id, worker_id.title(), f"{worker_id}@example.com")


def no_answer() -> None:
    raise Unavailable("no answer in time")
