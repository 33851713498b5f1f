"""The worker's papers, out of six places of Deel. An id says which: ``tax.<Deel's id>``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from portal.backends.deel.models import papers
from portal.backends.deel.worker.part import Part
from portal.backends.download import StreamedFile
from portal.backends.errors import NotFound, Unsupported
from portal.backends.types import (
    Document,
    DocumentGroup,
    Upload,
    UploadSlot,
    UploadState,
    is_valid_id,
)

GROUPS = (
    DocumentGroup.CONTRACT,
    DocumentGroup.TAX,
    DocumentGroup.HR_LETTER,
    DocumentGroup.HR_DOCUMENT,
    DocumentGroup.COMPLIANCE,
)
AGREEMENT, CONTRACT = "agreement", "contract"
TAX, LETTER, HRX, COMPLIANCE = "tax", "letter", "hrx", "compliance"

_GROUP_OF_KIND = {
    AGREEMENT: DocumentGroup.CONTRACT,
    CONTRACT: DocumentGroup.CONTRACT,
    TAX: DocumentGroup.TAX,
    LETTER: DocumentGroup.HR_LETTER,
    HRX: DocumentGroup.HR_DOCUMENT,
    COMPLIANCE: DocumentGroup.COMPLIANCE,
}

UPLOAD_STATES = {
    "": UploadState.MISSING,
    "AWAITING_EX_REVIEW": UploadState.IN_REVIEW,
    "AWAITING_EXTERNAL_REVIEW": UploadState.IN_REVIEW,
    "ON_HOLD": UploadState.IN_REVIEW,
    "APPROVED": UploadState.APPROVED,
    "REJECTED": UploadState.REJECTED,
}
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class Documents(Part):
    def documents(self, group: DocumentGroup) -> tuple[Document, ...]:
        lists: dict[DocumentGroup, Callable[[], list[Document]]] = {
            DocumentGroup.CONTRACT: self._contract_papers,
            DocumentGroup.TAX: self._tax_documents,
            DocumentGroup.HR_LETTER: self._letters,
            DocumentGroup.HR_DOCUMENT: self._hr_documents,
            DocumentGroup.COMPLIANCE: self._compliance_documents,
        }
        return tuple(sorted(lists[group](), key=_recency, reverse=True))

    def open_document(self, document_id: str) -> StreamedFile:
        kind, vendor_id = _split(document_id)
        if kind == LETTER:
            self._only("letter", self._letters(), lambda each: each.id == document_id)
            raise Unsupported("Deel lists HR letters without handing them out")
        if document_id == AGREEMENT:
            return self._client.open_agreement(self._contract_id)
        if document_id == CONTRACT:
            return self._client.open_contract(self._contract_id)
        if kind == TAX:
            return self._client.open_tax_document(
                self._only(
                    "tax document", self._client.tax_documents(), lambda each: each.id == vendor_id
                )
            )
        if kind == HRX:
            listed = self._client.hr_documents(self._contract_id)
            own = self._only("HR document", listed, lambda each: each.id == vendor_id)
            return self._client.open_hr_document(self._contract_id, own.id)
        return self._client.open_compliance_document(self._compliance_id(document_id))

    def open_template(self, document_id: str) -> StreamedFile:
        return self._client.open_compliance_template(self._compliance_id(document_id))

    def upload_document(self, document_id: str, upload: Upload, *, key: str) -> None:
        own_id = self._compliance_id(document_id)
        self._client.upload_compliance_document(own_id, upload, key)

    def acknowledge_document(self, document_id: str, *, key: str) -> None:
        own_id = self._compliance_id(document_id)
        self._client.acknowledge_compliance_document(own_id, key)

    def _compliance_id(self, document_id: str) -> str:
        """Deel's id, if it is on the worker's own list. Raises: NotFound."""
        kind, vendor_id = _split(document_id)
        if kind != COMPLIANCE:
            raise NotFound("no such compliance document")
        listed = self._client.compliance_documents()
        return self._only("compliance document", listed, lambda each: each.id == vendor_id).id

    def _contract_papers(self) -> list[Document]:
        """Deel has no list of these: whether they are there is known when they are opened."""
        if not self.identity.contract_id:
            return []
        return [
            _document(AGREEMENT, DocumentGroup.CONTRACT, "Employment agreement"),
            _document(CONTRACT, DocumentGroup.CONTRACT, "Contract"),
        ]

    def _tax_documents(self) -> list[Document]:
        return [
            _document(
                f"{TAX}.{each.id}",
                DocumentGroup.TAX,
                each.type,
                year=int(each.year) if each.year is not None else None,
                downloadable=bool(each.url),
            )
            for each in self._client.tax_documents()
        ]

    def _letters(self) -> list[Document]:
        if not self.identity.contract_id:
            return []
        return [
            _document(f"{LETTER}.{each.id}", DocumentGroup.HR_LETTER, each.name, downloadable=False)
            for each in self._client.letters(self.identity.contract_id)
        ]

    def _hr_documents(self) -> list[Document]:
        if not self.identity.contract_id:
            return []
        return [
            _document(
                f"{HRX}.{each.id}",
                DocumentGroup.HR_DOCUMENT,
                each.name,
                category=each.category,
                created_at=each.created_at,
            )
            for each in self._client.hr_documents(self.identity.contract_id)
        ]

    def _compliance_documents(self) -> list[Document]:
        return [
            _document(
                f"{COMPLIANCE}.{each.id}",
                DocumentGroup.COMPLIANCE,
                each.name,
                created_at=each.uploaded_at,
                downloadable=bool(each.filenames),
                upload=_slot(each),
            )
            for each in self._client.compliance_documents()
        ]


def group_of(document_id: str) -> DocumentGroup:
    """Raises: NotFound."""
    return _GROUP_OF_KIND[_split(document_id)[0]]


def _split(document_id: str) -> tuple[str, str]:
    """Kind and Deel's id. Raises: NotFound, for what no list of ours has shown."""
    kind, _, vendor_id = document_id.partition(".")
    if document_id in (AGREEMENT, CONTRACT):
        return document_id, ""
    if kind not in (TAX, LETTER, HRX, COMPLIANCE) or not is_valid_id(vendor_id):
        raise NotFound("no such document")
    return kind, vendor_id


def _document(
    document_id: str,
    group: DocumentGroup,
    title: str,
    *,
    category: str = "",
    year: int | None = None,
    created_at: datetime | None = None,
    downloadable: bool = True,
    upload: UploadSlot | None = None,
) -> Document:
    return Document(document_id, group, title, category, year, created_at, downloadable, upload)


def _slot(document: papers.ComplianceDocument) -> UploadSlot:
    return UploadSlot(
        state=UPLOAD_STATES.get(document.status.upper(), UploadState.UNKNOWN),
        required=not document.is_optional,
        description=document.description,
        rejection_message=document.rejection_message,
        file_names=document.filenames,
        uploaded_at=document.uploaded_at,
        has_template=document.has_template,
        acknowledge_only=document.is_acknowledgement_only_document,
    )


def _recency(document: Document) -> tuple[int, datetime]:
    created_at = document.created_at or _LONG_AGO
    return document.year or created_at.year, created_at
