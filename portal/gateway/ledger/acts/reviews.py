"""A manager's decisions on what the team has asked for."""

from __future__ import annotations

from abc import ABC
from dataclasses import dataclass, replace
from typing import ClassVar, Self

from portal.audit import Event
from portal.backends.contract import WorkerAPI
from portal.backends.errors import Conflict, Unsupported
from portal.backends.leave import TimeOffStatus
from portal.backends.team import Decision
from portal.gateway import decisions
from portal.gateway.access import WorkerAccess
from portal.gateway.ledger.act import ABSENT, OVERTAKEN, Act, LookUp, Sought, found
from portal.gateway.ledger.action import ActionKind
from portal.gateway.reads import WorkerReads


@dataclass(frozen=True)
class _Review(Act, ABC):
    """One decision on one or several requests. Those that can't be decided any more are left out
    without a word here: the references name the ones that were."""

    decision: ClassVar[Decision]
    not_payload: ClassVar = frozenset({"waiting", "people"})

    time_off_ids: tuple[str, ...]
    reason: str = ""
    """What the portal tells the worker; HR systems do not take one."""
    waiting: tuple[str, ...] = ()
    """Of these, what waited in the manager's own team when this was sent."""
    people: tuple[str, ...] = ()
    """Whose that was: who may decide can change before it is known what became of it."""

    @property
    def thing(self) -> str:
        # One at a time, approval or not: what is still being checked may hold the same request.
        return "time_off reviews"

    @property
    def subject(self) -> str:
        return f"{self.thing} {' '.join(sorted(self.time_off_ids))}"

    def prepared(self, reads: WorkerReads) -> Self:
        waiting = {each.id: each for each in reads.team.waiting_of(self.time_off_ids)}
        left = tuple(each for each in self.time_off_ids if each in waiting)
        if not left:
            raise Conflict("nothing of this waits for this manager", operation="time_off.review")
        people = sorted({each.worker_id for each in waiting.values()})
        return replace(self, waiting=left, people=tuple(people))

    def perform(self, access: WorkerAccess, reads: WorkerReads, key: str) -> tuple[str, ...]:
        reviews = reads.team.review(self.waiting, self.decision, key)
        messages = {each.time_off_id: each.message for each in reviews if not each.done}
        decisions.note_refusals(access.services, access.account_id, messages)
        done = tuple(each.time_off_id for each in reviews if each.done)
        if not done:
            said = next(filter(None, messages.values()), "")
            raise Conflict("none was decided", operation="time_off.review", vendor_message=said)
        return done

    def send(self, api: WorkerAPI, key: str) -> tuple[str, ...]:  # noqa: ARG002
        raise Unsupported("a worker decides on nothing")

    def look_up(self, reads: WorkerReads, _sought: Sought) -> LookUp:
        if self.people:
            seen = reads.team.requests_of(self.people, self.waiting)
        else:  # stored before it was kept whose they were
            seen = reads.team.requests(self.waiting)
        if any(each.status is TimeOffStatus.REQUESTED for each in seen):
            return ABSENT
        done = [each.id for each in seen if each.status in self.decision.outcomes]
        return found(*done) if done else OVERTAKEN


@dataclass(frozen=True)
class ApproveTimeOff(_Review):
    kind: ClassVar = ActionKind.TIME_OFF_APPROVE
    event: ClassVar = Event.TIME_OFF_APPROVED
    decision: ClassVar = Decision.APPROVE


@dataclass(frozen=True)
class RejectTimeOff(_Review):
    kind: ClassVar = ActionKind.TIME_OFF_REJECT
    event: ClassVar = Event.TIME_OFF_REJECTED
    decision: ClassVar = Decision.REJECT
