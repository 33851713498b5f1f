"""The wall around the contracts of a team: whose they are, and what of them a manager may see.

Whose contract it is comes from the HR system for a person who reports to the asker at this moment;
what it answers is compared with that once more. Pay stays behind this wall unless the deployer
lets managers see it, and so does the document, which nobody can take the pay out of.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeVar

from portal.backends.agreements import Amendment, AmendmentStage
from portal.backends.contract import Download, ManagerAPI
from portal.backends.contract_changes import (
    Amendable,
    AmendmentDraft,
    EffectiveDates,
    TeamAmendment,
    Term,
)
from portal.backends.errors import ForeignObject, NotAllowed
from portal.gateway.access import WorkerAccess
from portal.gateway.ownership import require_id
from portal.gateway.team import TeamReads

OPEN = frozenset(
    {
        AmendmentStage.DRAFT,
        AmendmentStage.IN_PREPARATION,
        AmendmentStage.WITH_EMPLOYER,
        AmendmentStage.TO_SIGN,
    }
)
"""Before all have signed: so long it can be taken back."""

T = TypeVar("T")


class PayWithheld(NotAllowed):
    """It is, or may be, about pay, which managers are not shown here: nobody decides on what they
    don't see."""


def fingerprint(found: TeamAmendment) -> str:
    """What a manager was shown of a change; the same as long as it says the same."""
    amendment = found.amendment
    told = [str(amendment.effective_date), *([i.data_point, i.old, i.new] for i in amendment.items)]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


class TeamAmendments:
    """For one person and one request (or job). Safe to use from the threads of a fan-out.

    Every method raises ``NotAllowed``, ``Unavailable`` and ``StorageUnavailable``; a method that
    takes an id raises ``NotFound``.
    """

    def __init__(self, access: WorkerAccess, team: TeamReads) -> None:
        self._access = access
        self._team = team

    @property
    def shows_pay(self) -> bool:
        return self._access.services.settings.managers_see_pay

    def contracts(self) -> Mapping[str, str]:
        """The contract of each report who has one, by worker id."""
        reports = self._team.reports()
        if not reports:
            return {}
        found = self._ask(lambda api: api.contracts_of(reports))
        return {worker: contract for worker, contract in found.items() if worker in reports}

    def contract_of(self, worker_id: str) -> str:
        self._team.report(worker_id)
        return self._ask(lambda api: api.contract_of(worker_id))

    def of_contract(self, worker_id: str, contract_id: str) -> tuple[TeamAmendment, ...]:
        """``contract_id``: out of ``contracts()``. Newest first, drafts too."""
        self._team.report(worker_id)
        return self.as_they_are_now(worker_id, contract_id)

    def as_they_are_now(self, worker_id: str, contract_id: str) -> tuple[TeamAmendment, ...]:
        """For looking up what became of an act, whoever decides about the worker by now.

        Both as the act was sent with: those of a report at the time."""
        found = self._ask(lambda api: api.amendments_of(worker_id, contract_id))
        own = []
        for each in found:
            if each.worker_id == worker_id and each.amendment.contract_id == contract_id:
                own.append(self._shown(each))
            else:
                self._access.wall.blocked(ForeignObject("amendment", each.id))
        return tuple(own)

    def of(self, worker_id: str) -> tuple[TeamAmendment, ...]:
        return self.of_contract(worker_id, self.contract_of(worker_id))

    def one(self, worker_id: str, amendment_id: str) -> TeamAmendment:
        """As it stands now."""
        require_id(amendment_id)
        return self._access.wall.one(self.of(worker_id), amendment_id, "amendment")

    def amendable(self, worker_id: str) -> Amendable:
        """What may change, without pay where managers see none."""
        self._team.report(worker_id)
        found = self._ask(lambda api: api.amendable(worker_id))
        if found.worker_id != worker_id:
            error = ForeignObject("contract", found.contract_id)
            self._access.wall.blocked(error)
            raise error
        if self.shows_pay:
            return found
        terms = tuple(each for each in found.terms if not each.term.is_pay)
        return replace(found, currency="", terms=terms)

    def effective_dates(self, found: TeamAmendment) -> EffectiveDates:
        """``found``: out of ``one``."""
        self._team.report(found.worker_id)
        return self._ask(lambda api: api.effective_dates(found.amendment.contract_id, found.id))

    def problems(self, worker_id: str, draft: AmendmentDraft) -> Mapping[Term, str]:
        """What the HR system has against it, by term. Raises also: Rejected."""
        self.require_visible(draft)
        contract_id = self.contract_of(worker_id)
        return self._ask(lambda api: api.validate_amendment(contract_id, draft))

    def open_document(self, worker_id: str, amendment_id: str) -> Download:
        """Raises also: Conflict (there is none yet), PayWithheld."""
        if not self.shows_pay:
            raise PayWithheld("a document may name pay", operation="amendments.pdf")
        found = self.one(worker_id, amendment_id)
        return self._ask(lambda api: api.open_team_amendment(found.amendment.contract_id, found.id))

    def require_visible(self, draft: AmendmentDraft) -> None:
        """Raises: PayWithheld, for a change that the manager was never offered."""
        if not self.shows_pay and any(change.term.is_pay for change in draft.changes):
            raise PayWithheld("pay is not changed here", operation="amendments.create")

    def write(self, send: Callable[[ManagerAPI], T]) -> T:
        """For acts of the ledger, which have looked at what they touch by ``one`` or ``of``."""
        return self._ask(send)

    def _shown(self, found: TeamAmendment) -> TeamAmendment:
        amendment = found.amendment
        if self.shows_pay:
            return found
        hidden = tuple(item.name for item in amendment.items if item.is_pay)
        seen = _without_pay(amendment) if hidden else amendment
        return replace(found, amendment=seen, withheld=hidden, readable=False)

    def _ask(self, ask: Callable[[ManagerAPI], T]) -> T:
        try:
            return ask(self._access.backend.manager(self._access.identity))
        except ForeignObject as error:
            self._access.wall.blocked(error)
            raise


def _without_pay(amendment: Amendment) -> Amendment:
    # A reason for turning a raise down is about the raise.
    items = tuple(item for item in amendment.items if not item.is_pay)
    return replace(amendment, items=items, currency="", rejection="")
