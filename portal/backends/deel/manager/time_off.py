"""The team's time off: what waits, what stands, what is decided."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from portal.backends.deel.errors import sentence
from portal.backends.deel.manager.part import Part
from portal.backends.deel.worker.balances import balance_of
from portal.backends.deel.worker.time_off import STATUSES, time_off_of
from portal.backends.errors import ForeignObject
from portal.backends.json_body import JSON
from portal.backends.leave import LeaveBalance, TimeOff, TimeOffStatus
from portal.backends.team import Decision, Review

_DECISIONS = {Decision.APPROVE: "APPROVED", Decision.REJECT: "REJECTED"}


class TeamTimeOff(Part):
    def leave_balances(self, worker_id: str, on: date | None = None) -> tuple[LeaveBalance, ...]:
        answer = self._client.entitlements(worker_id, on)
        if answer.hris_profile_id != worker_id:
            raise ForeignObject(
                "leave balance", answer.hris_profile_id, backend=self.identity.backend
            )
        return tuple(map(balance_of, answer.entitlements))

    def time_off_of(
        self,
        people: Collection[str] | None,
        statuses: Collection[TimeOffStatus],
        *,
        ids: Collection[str] = (),
        starting_from: date | None = None,
        changed_since: date | None = None,
    ) -> tuple[TimeOff, ...]:
        query: dict[str, str | int | Sequence[str]] = {"status": _words(statuses)}
        if ids:
            query["time_off_ids"] = sorted(ids)
        if starting_from:
            query["start_date"] = starting_from.isoformat()
        if changed_since:
            query["updated_start_date"] = changed_since.isoformat()
        # Everybody's is in the answer; of those whom nobody asked about nothing is kept.
        found = (
            time_off_of(request, request.recipient_profile.hris_profile_id)
            for request in self._client.all_time_offs(query)
            if request.id
            and request.recipient_profile
            and (people is None or request.recipient_profile.hris_profile_id in people)
        )
        wanted = (each for each in found if each.status in statuses and (not ids or each.id in ids))
        return tuple(sorted(wanted, key=lambda each: (each.start, each.end, each.id)))

    def review_time_off(
        self, time_off_ids: Collection[str], decision: Decision, *, key: str
    ) -> tuple[Review, ...]:
        data: list[JSON] = [
            {"id": time_off_id, "status": _DECISIONS[decision]} for time_off_id in time_off_ids
        ]
        answer = self._client.review_time_offs(data, key)
        done = {each.id for each in answer.reviewed}
        messages = {each.id: sentence(each.error) for each in answer.not_reviewed}
        return tuple(
            Review(time_off_id, time_off_id in done, messages.get(time_off_id, ""))
            for time_off_id in time_off_ids
        )


def _words(statuses: Collection[TimeOffStatus]) -> list[str]:
    """Deel's own, each status once: it has one spelling of "cancelled" too many."""
    words = {status: word for word, status in reversed(STATUSES.items())}
    return sorted(words[status] for status in statuses)
