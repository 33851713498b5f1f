"""Asking for leave, and withdrawing the request."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

from portal.audit import Event
from portal.backends.contract import WorkerAPI
from portal.backends.errors import Conflict
from portal.backends.leave import TimeOff, TimeOffDraft, TimeOffStatus
from portal.gateway.ledger.act import ABSENT, OVERTAKEN, Act, LookUp, Sought, found
from portal.gateway.ledger.action import ActionKind
from portal.gateway.reads import WorkerReads


@dataclass(frozen=True)
class SubmitTimeOff(Act):
    """A span may come back as several requests, so the effect is the span, not one item."""

    kind: ClassVar = ActionKind.TIME_OFF_SUBMIT
    event: ClassVar = Event.TIME_OFF_SUBMITTED
    not_payload: ClassVar = frozenset({"before"})

    draft: TimeOffDraft
    before: tuple[str, ...] = ()
    """Ids of what was there within the span before this was sent."""

    @property
    def thing(self) -> str:
        # One at a time, whatever the days: a look-up could not tell apart two new ones of which
        # one lies within the other, or two that together cover a third.
        return "time_off request"

    @property
    def subject(self) -> str:
        draft = self.draft
        days = f"{draft.start} {draft.end} {draft.half_day} {draft.hours_per_day}"
        return f"{self.thing} {draft.type_id} {days}"

    def prepared(self, reads: WorkerReads) -> SubmitTimeOff:
        return replace(self, before=tuple(item.id for item in self._within(reads)))

    def send(self, api: WorkerAPI, key: str) -> tuple[str, ...]:
        return tuple(item.id for item in api.submit_time_off(self.draft, key=key))

    def look_up(self, reads: WorkerReads, sought: Sought) -> LookUp:
        known = sought.taken.union(self.before)
        new = [item for item in self._within(reads) if item.id not in known]
        if not new:
            return ABSENT
        whole = (self.draft.start, self.draft.end)
        for item in new:
            if (item.start, item.end) == whole:
                return found(item.id)
        first, last = min(item.start for item in new), max(item.end for item in new)
        if (first, last) != whole:
            return ABSENT
        return found(*(item.id for item in new))

    def _within(self, reads: WorkerReads) -> Iterator[TimeOff]:
        for item in reads.time_off():
            same_type = item.type_id in ("", self.draft.type_id)
            if same_type and item.start >= self.draft.start and item.end <= self.draft.end:
                yield item


@dataclass(frozen=True)
class CancelTimeOff(Act):
    kind: ClassVar = ActionKind.TIME_OFF_CANCEL
    event: ClassVar = Event.TIME_OFF_CANCELLED

    time_off_id: str

    @property
    def thing(self) -> str:
        return f"time_off {self.time_off_id}"

    @property
    def subject(self) -> str:
        return self.thing

    def prepared(self, reads: WorkerReads) -> CancelTimeOff:
        if not reads.time_off_request(self.time_off_id).cancellable:
            raise Conflict("decided already", operation="time_off.cancel")
        return self

    def send(self, api: WorkerAPI, key: str) -> tuple[str, ...]:
        api.cancel_time_off(self.time_off_id, key=key)
        return (self.time_off_id,)

    def look_up(self, reads: WorkerReads, _sought: Sought) -> LookUp:
        request = next((one for one in reads.time_off() if one.id == self.time_off_id), None)
        if request is None or request.status is TimeOffStatus.CANCELLED:
            return found(self.time_off_id)
        return ABSENT if request.cancellable else OVERTAKEN
