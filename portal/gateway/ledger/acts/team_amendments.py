"""A manager's changes to the contract of somebody who reports to them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field, replace
from typing import ClassVar, Self

from portal.audit import Event
from portal.backends.agreements import AmendmentStage
from portal.backends.contract import ManagerAPI, WorkerAPI
from portal.backends.contract_changes import AmendmentDraft, TeamAmendment
from portal.backends.errors import Conflict, Unavailable, Unsupported
from portal.gateway.access import WorkerAccess
from portal.gateway.ledger.act import ABSENT, OVERTAKEN, Act, LookUp, Sought, found
from portal.gateway.ledger.action import ActionKind
from portal.gateway.reads import WorkerReads
from portal.gateway.team_amendments import OPEN, PayWithheld, fingerprint


@dataclass(frozen=True)
class _TeamAct(Act, ABC):
    not_payload: ClassVar = frozenset({"contract_id", "before"})

    worker_id: str
    contract_id: str = field(default="", kw_only=True)
    """Theirs, when this was sent."""

    def perform(self, _access: WorkerAccess, reads: WorkerReads, key: str) -> tuple[str, ...]:
        return reads.team_amendments.write(lambda api: self.ask(api, key))

    @abstractmethod
    def ask(self, api: ManagerAPI, key: str) -> tuple[str, ...]:
        """Do it. Returns: the references."""

    def there_now(self, reads: WorkerReads) -> tuple[TeamAmendment, ...]:
        return reads.team_amendments.as_they_are_now(self.worker_id, self.contract_id)

    def send(self, api: WorkerAPI, key: str) -> tuple[str, ...]:  # noqa: ARG002
        raise Unsupported("a worker changes no contract")


@dataclass(frozen=True)
class DraftAmendment(_TeamAct):
    kind: ClassVar = ActionKind.TEAM_AMENDMENT_DRAFT
    event: ClassVar = Event.AMENDMENT_DRAFTED

    draft: AmendmentDraft
    before: tuple[str, ...] = ()
    """Ids of the amendments that were there before this was sent."""

    @property
    def thing(self) -> str:
        # One at a time for each person: a look-up could not tell two new drafts apart.
        return f"amendment drafted for {self.worker_id}"

    @property
    def subject(self) -> str:
        return f"{self.thing} {self.payload()}"

    def prepared(self, reads: WorkerReads) -> Self:
        reads.team_amendments.require_visible(self.draft)
        contract_id = reads.team_amendments.contract_of(self.worker_id)
        there = reads.team_amendments.of_contract(self.worker_id, contract_id)
        before = tuple(each.id for each in there)
        return replace(self, contract_id=contract_id, before=before)

    def ask(self, api: ManagerAPI, key: str) -> tuple[str, ...]:
        return (api.draft_amendment(self.worker_id, self.contract_id, self.draft, key=key).id,)

    def look_up(self, reads: WorkerReads, sought: Sought) -> LookUp:
        known = sought.taken.union(self.before)
        for each in self.there_now(reads):
            same = (
                each.amendment.effective_date == self.draft.effective_date
                and len(each.amendment.items) == len(self.draft.changes)
                and not each.wished
            )
            if same and each.id not in known:
                return found(each.id)
        return ABSENT


@dataclass(frozen=True)
class _OnAmendment(_TeamAct, ABC):
    """About one that is there. ``seen``: its fingerprint as the manager was shown it."""

    amendment_id: str
    seen: str

    possible: ClassVar[frozenset[AmendmentStage]]
    """Where it has to stand for this."""
    done: ClassVar[frozenset[AmendmentStage]]
    """Where it stands when this was done."""

    @property
    def thing(self) -> str:
        return f"amendment {self.amendment_id}"

    @property
    def subject(self) -> str:
        return f"{self.thing} {self.kind}"

    def prepared(self, reads: WorkerReads) -> Self:
        now = reads.team_amendments.one(self.worker_id, self.amendment_id)
        if now.withheld:
            raise PayWithheld("pay is not decided on here", operation=self.kind)
        if now.amendment.stage not in self.possible:
            raise Conflict("not, or no longer, possible for it", operation=self.kind)
        if fingerprint(now) != self.seen:
            raise Conflict("it says something else than was shown", operation=self.kind)
        return replace(self, contract_id=now.amendment.contract_id)

    def look_up(self, reads: WorkerReads, _sought: Sought) -> LookUp:
        there = self.there_now(reads)
        now = next((each for each in there if each.id == self.amendment_id), None)
        if now is None:
            return self.if_gone()
        return self.verdict(now)

    def verdict(self, now: TeamAmendment) -> LookUp:
        stage = now.amendment.stage
        if stage is AmendmentStage.UNKNOWN:
            raise Unavailable("cannot tell where it stands", operation=self.kind)
        if stage in self.done:
            return found(self.amendment_id)
        return ABSENT if stage in self.possible else OVERTAKEN

    def if_gone(self) -> LookUp:
        return OVERTAKEN


@dataclass(frozen=True)
class ChangeAmendment(_OnAmendment):
    """Other values, or another day, for a draft."""

    kind: ClassVar = ActionKind.TEAM_AMENDMENT_CHANGE
    event: ClassVar = Event.AMENDMENT_CHANGED
    replaces: ClassVar = True
    possible: ClassVar = frozenset({AmendmentStage.DRAFT})
    done: ClassVar = frozenset[AmendmentStage]()

    draft: AmendmentDraft

    @property
    def subject(self) -> str:
        return f"{self.thing} {self.payload()}"

    def prepared(self, reads: WorkerReads) -> Self:
        reads.team_amendments.require_visible(self.draft)
        return super().prepared(reads)

    def ask(self, api: ManagerAPI, key: str) -> tuple[str, ...]:
        api.change_amendment(self.contract_id, self.amendment_id, self.draft, key=key)
        return (self.amendment_id,)

    def verdict(self, now: TeamAmendment) -> LookUp:
        if now.amendment.stage is not AmendmentStage.DRAFT:
            return OVERTAKEN
        # It says something new: this, or what somebody else has written over it since.
        return found(self.amendment_id) if fingerprint(now) != self.seen else ABSENT


@dataclass(frozen=True)
class ConfirmAmendment(_OnAmendment):
    kind: ClassVar = ActionKind.TEAM_AMENDMENT_CONFIRM
    event: ClassVar = Event.AMENDMENT_CONFIRMED
    possible: ClassVar = frozenset({AmendmentStage.DRAFT})
    done: ClassVar = frozenset(
        {
            AmendmentStage.IN_PREPARATION,
            AmendmentStage.WITH_EMPLOYER,
            AmendmentStage.TO_SIGN,
            AmendmentStage.SIGNED,
            AmendmentStage.ACTIVE,
        }
    )

    def ask(self, api: ManagerAPI, key: str) -> tuple[str, ...]:
        api.confirm_amendment(self.contract_id, self.amendment_id, key=key)
        return (self.amendment_id,)


@dataclass(frozen=True)
class AcceptAmendment(_OnAmendment):
    kind: ClassVar = ActionKind.TEAM_AMENDMENT_ACCEPT
    event: ClassVar = Event.AMENDMENT_ACCEPTED
    possible: ClassVar = frozenset({AmendmentStage.WITH_EMPLOYER})
    done: ClassVar = frozenset(
        {AmendmentStage.TO_SIGN, AmendmentStage.SIGNED, AmendmentStage.ACTIVE}
    )

    def prepared(self, reads: WorkerReads) -> Self:
        act = super().prepared(reads)
        if not reads.team_amendments.shows_pay:
            raise PayWithheld("nobody agrees to a document unread", operation=self.kind)
        return act

    def ask(self, api: ManagerAPI, key: str) -> tuple[str, ...]:
        api.accept_amendment(self.contract_id, self.amendment_id, key=key)
        return (self.amendment_id,)


@dataclass(frozen=True)
class CancelAmendment(_OnAmendment):
    """Also how a worker's wish is declined."""

    kind: ClassVar = ActionKind.TEAM_AMENDMENT_CANCEL
    event: ClassVar = Event.AMENDMENT_CANCELLED
    possible: ClassVar = OPEN
    done: ClassVar = frozenset({AmendmentStage.CANCELLED})

    reason: str = ""
    """What the portal tells the worker; HR systems do not take one."""

    def ask(self, api: ManagerAPI, key: str) -> tuple[str, ...]:
        api.cancel_amendment(self.contract_id, self.amendment_id, key=key)
        return (self.amendment_id,)

    def if_gone(self) -> LookUp:
        return found(self.amendment_id)
