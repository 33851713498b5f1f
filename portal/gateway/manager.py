"""The other door: what a view holds for a manager who is signed in."""

from __future__ import annotations

from portal.backends.errors import NotFound
from portal.backends.leave import TimeOff
from portal.backends.team import Decision
from portal.gateway import decisions
from portal.gateway.decisions import Decided
from portal.gateway.ledger import Action
from portal.gateway.ledger.acts import ApproveTimeOff, RejectTimeOff
from portal.gateway.worker import WorkerGateway

_ACTS = {Decision.APPROVE: ApproveTimeOff, Decision.REJECT: RejectTimeOff}


class ManagerGateway(WorkerGateway):
    """One per request, for one manager, who is a worker too. What the team may be asked about is in
    ``team``: it knows who reports to the manager at this moment, and nobody else is reached."""

    def review_time_off(
        self, time_off_ids: tuple[str, ...], decision: Decision, key: str, *, reason: str = ""
    ) -> Action:
        """Decide on requests of the team. ``Action.reference`` names one that was decided; the
        whole is in ``decided``.

        Raises as other writes do: Conflict when none of them waits in the team any more.
        """
        waiting = {each.id: each for each in self.team.waiting()}
        meant = [waiting[each] for each in time_off_ids if each in waiting]
        decisions.note(
            self._services,
            self.account_id,
            key,
            decision,
            [self._with_owner(each) for each in meant],
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

    def _with_owner(self, off: TimeOff) -> tuple[TimeOff, str, str]:
        owner = self.team.report(off.worker_id)
        return off, owner.name, owner.email
