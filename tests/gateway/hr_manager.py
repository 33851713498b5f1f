"""The manager's side of the HR system in memory: it shows and decides anything for anybody."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import date

from portal.backends import context
from portal.backends.agreements import ResignationStage
from portal.backends.errors import Rejected, Unavailable
from portal.backends.leave import LeaveBalance, TimeOff, TimeOffStatus
from portal.backends.offboarding import (
    Acceptance,
    LastDays,
    LeaveAtEnd,
    Refusal,
    ResignationDetails,
    ResignationFile,
    TeamResignation,
)
from portal.backends.team import Colleague, Decision, ReportingLine, Review, TeamMember
from portal.backends.types import WorkerIdentity
from tests.gateway.hr_system import HRSystem
from tests.gateway.things import Bytes

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
        self.leaving: list[TeamResignation] = []
        self.before_answer: Callable[[], object] = lambda: None
        self.after_answer: Callable[[], object] = lambda: None
        self.lines_asked: list[str] = []
        self.gone: set[str] = set()

    def manager(self, identity: WorkerIdentity) -> Manager:
        return Manager(self, identity)

    def decide(self, time_off_id: str, status: TimeOffStatus) -> None:
        self.leave = [
            replace(off, status=status) if off.id == time_off_id else off for off in self.leave
        ]

    def settle(self, contract_id: str, stage: ResignationStage) -> None:
        """What becomes of the resignation of a contract that waits."""
        self.leaving = [
            replace(one, stage=stage) if one.contract_id == contract_id and one.waits else one
            for one in self.leaving
        ]


class Manager:
    def __init__(self, hr: HRWithTeams, identity: WorkerIdentity) -> None:
        self.hr = hr
        self.identity = identity

    def reporting_line(self) -> ReportingLine:
        return self.line_of(self.identity.worker_id)

    def line_of(self, worker_id: str) -> ReportingLine:
        self.hr.counts["reporting_line"] += 1
        self.hr.counts["reporting_line_anew"] += context.asks_anew.get()
        self.hr.lines_asked.append(worker_id)
        me = self.hr.answers_as or worker_id
        boss = self.hr.boss_of.get(me)
        reports = [one for one, manager in self.hr.boss_of.items() if manager == me]
        return ReportingLine(
            id=me,
            time_zone="",
            manager=colleague(boss) if boss else None,
            reports=tuple(map(colleague, reports)),
            active=me not in self.hr.gone,
        )

    def colleagues(self, manager: Colleague) -> tuple[Colleague, ...]:
        reports = [one for one, boss in self.hr.boss_of.items() if boss == manager.id]
        return tuple(colleague(one) for one in reports if one != self.identity.worker_id)

    def team(self) -> tuple[TeamMember, ...]:
        return self.everybody()

    def everybody(self) -> tuple[TeamMember, ...]:
        self.hr.counts["everybody"] += 1
        return tuple(map(self._member, self.hr.boss_of))

    def member(self, worker_id: str) -> TeamMember:
        self.hr.asked_about.append(worker_id)
        return self._member(self.hr.answers_as or worker_id)

    def leave_balances(self, worker_id: str, on: date | None = None) -> tuple[LeaveBalance, ...]:
        self.hr.asked_about.append(worker_id)
        return ()

    def time_off_of(
        self,
        people: Collection[str] | None,
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
            if self.hr.careless
            or ((people is None or off.worker_id in people) and off.status in statuses)
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

    def resignations_of(self, people: Collection[str]) -> tuple[TeamResignation, ...]:
        self.hr.counts["resignations_of"] += 1
        return tuple(one for one in self.hr.leaving if self.hr.careless or one.worker_id in people)

    def resignation_details(self, contract_id: str) -> ResignationDetails:
        self.hr.asked_about.append(contract_id)
        files = (ResignationFile(f"{contract_id}-file", "a.pdf"),)
        return ResignationDetails(contract_id, None, "", "", None, None, None, files)

    def open_resignation_file(self, contract_id: str, file_id: str) -> Bytes:
        self.hr.asked_about += [contract_id, file_id]
        return Bytes(b"%PDF file")

    def last_days(self, contract_id: str) -> LastDays:
        self.hr.asked_about.append(contract_id)
        return LastDays(None, ())

    def leave_at_end(self, contract_id: str, worker_id: str, last_day: date) -> LeaveAtEnd:
        self.hr.asked_about += [contract_id, worker_id]
        return LeaveAtEnd(None, None, (), ())

    def accept_resignation(self, contract_id: str, acceptance: Acceptance, *, key: str) -> None:
        self._answer(contract_id, ResignationStage.IN_REVIEW)

    def decline_resignation(self, contract_id: str, refusal: Refusal, *, key: str) -> None:
        self._answer(contract_id, ResignationStage.CANCELLED)

    def _answer(self, contract_id: str, stage: ResignationStage) -> None:
        self.hr.counts["answer"] += 1
        self.hr.asked_about.append(contract_id)
        self.hr.before_answer()
        if not any(one.contract_id == contract_id and one.waits for one in self.hr.leaving):
            raise Rejected("answered already", vendor_message="It is not pending.")
        self.hr.settle(contract_id, stage)
        self.hr.after_answer()

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
