"""The contracts of the HR system in memory, as the employer sees and changes them: anybody's."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import date

from portal.backends.agreements import Amendment, AmendmentItem, AmendmentStage
from portal.backends.contract_changes import (
    Amendable,
    AmendableTerm,
    AmendmentDraft,
    EffectiveDates,
    TeamAmendment,
    Term,
    TermKind,
)
from portal.backends.errors import Conflict, NotFound
from portal.backends.types import WorkerIdentity
from tests.gateway.hr_manager import HRWithTeams, Manager
from tests.gateway.things import Bytes, amendment

CLOSED = (AmendmentStage.SIGNED, AmendmentStage.ACTIVE, AmendmentStage.CANCELLED)


class HRWithContracts(HRWithTeams):
    """Everybody's contract is called C-name. ``mixed``: lists hold another contract's, too."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.contracts: dict[str, list[Amendment]] = {}
        self.wished: set[str] = set()
        self.mixed: list[Amendment] = []
        self.before_change: Callable[[], object] = lambda: None
        self.after_change: Callable[[], object] = lambda: None

    def manager(self, identity: WorkerIdentity) -> ContractManager:
        return ContractManager(self, identity)

    def has(
        self, name: str, amendment_id: str, stage: AmendmentStage, *items: AmendmentItem
    ) -> str:
        made = replace(amendment(amendment_id, stage, f"C-{name}"), items=items)
        self.contracts.setdefault(f"C-{name}", []).append(made)
        return amendment_id

    def stage(self, amendment_id: str) -> AmendmentStage:
        return self.find(amendment_id).stage

    def find(self, amendment_id: str) -> Amendment:
        return next(
            each for all_ in self.contracts.values() for each in all_ if each.id == amendment_id
        )

    def put(self, amendment_id: str, **changes: object) -> None:
        for contract, all_ in self.contracts.items():
            self.contracts[contract] = [
                replace(each, **changes) if each.id == amendment_id else each  # type: ignore[arg-type]
                for each in all_
            ]


class ContractManager(Manager):
    hr: HRWithContracts

    def contracts_of(self, people: Collection[str]) -> dict[str, str]:
        everybody = self.hr.boss_of if self.hr.careless else people
        return {each: f"C-{each}" for each in everybody}

    def contract_of(self, worker_id: str) -> str:
        self.hr.asked_about.append(worker_id)
        return f"C-{worker_id}"

    def amendable(self, worker_id: str) -> Amendable:
        self.hr.asked_about.append(worker_id)
        terms = (
            AmendableTerm(Term.JOB_TITLE, TermKind.LINE, now="Engineer"),
            AmendableTerm(Term.SALARY, TermKind.MONEY, now="70000"),
        )
        return Amendable(self.hr.answers_as or worker_id, f"C-{worker_id}", "EUR", terms)

    def amendments_of(self, worker_id: str, contract_id: str) -> tuple[TeamAmendment, ...]:
        self.hr.asked_about.append(contract_id)
        found = [*self.hr.contracts.get(contract_id, []), *self.hr.mixed]
        return tuple(
            TeamAmendment(worker_id, each, each.id in self.hr.wished) for each in reversed(found)
        )

    def effective_dates(self, contract_id: str, amendment_id: str) -> EffectiveDates:
        self.hr.asked_about += [contract_id, amendment_id]
        return EffectiveDates(date(2027, 3, 1), date(2028, 3, 1), False, "")

    def validate_amendment(self, contract_id: str, draft: AmendmentDraft) -> dict[Term, str]:
        self.hr.asked_about.append(contract_id)
        return {}

    def draft_amendment(
        self, worker_id: str, contract_id: str, draft: AmendmentDraft, *, key: str
    ) -> TeamAmendment:
        self._before("draft")
        if key not in self.hr.done:
            number = sum(map(len, self.hr.contracts.values())) + 1
            self.hr.done[key] = self.hr.has(
                worker_id,
                f"new-{number}",
                AmendmentStage.DRAFT,
                *(
                    AmendmentItem(each.term, each.term, "", each.value, each.term.is_pay)
                    for each in draft.changes
                ),
            )
            self.hr.put(self.hr.done[key], effective_date=draft.effective_date)
        self.hr.after_change()
        return TeamAmendment(worker_id, self.hr.find(self.hr.done[key]), False)

    def change_amendment(
        self, contract_id: str, amendment_id: str, draft: AmendmentDraft, *, key: str
    ) -> None:
        self._move("change", contract_id, amendment_id, {AmendmentStage.DRAFT}, None)
        self.hr.put(amendment_id, effective_date=draft.effective_date)
        self.hr.after_change()

    def confirm_amendment(self, contract_id: str, amendment_id: str, *, key: str) -> None:
        now, then = {AmendmentStage.DRAFT}, AmendmentStage.TO_SIGN
        self._move("confirm", contract_id, amendment_id, now, then)
        self.hr.after_change()

    def accept_amendment(self, contract_id: str, amendment_id: str, *, key: str) -> None:
        now, then = {AmendmentStage.WITH_EMPLOYER}, AmendmentStage.TO_SIGN
        self._move("accept", contract_id, amendment_id, now, then)
        self.hr.after_change()

    def cancel_amendment(self, contract_id: str, amendment_id: str, *, key: str) -> None:
        still = set(AmendmentStage).difference(CLOSED)
        self._move("cancel", contract_id, amendment_id, still, AmendmentStage.CANCELLED)
        self.hr.after_change()

    def open_team_amendment(self, contract_id: str, amendment_id: str) -> Bytes:
        self.hr.asked_about += [contract_id, amendment_id]
        return Bytes(b"%PDF the raise")

    def _before(self, what: str) -> None:
        self.hr.counts[what] += 1
        self.hr.before_change()

    def _move(
        self,
        what: str,
        contract_id: str,
        amendment_id: str,
        possible: set[AmendmentStage],
        then: AmendmentStage | None,
    ) -> None:
        self._before(what)
        self.hr.asked_about += [contract_id, amendment_id]
        there = self.hr.contracts.get(contract_id, [])
        found = next((each for each in there if each.id == amendment_id), None)
        if found is None:
            raise NotFound("no such amendment")
        if found.stage not in possible:
            raise Conflict("not now", vendor_message="Not possible now.")
        if then:
            self.hr.put(amendment_id, stage=then)
