"""Value objects that tests fill with what matters to them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from portal.backends.agreements import (
    Amendment,
    AmendmentStage,
    LetterStage,
    Resignation,
    ResignationStage,
)
from portal.backends.leave import Leave, LeaveUnit, TimeOff, TimeOffStatus
from portal.backends.types import Person, UploadSlot, UploadState, WorkerIdentity

ALICE = WorkerIdentity("deel", "alice", "C-alice", "alice@example.com", "Alice Able", "DE")
BOB = WorkerIdentity("deel", "bob", "C-bob", "bob@example.com", "Bob Blum", "FR")


class Bytes:
    """A download of bytes at hand."""

    content_type = "application/pdf"

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.length: int | None = len(content)
        self.closed = False

    def chunks(self) -> Iterator[bytes]:
        for start in range(0, len(self.content), 5):
            yield self.content[start : start + 5]

    def close(self) -> None:
        self.closed = True


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def time_off(
    time_off_id: str,
    start: date,
    end: date,
    *,
    worker_id: str = ALICE.worker_id,
    type_id: str = "vacation",
    status: TimeOffStatus = TimeOffStatus.REQUESTED,
) -> TimeOff:
    return TimeOff(
        id=time_off_id,
        worker_id=worker_id,
        type_id=type_id,
        type_name="Vacation",
        status=status,
        status_text=status.value,
        start=start,
        end=end,
        amount=Leave(Decimal(1), LeaveUnit.WORKING_DAYS),
        half_day=False,
        note="",
        requested_on=None,
        decided_at=None,
        days=(),
    )


def amendment(
    amendment_id: str,
    stage: AmendmentStage = AmendmentStage.TO_SIGN,
    contract_id: str | None = ALICE.contract_id,
) -> Amendment:
    return Amendment(
        id=amendment_id,
        contract_id=contract_id or "",
        stage=stage,
        stage_text="",
        effective_date=None,
        items=(),
        currency="EUR",
        has_document=True,
        history=(),
        rejection="",
        created_at=None,
        updated_at=None,
    )


def resignation(
    resignation_id: str,
    letter: LetterStage = LetterStage.NONE,
    stage: ResignationStage = ResignationStage.WITH_EMPLOYER,
) -> Resignation:
    return Resignation(
        id=resignation_id,
        contract_id=ALICE.contract_id or "",
        stage=stage,
        stage_text="",
        desired_end_date=None,
        end_date=None,
        letter=letter,
        letter_signed_at=None,
        letter_signature="",
        created_at=None,
        updated_at=None,
    )


def person_of(identity: WorkerIdentity) -> Person:
    return Person(
        worker_id=identity.worker_id,
        full_name=identity.name,
        legal_first_name="",
        legal_last_name="",
        preferred_name="",
        birth_date=None,
        nationalities=(),
        work_email=identity.email,
        personal_email="",
        addresses=(),
        department="",
        work_location="",
        time_zone="",
        manager=None,
        employment=None,
        custom_fields=(),
        editable=frozenset(),
    )


def empty_slot() -> UploadSlot:
    return UploadSlot(
        state=UploadState.MISSING,
        required=True,
        description="",
        rejection_message="",
        file_names=(),
        uploaded_at=None,
        has_template=False,
        acknowledge_only=False,
    )
