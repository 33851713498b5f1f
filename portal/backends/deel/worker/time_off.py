"""The worker's requests for time off."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from portal.backends.deel.models.time_off import Request
from portal.backends.deel.worker.balances import Balances, unit
from portal.backends.errors import Conflict
from portal.backends.json_body import JSON
from portal.backends.leave import (
    DayKind,
    Leave,
    LeaveUnit,
    TimeOff,
    TimeOffDay,
    TimeOffDraft,
    TimeOffPreview,
    TimeOffStatus,
)
from portal.backends.types import is_valid_id

STATUSES = {
    "REQUESTED": TimeOffStatus.REQUESTED,
    "APPROVED": TimeOffStatus.APPROVED,
    "REJECTED": TimeOffStatus.REJECTED,
    "USED": TimeOffStatus.USED,
    "CANCELED": TimeOffStatus.CANCELLED,
    "CANCELLED": TimeOffStatus.CANCELLED,
}
DAY_KINDS = {
    "WORKING_DAY": DayKind.WORKING_DAY,
    "NON_WORKING_DAY": DayKind.DAY_OFF,
    "HOLIDAY": DayKind.HOLIDAY,
}
_HALF = Decimal("0.5")
_NOTHING = Decimal()


class Requests(Balances):
    def time_off(self) -> tuple[TimeOff, ...]:
        found = self._own_requests(self._client.time_offs(self.identity.worker_id))
        return tuple(sorted(found, key=lambda each: (each.start, each.end), reverse=True))

    def preview_time_off(self, draft: TimeOffDraft) -> TimeOffPreview:
        preview = self._client.validate_time_off(self._body(draft))
        in_unit = self._unit_of(draft.type_id)
        broken_rules = [
            rule.description
            for rule in preview.country_specific_validation_results
            if not rule.is_valid
        ]
        return TimeOffPreview(
            valid=preview.is_valid,
            message=" ".join(filter(None, [preview.validation_error_message, *broken_rules])),
            amount=_leave(preview.amount, in_unit),
            balance_after=_leave(preview.remaining_balance, in_unit),
            days=tuple(
                TimeOffDay(day.date, _day_kind(day.type), day.amount or _NOTHING, day.holiday_name)
                for day in preview.dates
            ),
            note_required=preview.require_description,
            attachment_required=preview.require_attachment,
        )

    def submit_time_off(self, draft: TimeOffDraft, *, key: str) -> tuple[TimeOff, ...]:
        created = self._client.create_time_off(self._body(draft), key)
        return tuple(self._own_requests(created, unnamed_is_own=True))

    def cancel_time_off(self, time_off_id: str, *, key: str) -> None:  # noqa: ARG002
        # DELETE takes no key, and cancels what is approved or over just as well (§9.2).
        listed = (
            self._client.time_offs(self.identity.worker_id, [time_off_id])
            if is_valid_id(time_off_id)
            else []
        )
        own = self._only(
            "time off", self._own_requests(listed), lambda each: each.id == time_off_id
        )
        if not own.cancellable:
            raise Conflict("only a request nobody decided can be cancelled")
        self._client.delete_time_off(own.id)

    def _own_requests(
        self, requests: list[Request], *, unnamed_is_own: bool = False
    ) -> list[TimeOff]:
        """``unnamed_is_own``: for the answer to a write, which may leave the owner out."""
        worker_id = self.identity.worker_id

        own = []
        for request in requests:
            owner = request.recipient_profile
            if owner.hris_profile_id == worker_id if owner else unnamed_is_own:
                own.append(time_off_of(request, worker_id))
            else:
                self.foreign.append(self._foreign("time off", request.id))
        return own

    def _body(self, draft: TimeOffDraft) -> dict[str, JSON]:
        body: dict[str, JSON] = {
            "recipient_profile_id": self.identity.worker_id,
            "time_off_type_id": draft.type_id,
            "start_date": draft.start.isoformat(),
            "end_date": draft.end.isoformat(),
            "status": "REQUESTED",
        }
        if draft.note:
            body["description"] = draft.note
        part = _part(draft)
        if part is not None:
            days = self._working_days(draft, body)
            body["dates"] = [{"date": day.isoformat(), **part} for day in days]
        return body

    def _working_days(self, draft: TimeOffDraft, body: dict[str, JSON]) -> list[date]:
        """The days that parts can be asked for; only Deel knows the worker's calendar. Never
        none: a request without parts would be one for whole days."""
        days = (draft.end - draft.start).days + 1
        span = [draft.start + timedelta(days=day) for day in range(days)]
        if len(span) == 1:
            return span
        dates = self._client.validate_time_off(body).dates
        return [day.date for day in dates if _day_kind(day.type) is DayKind.WORKING_DAY] or span

    def _unit_of(self, type_id: str) -> LeaveUnit:
        """A preview is in its policy's unit without naming it."""
        for entitlement in self._entitlements():
            if any(kind.id == type_id for kind in entitlement.policy.time_off_types):
                return unit(entitlement.policy.tracking_unit or entitlement.accrual_unit)
        return LeaveUnit.UNKNOWN


def _part(draft: TimeOffDraft) -> dict[str, JSON] | None:
    if draft.half_day:
        return {"day_type": "HALF_DAY"}
    if draft.hours_per_day is not None:
        return {"day_type": "HOURLY", "hours": draft.hours_per_day}
    return None


def time_off_of(request: Request, worker_id: str) -> TimeOff:
    kind = request.time_off_type
    return TimeOff(
        id=request.id,
        worker_id=worker_id,
        type_id=request.time_off_type_id or (kind.id if kind else ""),
        type_name=kind.name if kind else "",
        status=STATUSES.get(request.status.upper(), TimeOffStatus.UNKNOWN),
        status_text=request.status,
        start=request.start_date,
        end=request.end_date,
        amount=Leave(request.amount, unit(request.entitlement_unit)),
        half_day=_is_half_day(request),
        note=request.description or request.reason,
        requested_on=request.requested_at,
        decided_at=request.approved_at,
        days=tuple(
            TimeOffDay(day.date, _day_kind(day.type), day.amount or _NOTHING, day.description)
            for day in request.time_off_dailies
        ),
    )


def _is_half_day(request: Request) -> bool:
    """Each working day is a half one, or an older flag says so."""
    if unit(request.entitlement_unit) is LeaveUnit.WORKING_DAYS:
        working = [day for day in request.time_off_dailies if day.type == "WORKING_DAY"]
        if working:
            return all(day.amount == _HALF for day in working)
    return request.half_start_date or request.half_end_date


def _day_kind(text: str) -> DayKind:
    return DAY_KINDS.get(text.upper(), DayKind.UNKNOWN)


def _leave(amount: Decimal | None, in_unit: LeaveUnit) -> Leave | None:
    return None if amount is None else Leave(amount, in_unit)
