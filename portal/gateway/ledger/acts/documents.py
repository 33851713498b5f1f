"""Handing in a paper, and saying that one was read."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from portal.audit import Event
from portal.backends.contract import WorkerAPI
from portal.backends.errors import Conflict
from portal.backends.types import Upload, UploadSlot, UploadState
from portal.gateway.ledger.act import ABSENT, OVERTAKEN, Act, LookUp, Sought, found
from portal.gateway.ledger.action import ActionKind
from portal.gateway.reads import WorkerReads

CLOCKS_DIFFER = timedelta(minutes=2)
"""By how much the HR system's clock may be behind ours."""
_HANDED_IN = (UploadState.IN_REVIEW, UploadState.APPROVED)


@dataclass(frozen=True)
class UploadDocument(Act):
    """The file is never stored here, so an upload that did not arrive is asked for again."""

    kind: ClassVar = ActionKind.DOCUMENT_UPLOAD
    event: ClassVar = Event.DOCUMENT_UPLOADED
    replaces: ClassVar = True
    not_stored: ClassVar = frozenset({"content"})

    document_id: str
    file_name: str
    content_type: str
    sha256: str
    content: bytes = b""

    @classmethod
    def of(cls, document_id: str, upload: Upload) -> UploadDocument:
        digest = hashlib.sha256(upload.content).hexdigest()
        return cls(document_id, upload.file_name, upload.content_type, digest, upload.content)

    @property
    def thing(self) -> str:
        return f"document {self.document_id}"

    @property
    def subject(self) -> str:
        return f"{self.thing} {self.sha256}"

    def prepared(self, reads: WorkerReads) -> UploadDocument:
        _slot(reads, self.document_id)
        return self

    def send(self, api: WorkerAPI, key: str) -> tuple[str, ...]:
        upload = Upload(self.file_name, self.content_type, self.content)
        api.upload_document(self.document_id, upload, key=key)
        return (self.document_id,)

    def look_up(self, reads: WorkerReads, sought: Sought) -> LookUp:
        slot = _slot_or_none(reads, self.document_id)
        if slot is None:
            return OVERTAKEN
        if slot.state not in _HANDED_IN:
            return ABSENT
        if slot.uploaded_at is None:
            arrived = self.file_name in slot.file_names
        else:
            arrived = slot.uploaded_at >= sought.since - CLOCKS_DIFFER
        return found(self.document_id) if arrived else ABSENT


@dataclass(frozen=True)
class AcknowledgeDocument(Act):
    kind: ClassVar = ActionKind.DOCUMENT_ACKNOWLEDGE
    event: ClassVar = Event.DOCUMENT_ACKNOWLEDGED

    document_id: str

    @property
    def thing(self) -> str:
        return f"document {self.document_id}"

    @property
    def subject(self) -> str:
        return f"{self.thing} acknowledged"

    def prepared(self, reads: WorkerReads) -> AcknowledgeDocument:
        _slot(reads, self.document_id)
        return self

    def send(self, api: WorkerAPI, key: str) -> tuple[str, ...]:
        api.acknowledge_document(self.document_id, key=key)
        return (self.document_id,)

    def look_up(self, reads: WorkerReads, _sought: Sought) -> LookUp:
        slot = _slot_or_none(reads, self.document_id)
        if slot is None:
            return OVERTAKEN
        return found(self.document_id) if slot.state in _HANDED_IN else ABSENT


def _slot(reads: WorkerReads, document_id: str) -> UploadSlot:
    """Raises: NotFound, Conflict (nobody asks for this paper)."""
    slot = reads.document(document_id).upload
    if slot is None:
        raise Conflict("nothing is asked for here", operation="documents")
    return slot


def _slot_or_none(reads: WorkerReads, document_id: str) -> UploadSlot | None:
    """None: nobody asks for this paper any more."""
    listed = reads.documents(reads.backend.group_of(document_id))
    return next((one.upload for one in listed if one.id == document_id), None)
