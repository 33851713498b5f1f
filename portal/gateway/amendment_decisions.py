"""What a manager does about the contracts of the team."""

from __future__ import annotations

from portal.backends.agreements import AmendmentStage
from portal.backends.contract_changes import AmendmentDraft, TeamAmendment
from portal.backends.errors import NotFound
from portal.gateway import amendment_notes
from portal.gateway.amendment_notes import Note
from portal.gateway.ledger import Action
from portal.gateway.ledger.acts import (
    AcceptAmendment,
    CancelAmendment,
    ChangeAmendment,
    ConfirmAmendment,
    DraftAmendment,
)
from portal.gateway.responsibility import Behalf
from portal.gateway.team_amendments import fingerprint
from portal.gateway.worker import WorkerGateway


class AmendmentDecisions(WorkerGateway):
    """Each takes an amendment as ``team_amendments.one`` has shown it, and ``seen``: its
    fingerprint on the page that the manager pressed a button on. Raises also: Conflict, when it
    says something else by now or has moved on; PayWithheld."""

    def draft_amendment(self, worker_id: str, draft: AmendmentDraft, key: str) -> Action:
        """``Action.reference`` names the new one."""
        self._note(worker_id, key)
        return self._ledger.submit(DraftAmendment(worker_id, draft), key)

    def change_amendment(
        self, found: TeamAmendment, draft: AmendmentDraft, seen: str, key: str
    ) -> Action:
        self._note(found.worker_id, key, found)
        return self._ledger.submit(ChangeAmendment(found.worker_id, found.id, seen, draft), key)

    def confirm_amendment(self, found: TeamAmendment, seen: str, key: str) -> Action:
        self._note(found.worker_id, key, found)
        return self._ledger.submit(ConfirmAmendment(found.worker_id, found.id, seen), key)

    def accept_amendment(self, found: TeamAmendment, seen: str, key: str) -> Action:
        self._note(found.worker_id, key, found)
        return self._ledger.submit(AcceptAmendment(found.worker_id, found.id, seen), key)

    def cancel_amendment(self, found: TeamAmendment, seen: str, key: str, reason: str) -> Action:
        """``reason``: for the worker, by mail and on the portal; HR systems take none."""
        self._note(found.worker_id, key, found, reason)
        return self._ledger.submit(CancelAmendment(found.worker_id, found.id, seen, reason), key)

    def amended(self, action_id: str) -> tuple[str, str]:
        """Whose contract one of the manager's own actions was about, and which amendment.

        Raises: NotFound."""
        action = self.action(action_id)
        note = amendment_notes.of_action(self._services, action_id)
        if note is None or not action.reference:
            raise NotFound("no change to a contract by this manager")
        return note.worker_id, action.reference

    def seen(self, found: TeamAmendment) -> str:
        """For the page to carry."""
        return fingerprint(found)

    def _note(
        self, worker_id: str, key: str, found: TeamAmendment | None = None, reason: str = ""
    ) -> None:
        report = self.team.report(worker_id)
        note = Note(
            worker_id=worker_id,
            name=report.name,
            email=report.email,
            by=self.identity.name,
            behalf=report.behalf,
            manager_id=report.manager_id if report.behalf is Behalf.MANAGER else "",
            manager_name=report.manager_name,
            wished=bool(found and found.wished),
            draft=found is None or found.amendment.stage is AmendmentStage.DRAFT,
            reason=reason,
        )
        amendment_notes.keep(
            self._services,
            self.account_id,
            key,
            note,
            backend=self.backend.name,
            amendment_id=found.id if found else "",
        )
