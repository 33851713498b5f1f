"""Changes to the worker's contract. Deel has no list of them for a worker's token: the
organization's asks for the worker's own contract."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation

from portal.backends.agreements import (
    Amendment,
    AmendmentItem,
    AmendmentRequest,
    AmendmentStage,
    ChangeSubject,
    StageEvent,
)
from portal.backends.deel.models import agreements
from portal.backends.deel.worker.part import Part
from portal.backends.download import StreamedFile
from portal.backends.errors import Conflict, NotFound, Rejected
from portal.backends.json_body import JSON
from portal.backends.types import is_valid_id

FIRST_SEGMENTS = {
    "DRAFT": AmendmentStage.DRAFT,
    "PREPARINGDOCUMENTS": AmendmentStage.IN_PREPARATION,
    "UPCOMING": AmendmentStage.SIGNED,
    "ACTIVE": AmendmentStage.ACTIVE,
    "CANCELLED": AmendmentStage.CANCELLED,
    "CANCELED": AmendmentStage.CANCELLED,
}
LAST_SEGMENTS = {
    "PENDINGEMPLOYEESIGNATURE": AmendmentStage.TO_SIGN,
    "PENDINGCLIENTSIGNATURE": AmendmentStage.WITH_EMPLOYER,
}
NUMBERS = {
    ChangeSubject.SALARY: "salary",
    ChangeSubject.WEEKLY_HOURS: "work_hours_per_week",
}
REQUEST_MARK = "WORKER_REQUEST"
"""Type of the free item that carries a worker's reason to the employer. It is also how the
worker's own drafts are told from those the employer has not published."""

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class Amendments(Part):
    def amendments(self) -> tuple[Amendment, ...]:
        contract_id = self.identity.contract_id
        if not contract_id:
            return ()
        shown = []
        for each in self._client.amendments(contract_id):
            if each.contract_id not in ("", contract_id):
                self.foreign.append(self._foreign("amendment", each.id))
            elif self._may_see(each):
                shown.append(_amendment(each, contract_id))
        return tuple(sorted(shown, key=lambda each: each.created_at or _LONG_AGO, reverse=True))

    def open_amendment(self, amendment_id: str) -> StreamedFile:
        amendment = self._one(amendment_id)
        try:
            return self._client.open_amendment(self._contract_id, amendment.id)
        except NotFound as error:
            raise Conflict("no document yet", status=error.status) from error

    def request_amendment(self, request: AmendmentRequest, *, key: str) -> Amendment:
        data: dict[str, JSON] = {
            "effective_date": request.effective_date.isoformat(),
            "custom": [{"type": REQUEST_MARK, "description": _reason(request)}],
        }
        if request.subject in NUMBERS:
            data[NUMBERS[request.subject]] = _number(request.value)
        elif request.subject is ChangeSubject.JOB_TITLE:
            data["job_title"] = request.value
        created = self._client.create_amendment(self._contract_id, data, key)
        return _amendment(created, self._contract_id)

    def sign_amendment(self, amendment_id: str, signature: str, *, key: str) -> None:
        amendment = self._one(amendment_id)
        if amendment.stage is not AmendmentStage.TO_SIGN:
            raise Conflict("it does not wait for the worker's signature")
        if not self._client.sign_amendment(amendment.id, signature, key).is_signed:
            raise Conflict("Deel did not take the signature")

    def _one(self, amendment_id: str) -> Amendment:
        own = self.amendments() if is_valid_id(amendment_id) else ()
        return self._only("amendment", own, lambda each: each.id == amendment_id)

    def _may_see(self, amendment: agreements.Amendment) -> bool:
        stage = _stage_of(_current(amendment))
        return stage is not AmendmentStage.DRAFT or _asked_by_worker(
            amendment, self.identity.worker_id
        )


def _asked_by_worker(amendment: agreements.Amendment, worker_id: str) -> bool:
    return amendment.requested_by == worker_id or any(
        item.type == REQUEST_MARK for item in amendment.custom_items
    )


def _amendment(amendment: agreements.Amendment, contract_id: str) -> Amendment:
    current = _current(amendment)
    stage = _stage_of(current)
    # A draft that the worker sees is the worker's wish, and the employer's turn.
    shown_stage = AmendmentStage.WITH_EMPLOYER if stage is AmendmentStage.DRAFT else stage
    return Amendment(
        id=amendment.id,
        contract_id=contract_id,
        stage=shown_stage,
        stage_text=(current.friendly_name or current.name) if current else "",
        effective_date=amendment.effective_date,
        items=tuple(
            AmendmentItem(
                item.item or item.data_point, item.data_point, item.previous_value, item.new_value
            )
            for item in amendment.items
        ),
        currency=amendment.currency,
        has_document=stage is not AmendmentStage.DRAFT,
        history=_history(amendment),
        rejection=amendment.rejection_context,
        created_at=amendment.created_at,
        updated_at=amendment.updated_at,
    )


def _current(amendment: agreements.Amendment) -> agreements.Status | None:
    """Branches run side by side: the latest counts, then the deepest (hr-apis/deel.md §4)."""
    return max(amendment.amendment_statuses, key=_age, default=None)


def _history(amendment: agreements.Amendment) -> tuple[StageEvent, ...]:
    """The leaves of the branches; Deel passes several within what is one stage for the worker."""
    inner = {above for status in amendment.amendment_statuses for above in _above(status.name)}
    events: list[StageEvent] = []
    for status in sorted(amendment.amendment_statuses, key=_age):
        if status.name in inner:
            continue
        stage = _stage_of(status)
        if not events or events[-1].stage is not stage or stage is AmendmentStage.UNKNOWN:
            text = status.friendly_name or status.name
            events.append(StageEvent(status.reached.created_at, stage, text))
    return tuple(events)


def _above(name: str) -> Iterator[str]:
    """``A`` and ``A.B`` for ``A.B.C``."""
    while "." in name:
        name = name.rpartition(".")[0]
        yield name


def _age(status: agreements.Status) -> tuple[datetime, int]:
    return status.reached.created_at, status.name.count(".")


def _stage_of(status: agreements.Status | None) -> AmendmentStage:
    """Names come in two spellings: ``PendingEmployeeSignature``, ``PENDING_EMPLOYEE_SIGNATURE``."""
    if status is None:
        return AmendmentStage.UNKNOWN
    segments = status.name.upper().replace("_", "").split(".")
    return LAST_SEGMENTS.get(segments[-1], FIRST_SEGMENTS.get(segments[0], AmendmentStage.UNKNOWN))


def _reason(request: AmendmentRequest) -> str:
    if request.subject is ChangeSubject.OTHER:
        return "\n\n".join(filter(None, [request.value, request.reason]))
    return request.reason or "Asked for by the worker."


def _number(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise Rejected("the wished-for value is not a number") from None
    if not number.is_finite():
        raise Rejected("the wished-for value is not a number")
    return number
