"""Payslips and documents (§2)."""

from __future__ import annotations

from collections.abc import Sequence

from portal.backends.calls import Call, route
from portal.backends.deel.client.endpoints import MAX_PAGES, Endpoints, next_page
from portal.backends.deel.models import papers
from portal.backends.deel.models.fields import below, members
from portal.backends.download import StreamedFile
from portal.backends.errors import Unavailable
from portal.backends.types import Upload

_PAGE = 100


class PaperEndpoints(Endpoints):
    def payslips(self, worker_id: str) -> list[papers.Payslip]:
        """GET /eor/workers/{worker_id}/payslips (§2)."""
        path = route("/eor/workers/{}/payslips", worker_id)
        return self._list(papers.Payslip, "payslips.list", path)

    def open_payslip(self, worker_id: str, payslip_id: str) -> StreamedFile:
        """GET /eor/workers/{worker_id}/payslips/{payslip_id}/download (§2)."""
        path = route("/eor/workers/{}/payslips/{}/download", worker_id, payslip_id)
        return self._file("payslips.download", path)

    def tax_documents(self) -> list[papers.TaxDocument]:
        """GET /eor/workers/tax-documents (§2)."""
        return self._list(papers.TaxDocument, "tax_documents.list", "/eor/workers/tax-documents")

    def open_tax_document(self, document: papers.TaxDocument) -> StreamedFile:
        """The address comes with the list (§2)."""
        return self._caller.open_url("tax_documents.open", document.url)

    def letters(self, contract_id: str) -> list[papers.Letter]:
        """GET /eor/workers/contracts/{contract_id}/hr-documents (§2)."""
        path = route("/eor/workers/contracts/{}/hr-documents", contract_id)
        return self._list(papers.Letter, "hr_documents.list", path)

    def hr_documents(self, contract_id: str) -> list[papers.HRDocument]:
        """GET /eor/contracts/{contract_id}/hrx-documents (§2), all pages."""
        path = route("/eor/contracts/{}/hrx-documents", contract_id)
        found: list[papers.HRDocument] = []
        params: dict[str, str | int | Sequence[str]] = {"limit": _PAGE}
        for _ in range(MAX_PAGES):
            answer = self._get("hrx_documents.list", path, params)
            found += members(papers.HRDocument, below(answer, "data"), "hrx_documents.list")
            cursor = next_page(answer, "has_more", "next_cursor")
            if not cursor:
                return found
            params["cursor"] = cursor
        raise Unavailable("the list of HR documents does not end")

    def open_hr_document(self, contract_id: str, document_id: str) -> StreamedFile:
        """GET /eor/contracts/{contract_id}/hrx-documents/{document_id} (§2)."""
        path = route("/eor/contracts/{}/hrx-documents/{}", contract_id, document_id)
        return self._file("hrx_documents.get", path)

    def open_agreement(self, contract_id: str) -> StreamedFile:
        """GET /eor/workers/contracts/{contract_id}/employee-agreement/download (§2)."""
        path = route("/eor/workers/contracts/{}/employee-agreement/download", contract_id)
        return self._file("agreement.download", path)

    def open_contract(self, contract_id: str) -> StreamedFile:
        """GET /workers/contracts/{contract_id}/pdf (§2)."""
        return self._file("contract.pdf", route("/workers/contracts/{}/pdf", contract_id))

    def compliance_documents(self) -> list[papers.ComplianceDocument]:
        """GET /eor/workers/compliance-documents (§2); the list is nested."""
        answer = self._get("compliance.list", "/eor/workers/compliance-documents")
        listed = below(below(answer, "data"), "documents")
        return members(papers.ComplianceDocument, listed, "compliance.list")

    def open_compliance_document(self, document_id: str) -> StreamedFile:
        """GET /eor/workers/compliance-documents/{id}/download (§2)."""
        path = route("/eor/workers/compliance-documents/{}/download", document_id)
        return self._file("compliance.download", path)

    def open_compliance_template(self, document_id: str) -> StreamedFile:
        """GET /eor/workers/compliance-documents/{id}/templates/download (§2)."""
        path = route("/eor/workers/compliance-documents/{}/templates/download", document_id)
        return self._file("compliance.template", path)

    def upload_compliance_document(self, document_id: str, upload: Upload, key: str) -> None:
        """POST /eor/workers/compliance-documents/{id}, multipart (§2)."""
        path = route("/eor/workers/compliance-documents/{}", document_id)
        self._caller.json(Call.form("compliance.upload", path, [("file", upload)], key=key))

    def acknowledge_compliance_document(self, document_id: str, key: str) -> None:
        """POST /eor/workers/compliance-documents/{id}/acknowledgement (§2)."""
        path = route("/eor/workers/compliance-documents/{}/acknowledgement", document_id)
        self._write("compliance.acknowledge", "POST", path, key=key)
