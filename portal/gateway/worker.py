"""The door: what a view holds for the worker who is signed in."""

from __future__ import annotations

import time
from datetime import date

from portal.backends import context
from portal.backends.agreements import (
    Amendment,
    AmendmentRequest,
    AmendmentStage,
    Resignation,
    ResignationDraft,
    ResignationStage,
)
from portal.backends.errors import NotFound
from portal.backends.leave import TimeOff, TimeOffDraft
from portal.backends.types import ProfileChange, Upload, WorkerIdentity
from portal.gateway import amendment_notes, resignation_answers, substitutes
from portal.gateway.access import WorkerAccess
from portal.gateway.amendment_notes import Note
from portal.gateway.decisions import Decided, latest_for, of_action
from portal.gateway.fanout import alone
from portal.gateway.ledger import Action, ActionKind, Ledger
from portal.gateway.ledger.acts import (
    AcknowledgeDocument,
    CancelTimeOff,
    ChangePersonalEmail,
    ChangeProfile,
    RequestAmendment,
    SignAmendment,
    SignResignationLetter,
    SubmitResignation,
    SubmitTimeOff,
    UploadDocument,
)
from portal.gateway.ownership import require_id
from portal.gateway.page_reads import PageReads
from portal.gateway.reads import WorkerReads
from portal.gateway.resignation_answers import Answered
from portal.gateway.snapshots import WorkerSnapshots
from portal.gateway.substitutes import Substitution
from portal.services import Services


class WorkerGateway(WorkerReads):
    """One per request, for one worker. Reads are in ``WorkerReads`` and ask the HR system each
    time, for what decides something; pages that only show take ``side_by_side``.

    Every write takes the ``key`` of its form and returns an ``Action`` that is accepted or
    checking; sent again, it returns the first one's. Where it raises, nothing was done: Rejected,
    Conflict, NotFound, NotAllowed, Unsupported, Unavailable with ``sent=False``, SignInAgain,
    StorageUnavailable.
    """

    def __init__(
        self,
        services: Services,
        account_id: str,
        identity: WorkerIdentity,
        *,
        employer: bool = False,
    ) -> None:
        """``employer``: an administrator of the employer, for this request."""
        access = WorkerAccess(services, account_id, identity, employer=employer)
        super().__init__(access)
        self._services = services
        self._ledger = Ledger(access, self)

    def side_by_side(self) -> PageReads:
        """For the reads of one page; a card that is fetched late brings its own deadline."""
        pool, snapshots = self._services.pool, WorkerSnapshots(self._access)
        deadline = context.deadline.get()
        if deadline is None or not alone.get():
            return PageReads(pool, self._services.settings.page_deadline, snapshots)
        return PageReads(pool, deadline - time.monotonic(), snapshots, last_chance=True)

    # Writes
    def change_profile(self, change: ProfileChange, key: str) -> Action:
        act = ChangeProfile if change.personal_email is None else ChangePersonalEmail
        return self._ledger.submit(act(change), key)

    def upload_document(self, document_id: str, upload: Upload, key: str) -> Action:
        require_id(document_id)
        return self._ledger.submit(UploadDocument.of(document_id, upload), key)

    def acknowledge_document(self, document_id: str, key: str) -> Action:
        require_id(document_id)
        return self._ledger.submit(AcknowledgeDocument(document_id), key)

    def submit_time_off(self, draft: TimeOffDraft, key: str) -> Action:
        return self._ledger.submit(SubmitTimeOff(draft), key)

    def cancel_time_off(self, time_off_id: str, key: str) -> Action:
        require_id(time_off_id)
        return self._ledger.submit(CancelTimeOff(time_off_id), key)

    def request_amendment(self, request: AmendmentRequest, key: str) -> Action:
        return self._ledger.submit(RequestAmendment(request), key)

    def sign_amendment(
        self, amendment_id: str, signature: str, document_sha256: str, key: str
    ) -> Action:
        """``document_sha256``: of the reading that the signing page was drawn for.

        Raises also: NotRead, DocumentChanged.
        """
        require_id(amendment_id)
        act = SignAmendment(amendment_id, signature, document_sha256)
        return self._ledger.submit(act, key)

    def submit_resignation(self, draft: ResignationDraft, key: str) -> Action:
        return self._ledger.submit(SubmitResignation.of(draft), key)

    def sign_resignation_letter(self, signature: str, key: str) -> Action:
        return self._ledger.submit(SignResignationLetter(signature), key)

    def answer_to(self, off: TimeOff) -> Decided | None:
        """Who decided on the worker's own request and why, where it was done through the portal.

        Raises: StorageUnavailable."""
        answer = latest_for(self._services, self.backend.name, off.worker_id, off.id)
        return answer if answer and off.status in answer.decision.outcomes else None

    def taken_back_by(self, amendment: Amendment) -> Note | None:
        """Who cancelled the worker's own amendment, a wish or not, and why, where it was done
        through the portal. Raises: StorageUnavailable."""
        if amendment.stage is not AmendmentStage.CANCELLED:
            return None
        return amendment_notes.latest_for(
            self._services,
            self.backend.name,
            self.identity.worker_id,
            amendment.id,
            ActionKind.TEAM_AMENDMENT_CANCEL,
        )

    def answer_to_resignation(self, resignation: Resignation) -> Answered | None:
        """As ``answer_to``."""
        if resignation.stage is ResignationStage.WITH_EMPLOYER:
            return None
        answer = resignation_answers.latest_for(
            self._services, self.backend.name, self.identity.worker_id, resignation.created_at
        )
        came_to_nothing = resignation.stage is ResignationStage.CANCELLED
        return answer if answer and came_to_nothing == (answer.refusal is not None) else None

    # Somebody stands in for somebody
    def substitutions(self) -> tuple[Substitution, ...]:
        """Those that the worker named or was named in, the latest first.

        Raises: StorageUnavailable, as the next ones."""
        return substitutes.concerning(self._services, self.backend.name, self.identity.worker_id)

    def substitution(self, substitution_id: str) -> Substitution:
        """One of ``substitutions()``. Raises: NotFound."""
        require_id(substitution_id)
        me = self.identity.worker_id
        return substitutes.found(self._services, substitution_id, self.backend.name, me)

    def invitations(self) -> tuple[Substitution, ...]:
        """Where the worker was asked to stand in and has not answered."""
        me = self.identity.worker_id
        return substitutes.open_invitations(self._services, self.backend.name, me)

    def substitutes_of(self, manager_id: str) -> tuple[Substitution, ...]:
        """Who decides besides this manager now; without the worker, who never decides on what they
        asked for themselves."""
        if not manager_id:
            return ()
        running = substitutes.running_of(self._services, self.backend.name, manager_id)
        return tuple(one for one in running if one.substitute.id != self.identity.worker_id)

    def substitute_in(self, first: date, last: date) -> Substitution | None:
        """Whom they have named, as a manager, for any of these days."""
        me = self.identity.worker_id
        return substitutes.overlapping(self._services, self.backend.name, me, first, last)

    def answer_substitution(self, substitution_id: str, *, accept: bool) -> bool:
        """What the worker says to being named. False: it was answered or over before.

        Raises: NotFound, unless it is they who were named."""
        found = self.substitution(substitution_id)
        if found.substitute.id != self.identity.worker_id:
            raise NotFound("only who was named can answer")
        return substitutes.answer(self._services, found, self.account_id, accept=accept)

    def end_substitution(self, substitution_id: str) -> bool:
        """At once, by either of the two. False: it was over before. Raises: NotFound."""
        found = self.substitution(substitution_id)
        is_manager = found.manager.id == self.identity.worker_id
        return substitutes.end(self._services, found, by="manager" if is_manager else "substitute")

    # What became of them
    def action(self, action_id: str) -> Action:
        """Own ones only; an open one is looked up first, unless that was just done.

        Raises: NotFound, StorageUnavailable.
        """
        return self._ledger.action(action_id)

    def sent(self, offset: int, limit: int) -> tuple[Action, ...]:
        """Everything, newest first; nothing is looked up. Raises: StorageUnavailable."""
        return self._ledger.sent(offset, limit)

    def decided_by_action(self, action_id: str) -> tuple[Decided | Answered | Note, ...]:
        """What one of the worker's own actions decides about others; whose action it is, is for the
        caller to know. Raises: StorageUnavailable."""
        answered = resignation_answers.of_action(
            self._services, action_id
        ) or amendment_notes.of_action(self._services, action_id)
        return (answered,) if answered else of_action(self._services, action_id)

    def open_actions(self, kind: ActionKind | None = None) -> tuple[Action, ...]:
        """Those of which nobody knows yet whether they took effect, newest first.

        Raises: StorageUnavailable.
        """
        return self._ledger.open_actions(kind)
