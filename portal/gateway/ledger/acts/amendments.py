"""Asking for a change of the contract, and signing one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from portal.audit import Event
from portal.backends.agreements import AmendmentRequest, AmendmentStage
from portal.backends.contract import WorkerAPI
from portal.backends.errors import Conflict, Unavailable
from portal.gateway.errors import DocumentChanged, NotRead
from portal.gateway.ledger.act import ABSENT, OVERTAKEN, Act, LookUp, Sought, found
from portal.gateway.ledger.action import ActionKind
from portal.gateway.readings import digest_of
from portal.gateway.reads import WorkerReads

_SIGNED = (AmendmentStage.SIGNED, AmendmentStage.ACTIVE)


@dataclass(frozen=True)
class RequestAmendment(Act):
    kind: ClassVar = ActionKind.AMENDMENT_REQUEST
    event: ClassVar = Event.AMENDMENT_REQUESTED
    not_payload: ClassVar = frozenset({"before"})

    request: AmendmentRequest
    before: tuple[str, ...] = ()
    """Ids of the amendments that were there before this was sent."""

    @property
    def thing(self) -> str:
        # One at a time, whatever it asks for: a look-up could not tell two new ones apart.
        return "amendment request"

    @property
    def subject(self) -> str:
        request = self.request
        return f"{self.thing} {request.subject} {request.effective_date} {request.value}"

    def prepared(self, reads: WorkerReads) -> RequestAmendment:
        return replace(self, before=tuple(one.id for one in reads.amendments()))

    def send(self, api: WorkerAPI, key: str) -> tuple[str, ...]:
        return (api.request_amendment(self.request, key=key).id,)

    def look_up(self, reads: WorkerReads, sought: Sought) -> LookUp:
        known = sought.taken.union(self.before)
        for one in reads.amendments():
            if one.id not in known and one.effective_date == self.request.effective_date:
                return found(one.id)
        return ABSENT


@dataclass(frozen=True)
class SignAmendment(Act):
    """Never signed blind: before each send the document has to be the one that was read."""

    kind: ClassVar = ActionKind.AMENDMENT_SIGN
    event: ClassVar = Event.AMENDMENT_SIGNED

    amendment_id: str
    signature: str
    document_sha256: str
    """Of the document that the signing page was drawn for."""

    @property
    def thing(self) -> str:
        return f"amendment {self.amendment_id}"

    @property
    def subject(self) -> str:
        return f"{self.thing} signed"

    def prepared(self, reads: WorkerReads) -> SignAmendment:
        if reads.amendment(self.amendment_id).stage is not AmendmentStage.TO_SIGN:
            raise Conflict("not the worker's turn to sign", operation="amendments.sign")
        reading = reads.amendment_reading(self.amendment_id)
        if reading is None:
            raise NotRead("signed without reading", operation="amendments.sign")
        now = digest_of(reads.fetch_amendment(self.amendment_id))
        if not self.document_sha256 == reading.sha256 == now:
            raise DocumentChanged("another document than was read", operation="amendments.sign")
        return self

    def send(self, api: WorkerAPI, key: str) -> tuple[str, ...]:
        api.sign_amendment(self.amendment_id, self.signature, key=key)
        return (self.amendment_id,)

    def look_up(self, reads: WorkerReads, _sought: Sought) -> LookUp:
        amendment = next((one for one in reads.amendments() if one.id == self.amendment_id), None)
        if amendment is None:
            return OVERTAKEN
        if amendment.stage in _SIGNED:
            return found(self.amendment_id)
        if amendment.stage is AmendmentStage.UNKNOWN:
            raise Unavailable("cannot tell whether it is signed", operation="amendments.sign")
        return ABSENT if amendment.stage is AmendmentStage.TO_SIGN else OVERTAKEN
