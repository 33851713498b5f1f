"""The other door: what a view holds for a manager who is signed in."""

from __future__ import annotations

from datetime import date

from portal.backends.errors import NotFound
from portal.backends.leave import TimeOff
from portal.backends.offboarding import Acceptance, Refusal
from portal.backends.team import Decision
from portal.gateway import decisions, resignation_answers
from portal.gateway.decisions import Asked, Decided
from portal.gateway.ledger import Action
from portal.gateway.ledger.acts import (
    AcceptResignation,
    ApproveTimeOff,
    DeclineResignation,
    RejectTimeOff,
)
from portal.gateway.resignation_answers import Answered
from portal.gateway.worker import WorkerGateway

_ACTS = {Decision.APPROVE: ApproveTimeOff, Decision.REJECT: RejectTimeOff}


class ManagerGateway(WorkerGateway):
    """One per request, for one manager, who is a worker too. What the team may be asked about is in
    ``team``: it knows who reports to the manager at this moment, and nobody else is reached."""

    def review_time_off(
        self,
        time_off_ids: tuple[str, ...],
        decision: Decision,
        key: str,
        *,
        today: date,
        reason: str = "",
    ) -> Action:
        """Decide on requests of the team. ``Action.reference`` names one that was decided; the
        whole is in ``decided``.

        Raises as other writes do: Conflict when none of them waits in the team any more.
        """
        found = {each.id: each for each in self.team.find(time_off_ids, today)}
        decisions.note(
            self._services,
            self.account_id,
            key,
            decision,
            [self._asked(each, found.get(each)) for each in time_off_ids],
            backend=self.backend.name,
            by=self.identity.name,
            reason=reason,
        )
        act = _ACTS[decision](tuple(sorted(time_off_ids)), reason)
        return self._ledger.submit(act, key)

    def decided(self, action_id: str) -> tuple[Decided, ...]:
        """What one of the manager's own actions decided. Raises: NotFound."""
        self.action(action_id)
        found = decisions.of_action(self._services, action_id)
        if not found:
            raise NotFound("no decision of this manager")
        return found

    def answer_resignation(
        self, resignation_id: str, answer: Acceptance | Refusal, key: str
    ) -> Action:
        """``Action.reference`` is the resignation's id. Raises as other writes do: Conflict when it
        does not wait in the team any more; NotFound, OwnRequest."""
        one = self.team_resignations.one(resignation_id)
        resignation_answers.note(
            self._services,
            self.account_id,
            key,
            one,
            self.team.report(one.worker_id),
            answer,
            backend=self.backend.name,
            by=self.identity.name,
        )
        if isinstance(answer, Acceptance):
            accept = AcceptResignation(one.id, one.worker_id, answer)
            return self._ledger.submit(accept, key)
        return self._ledger.submit(DeclineResignation(one.id, one.worker_id, answer), key)

    def resignation_answer(self, resignation_id: str) -> Answered | None:
        """What was answered through the portal, by whomever. ``resignation_id``: of one of the
        team. Raises: StorageUnavailable."""
        return resignation_answers.of_resignation(self._services, self.backend.name, resignation_id)

    def _asked(self, time_off_id: str, off: TimeOff | None) -> Asked:
        owner = self.team.reports().get(off.worker_id) if off else None
        if off is None or owner is None:
            return Asked(time_off_id)
        return Asked(time_off_id, owner.id, owner.name, owner.email, off.start, off.end)
