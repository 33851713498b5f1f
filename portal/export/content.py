"""What goes into the zip: payslips by year, documents by kind and year."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from portal.backends.contract import Capability
from portal.backends.errors import BackendError
from portal.backends.types import Document, DocumentGroup, Payslip
from portal.export.archive import Missing, Paper, Reason, after_pages, reason_of
from portal.gateway.worker import WorkerGateway


@dataclass(frozen=True)
class Content:
    papers: tuple[Paper, ...]
    missing: tuple[Missing, ...]


def content_of(
    worker: WorkerGateway, payslips_title: str, titles: Mapping[DocumentGroup, str]
) -> Content:
    """Read anew, so that nothing is left out. The titles become names of folders.

    Raises: what the HR system's last answer was, where it lists nothing at all;
    SignInAgain, StorageUnavailable.
    """
    papers: list[Paper] = []
    missing: list[Missing] = []
    error: BackendError | None = None
    answered = False
    for title, read, asks in _lists(worker, payslips_title, titles):
        try:
            found = after_pages(read)
        except BackendError as failed:
            error = failed
            missing.append(Missing((), title, reason_of(failed)))
        else:
            answered = answered or asks
            papers += [one for one in found if isinstance(one, Paper)]
            missing += [one for one in found if isinstance(one, Missing)]
    if error is not None and not answered:
        raise error
    return Content(tuple(papers), tuple(missing))


Read = Callable[[], list[Paper | Missing]]


def _lists(
    worker: WorkerGateway, payslips_title: str, titles: Mapping[DocumentGroup, str]
) -> list[tuple[str, Read, bool]]:
    """Each with its title and whether the HR system is asked for it."""
    lists: list[tuple[str, Read, bool]] = []
    if worker.can(Capability.PAYSLIPS):
        lists.append((payslips_title, partial(_payslips, worker, payslips_title), True))
    if worker.can(Capability.DOCUMENTS):
        for group in worker.backend.document_groups:
            title = titles[group]
            asks = group is not DocumentGroup.CONTRACT
            lists.append((title, partial(_documents, worker, group, title), asks))
    return lists


def _payslips(worker: WorkerGateway, title: str) -> list[Paper | Missing]:
    return [_payslip(worker, title, one) for one in worker.payslips() if one.available]


def _payslip(worker: WorkerGateway, title: str, payslip: Payslip) -> Paper:
    day = payslip.period_end or payslip.period_start
    return Paper(
        (title, str(day.year)), f"payslip-{day:%Y-%m-%d}", partial(worker.open_payslip, payslip)
    )


def _documents(worker: WorkerGateway, group: DocumentGroup, title: str) -> list[Paper | Missing]:
    """Those that were asked for and never handed in are nobody's loss."""
    return [
        _document(worker, title, one)
        for one in worker.documents(group)
        if one.downloadable or one.upload is None
    ]


def _document(worker: WorkerGateway, title: str, document: Document) -> Paper | Missing:
    year = document.year or (document.created_at.year if document.created_at else None)
    folder = (title, str(year)) if year else (title,)
    if not document.downloadable:
        return Missing(folder, document.title, Reason.NOT_HANDED_OUT)
    return Paper(folder, document.title, partial(worker.open_document, document))
