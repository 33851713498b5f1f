"""Which kinds of files there are, and how their bytes come about.

PDF files are made when they are first asked for and kept in the data folder.
"""

from collections.abc import Callable

from portal.sandbox.files import StoredFile
from portal.sandbox.papers.agreement import agreement_file
from portal.sandbox.papers.amendment import amendment_file
from portal.sandbox.papers.documents import (
    compliance_template,
    compliance_upload,
    document_file,
)
from portal.sandbox.papers.payslip import payslip_file
from portal.sandbox.papers.time_off import attachment_file
from portal.sandbox.state import Sandbox

Source = Callable[[Sandbox, str], StoredFile | None]

SOURCES: dict[str, Source] = {
    "payslip": payslip_file,
    "document": document_file,
    "agreement": agreement_file,
    "compliance_template": compliance_template,
    "compliance_upload": compliance_upload,
    "amendment": amendment_file,
    "time_off_attachment": attachment_file,
}


def stored_file_or_none(sandbox: Sandbox, kind: str, key: str) -> StoredFile | None:
    """The file behind a link."""
    return SOURCES[kind](sandbox, key)
