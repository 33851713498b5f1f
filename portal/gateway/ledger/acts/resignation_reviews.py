"""A manager's answer to the resignation of somebody in the team."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar, Self

from portal.audit import Event
from portal.backends.agreements import ResignationStage
from portal.backends.contract import WorkerAPI
from portal.backends.errors import Unavailable, Unsupported
from portal.backends.offboarding import Acceptance, Refusal
from portal.gateway import resignation_answers
from portal.gateway.access import WorkerAccess
from portal.gateway.ledger.act import ABSENT, OVERTAKEN, Act, LookUp, Sought, found
from portal.gateway.ledger.action import ActionKind
from portal.gateway.reads import WorkerReads


@dataclass(frozen=True)
class _Answer(Act, ABC):
    outcomes: ClassVar[frozenset[ResignationStage]]
    """How a resignation stands that was answered so."""

    resignation_id: str
    worker_id: str
    """Who resigns; a report at the time."""

    @property
    @abstractmethod
    def answer(self) -> Acceptance | Refusal: ...

    @property
    def thing(self) -> str:
        return f"resignation {self.resignation_id}"

    @property
    def subject(self) -> str:
        return f"{self.thing} answered"

    def prepared(self, reads: WorkerReads) -> Self:
        reads.team_resignations.must_wait(self.resignation_id)
        return self

    def perform(self, access: WorkerAccess, reads: WorkerReads, key: str) -> tuple[str, ...]:  # noqa: ARG002
        reads.team_resignations.answer(self.resignation_id, self.answer, key)
        return (self.resignation_id,)

    def send(self, api: WorkerAPI, key: str) -> tuple[str, ...]:  # noqa: ARG002
        raise Unsupported("a worker answers no resignation")

    def look_up(self, reads: WorkerReads, _sought: Sought) -> LookUp:
        now = reads.team_resignations.as_it_is_now(self.resignation_id, self.worker_id)
        if now is None or now.stage is ResignationStage.UNKNOWN:
            raise Unavailable("cannot tell how it stands", operation="resignation.answer")
        if now.waits:
            return ABSENT
        by_another = resignation_answers.of_another(
            reads.services, reads.account_id, reads.backend.name, self.resignation_id
        )
        if now.stage not in self.outcomes or by_another:
            return OVERTAKEN
        return found(self.resignation_id)


@dataclass(frozen=True)
class AcceptResignation(_Answer):
    kind: ClassVar = ActionKind.RESIGNATION_ACCEPT
    event: ClassVar = Event.RESIGNATION_ACCEPTED
    outcomes: ClassVar = frozenset(
        {ResignationStage.IN_REVIEW, ResignationStage.IN_PROCESS, ResignationStage.COMPLETED}
    )

    acceptance: Acceptance

    @property
    def answer(self) -> Acceptance:
        return self.acceptance


@dataclass(frozen=True)
class DeclineResignation(_Answer):
    kind: ClassVar = ActionKind.RESIGNATION_DECLINE
    event: ClassVar = Event.RESIGNATION_DECLINED
    outcomes: ClassVar = frozenset({ResignationStage.CANCELLED})

    refusal: Refusal

    @property
    def answer(self) -> Refusal:
        return self.refusal
