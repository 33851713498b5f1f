"""Changes to the worker's contract. Deel has no list of them for a worker's token: the
organization's asks for the worker's own contract."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal, InvalidOperation

from portal.backends.agreements import Amendment, AmendmentRequest, AmendmentStage, ChangeSubject
from portal.backends.deel.amendments import (
    LONG_AGO,
    REQUEST_MARK,
    amendment_of,
    asked_by_worker,
    is_published,
)
from portal.backends.deel.models import agreements
from portal.backends.deel.worker.part import Part
from portal.backends.download import StreamedFile
from portal.backends.errors import Conflict, NotFound, Rejected
from portal.backends.json_body import JSON
from portal.backends.types import is_valid_id

NUMBERS = {
    ChangeSubject.SALARY: "salary",
    ChangeSubject.WEEKLY_HOURS: "work_hours_per_week",
}


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
                shown.append(_seen(each, contract_id))
        return tuple(sorted(shown, key=lambda each: each.created_at or LONG_AGO, reverse=True))

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
        return _seen(created, self._contract_id)

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
        return is_published(amendment) or asked_by_worker(amendment, self.identity.worker_id)


def _seen(amendment: agreements.Amendment, contract_id: str) -> Amendment:
    found = amendment_of(amendment, contract_id)
    if found.stage is not AmendmentStage.DRAFT:
        return found
    # A draft that the worker sees is the worker's wish, and the employer's turn.
    return replace(found, stage=AmendmentStage.WITH_EMPLOYER)


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
