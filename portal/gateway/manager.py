"""The other door: what a view holds for a manager who is signed in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from portal.backends.errors import NotFound
from portal.backends.leave import TimeOff
from portal.backends.offboarding import Acceptance, Refusal
from portal.backends.team import Colleague, Decision
from portal.backends.types import WorkerIdentity
from portal.gateway import decisions, resignation_answers, substitutes
from portal.gateway.amendment_decisions import AmendmentDecisions
from portal.gateway.decisions import Asked, Decided
from portal.gateway.ledger import Action
from portal.gateway.ledger.acts import (
    AcceptResignation,
    ApproveTimeOff,
    DeclineResignation,
    RejectTimeOff,
)
from portal.gateway.resignation_answers import Answered
from portal.gateway.responsibility import Report
from portal.gateway.team import TeamReads

_ACTS = {Decision.APPROVE: ApproveTimeOff, Decision.REJECT: RejectTimeOff}


class ManagerGateway(AmendmentDecisions):
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
        owners = self.team.some_reports(each.worker_id for each in found.values())
        decisions.note(
            self._services,
            self.account_id,
            key,
            decision,
            [_asked(each, found.get(each), owners) for each in time_off_ids],
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

    def candidates(self) -> tuple[Colleague, ...]:
        """Whom the manager may name: their colleagues and their reports, by name."""
        found = {each.id: each for each in (*self.team.colleagues(), *_plain(self.team))}
        found.pop(self.identity.worker_id, None)
        return tuple(sorted(found.values(), key=lambda each: each.name.casefold()))

    def signs_in(self, colleague: Colleague) -> WorkerIdentity | None:
        """As whom a colleague could sign in here; None for who can't. One call."""
        found = self.backend.directory.find_by_email(colleague.email) if colleague.email else None
        if found is None or found.worker_id != colleague.id or not found.active:
            return None
        return found

    def named_with(self, key: str) -> str | None:
        """What a form of this key has named already: its id. Raises: StorageUnavailable."""
        return substitutes.by_key(self._services, self.account_id, key)

    def name_substitute(
        self,
        identity: WorkerIdentity,
        days: tuple[date, date],
        between: tuple[datetime, datetime],
        key: str,
    ) -> str | None:
        """``identity``: out of ``signs_in``. The rest as of ``substitutes.name``."""
        me = self.identity
        return substitutes.name(
            self._services,
            self.account_id,
            key,
            backend=self.backend.name,
            manager=Colleague(me.worker_id, me.name, me.email),
            substitute=Colleague(identity.worker_id, identity.name, identity.email),
            days=days,
            between=between,
        )

    def decided_for_me(self, offset: int, limit: int) -> tuple[Decided, ...]:
        """What others decided in this manager's place, newest first."""
        return decisions.for_manager(
            self._services, self.backend.name, self.identity.worker_id, offset, limit
        )


def _plain(team: TeamReads) -> Iterable[Colleague]:
    """Own reports alone: nobody passes on whom they only stand in for."""
    return (Colleague(each.id, each.name, each.email) for each in team.own_reports().values())


def _asked(time_off_id: str, off: TimeOff | None, owners: Mapping[str, Report]) -> Asked:
    owner = owners.get(off.worker_id) if off else None
    if off is None or owner is None:
        return Asked(time_off_id)
    return Asked(
        time_off_id,
        owner.id,
        owner.name,
        owner.email,
        off.start,
        off.end,
        behalf=owner.behalf,
        manager_id=owner.manager_id,
        manager_name=owner.manager_name,
    )
