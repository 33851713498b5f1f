"""Signatures: only for the bytes that were read, never blind, never twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from portal.backends.agreements import (
    AmendmentStage,
    LetterStage,
    ResignationDraft,
    ResignationReason,
)
from portal.backends.errors import Conflict, NotFound
from portal.backends.types import Upload
from portal.gateway.errors import DocumentChanged, NotRead
from portal.gateway.ledger import ActionState, reconcile_due
from portal.gateway.worker import WorkerGateway
from portal.services import Services
from tests.gateway.conftest import Later, OpenGateway
from tests.gateway.faults import Fault
from tests.gateway.hr_system import HRSystem
from tests.gateway.things import BOB, amendment, resignation, sha256

NOTICE = ResignationDraft(ResignationReason.FOUND_ANOTHER_JOB, date(2027, 6, 30), "Alice Able")


@pytest.fixture
def paper(hr: HRSystem) -> str:
    hr.papers = [amendment("amendment-1")]
    return "amendment-1"


def read_through(worker: WorkerGateway, amendment_id: str) -> str:
    """Take the whole document, as the worker's browser does. Returns: its SHA-256."""
    download = worker.open_amendment(amendment_id)
    content = b"".join(download.chunks())
    download.close()
    return sha256(content)


def test_what_was_read_can_be_signed(worker: WorkerGateway, hr: HRSystem, paper: str) -> None:
    digest = read_through(worker, paper)
    reading = worker.amendment_reading(paper)

    action = worker.sign_amendment(paper, "Alice Able", digest, "key-1")

    assert reading is not None
    assert reading.sha256 == digest == sha256(hr.paper_bytes)
    assert action.state is ActionState.ACCEPTED
    assert hr.papers[0].stage is AmendmentStage.SIGNED


def test_without_reading_there_is_no_signature(
    worker: WorkerGateway, hr: HRSystem, paper: str
) -> None:
    with pytest.raises(NotRead):
        worker.sign_amendment(paper, "Alice Able", sha256(hr.paper_bytes), "key-1")
    assert hr.counts["sign_amendment"] == 0


def test_a_document_that_was_not_taken_to_its_end_is_not_read(
    worker: WorkerGateway, paper: str
) -> None:
    download = worker.open_amendment(paper)
    next(iter(download.chunks()))
    download.close()

    assert worker.amendment_reading(paper) is None


def test_a_document_that_changed_has_to_be_read_again(
    worker: WorkerGateway, hr: HRSystem, paper: str
) -> None:
    digest = read_through(worker, paper)
    hr.paper_bytes = b"%PDF another salary"

    with pytest.raises(DocumentChanged):
        worker.sign_amendment(paper, "Alice Able", digest, "key-1")
    assert hr.counts["sign_amendment"] == 0

    again = read_through(worker, paper)
    assert worker.sign_amendment(paper, "Alice Able", again, "key-1").reference == paper


def test_a_page_drawn_for_an_older_document_can_t_sign_the_newer_one(
    worker: WorkerGateway, hr: HRSystem, paper: str
) -> None:
    older = read_through(worker, paper)
    hr.paper_bytes = b"%PDF another salary"
    read_through(worker, paper)

    with pytest.raises(DocumentChanged):
        worker.sign_amendment(paper, "Alice Able", older, "key-1")


@pytest.mark.parametrize("second_key", ["key-1", "key-2"])
def test_a_second_signature_shows_the_first(
    worker: WorkerGateway, hr: HRSystem, paper: str, second_key: str
) -> None:
    digest = read_through(worker, paper)
    first = worker.sign_amendment(paper, "Alice Able", digest, "key-1")

    assert worker.sign_amendment(paper, "Alice Able", digest, second_key) == first
    assert hr.counts["sign_amendment"] == 1


def test_signing_in_parallel_is_one_signature(
    worker: WorkerGateway, open_gateway: OpenGateway, hr: HRSystem, paper: str
) -> None:
    digest = read_through(worker, paper)

    def sign(number: int) -> str:
        return open_gateway().sign_amendment(paper, "Alice Able", digest, f"key-{number}").id

    with ThreadPoolExecutor(8) as pool:
        ids = set(pool.map(sign, range(8)))

    assert len(ids) == 1
    assert hr.counts["sign_amendment"] == 1


def test_a_signature_long_after_the_first_is_refused(
    worker: WorkerGateway, hr: HRSystem, paper: str, later: Later
) -> None:
    digest = read_through(worker, paper)
    worker.sign_amendment(paper, "Alice Able", digest, "key-1")
    later(minutes=5)

    with pytest.raises(Conflict):
        worker.sign_amendment(paper, "Alice Able", digest, "key-2")
    assert hr.counts["sign_amendment"] == 1


def test_an_unanswered_signature_is_looked_up(
    worker: WorkerGateway, hr: HRSystem, paper: str, later: Later
) -> None:
    digest = read_through(worker, paper)
    hr.faults = [Fault.UNANSWERED]
    action = worker.sign_amendment(paper, "Alice Able", digest, "key-1")

    later(seconds=5)

    assert worker.action(action.id).state is ActionState.ACCEPTED
    assert hr.counts["sign_amendment"] == 1


def test_a_lost_signature_is_not_sent_again_for_a_changed_document(
    worker: WorkerGateway, hr: HRSystem, services: Services, paper: str, later: Later
) -> None:
    digest = read_through(worker, paper)
    hr.faults = [Fault.LOST]
    action = worker.sign_amendment(paper, "Alice Able", digest, "key-1")
    hr.paper_bytes = b"%PDF another salary"

    for _ in range(2):
        later(minutes=10)
        reconcile_due(services)

    assert worker.action(action.id).state is ActionState.REFUSED
    assert hr.counts["sign_amendment"] == 1


def test_another_s_amendment_is_not_found(worker: WorkerGateway, hr: HRSystem) -> None:
    hr.papers = [amendment("amendment-1", contract_id=BOB.contract_id)]

    with pytest.raises(NotFound):
        worker.open_amendment("amendment-1")
    with pytest.raises(NotFound):
        worker.sign_amendment("amendment-1", "Alice Able", "0" * 64, "key-1")
    assert hr.counts["open_amendment"] == 0


def test_a_second_resignation_is_refused_while_one_is_pending(
    worker: WorkerGateway, hr: HRSystem
) -> None:
    hr.notices = [resignation("notice-1")]

    with pytest.raises(Conflict):
        worker.submit_resignation(NOTICE, "key-1")
    assert hr.counts["submit_resignation"] == 0


def test_an_unanswered_resignation_is_one_resignation(
    worker: WorkerGateway, hr: HRSystem, later: Later
) -> None:
    hr.faults = [Fault.UNANSWERED]
    action = worker.submit_resignation(NOTICE, "key-1")

    assert worker.submit_resignation(NOTICE, "key-1").id == action.id
    later(seconds=5)

    assert worker.action(action.id).reference == "notice-1"
    assert len(hr.notices) == 1


def test_a_resignation_with_attachments_is_never_sent_again_by_itself(
    worker: WorkerGateway, hr: HRSystem, services: Services, later: Later
) -> None:
    letter = Upload("letter.pdf", "application/pdf", b"%PDF letter")
    draft = ResignationDraft(NOTICE.reason, NOTICE.desired_end_date, "Alice Able", "", (letter,))
    hr.faults = [Fault.LOST]
    action = worker.submit_resignation(draft, "key-1")

    later(minutes=10)
    reconcile_due(services)

    assert worker.action(action.id).state is ActionState.UNSENT
    assert hr.counts["submit_resignation"] == 1


def test_the_letter_is_signed_once(worker: WorkerGateway, hr: HRSystem) -> None:
    hr.notices = [resignation("notice-1", LetterStage.TO_SIGN)]

    first = worker.sign_resignation_letter("Alice Able", "key-1")
    assert worker.sign_resignation_letter("Alice Able", "key-1") == first

    assert first.reference == "notice-1"
    assert hr.counts["sign_letter"] == 1


def test_no_letter_waits_no_signature(worker: WorkerGateway, hr: HRSystem) -> None:
    hr.notices = [resignation("notice-1")]

    with pytest.raises(Conflict):
        worker.sign_resignation_letter("Alice Able", "key-1")
    assert hr.counts["sign_letter"] == 0
