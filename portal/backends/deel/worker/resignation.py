"""The worker's resignation. What is to sign follows the letter's status, never an order of steps
(hr-apis/deel.md §5, §9.7)."""

from __future__ import annotations

from datetime import UTC, datetime

from portal.backends.agreements import (
    LetterStage,
    Resignation,
    ResignationDraft,
    ResignationReason,
    ResignationStage,
)
from portal.backends.deel.models import agreements
from portal.backends.deel.worker.part import Part
from portal.backends.download import StreamedFile
from portal.backends.errors import Conflict, Unsupported

REASONS = {
    ResignationReason.MOVING_COUNTRY: "EMPLOYEE_IS_MOVING_TO_ANOTHER_COUNTRY",
    ResignationReason.FOUND_ANOTHER_JOB: "EMPLOYEE_FOUND_ANOTHER_JOB",
    ResignationReason.UNHAPPY_WITH_BENEFITS: "EMPLOYEE_NOT_HAPPY_WITH_BENEFITS",
    ResignationReason.UNHAPPY_WITH_SALARY: "EMPLOYEE_NOT_HAPPY_WITH_SALARY",
    ResignationReason.UNHAPPY_WITH_ROLE: "EMPLOYEE_NOT_HAPPY_WITH_THE_ROLE",
    ResignationReason.UNHAPPY_WITH_CULTURE: "EMPLOYEE_NOT_HAPPY_WITH_COMPANY_CULTURE",
    ResignationReason.UNHAPPY_WITH_PROVIDER: "EMPLOYEE_NOT_HAPPY_WITH_DEEL",
    ResignationReason.PROJECT_ENDED: "EMPLOYEE_PROJECT_ENDED",
    ResignationReason.PERSONAL_MATTERS: "EMPLOYEE_LEFT_ROLE_FOR_PERSONAL_MATTERS",
    ResignationReason.MOVING_TO_INTERNAL_ENTITY: "MOVING_EMPLOYEE_TO_INTERNAL_ENTITY",
    ResignationReason.MOVING_TO_PEO: "MOVING_EMPLOYEE_TO_DEEL_PEO",
    ResignationReason.OTHER_PROVIDER: "EMPLOYEE_SWITCHING_TO_OTHER_EOR_PROVIDER",
    ResignationReason.BECOMING_CONTRACTOR: "EMPLOYEE_MOVING_FROM_EOR_TO_CONTRACTOR_OR_FREELANCE",
    ResignationReason.WORKER_TYPE_CHANGE: "WORKER_TYPE_CHANGE",
    ResignationReason.PREFER_NOT_TO_SAY: "PREFERRED_NOT_TO_SAY",
}
STAGES = {
    "AWAITING_PTO": ResignationStage.WITH_EMPLOYER,
    "AWAITING_TRIAGE": ResignationStage.IN_REVIEW,
    "AWAITING_PROCESSING": ResignationStage.IN_REVIEW,
    "PROCESSING": ResignationStage.IN_PROCESS,
    "AWAITING_REFUND": ResignationStage.IN_PROCESS,
    "COMPLETED": ResignationStage.COMPLETED,
    "CANCELLED": ResignationStage.CANCELLED,
    "CANCELED": ResignationStage.CANCELLED,
    "": ResignationStage.WITH_EMPLOYER,  # a submission's answer names none: it has just begun
}
LETTER_STAGES = {"AWAITING_SIGNATURE": LetterStage.TO_SIGN, "SIGNED": LetterStage.SIGNED}
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class Resignations(Part):
    def resignation_reasons(self) -> tuple[ResignationReason, ...]:
        return tuple(REASONS)

    def preview_resignation_letter(self) -> StreamedFile:
        return self._client.preview_resignation_letter(self._contract_id)

    def resignations(self) -> tuple[Resignation, ...]:
        own = self._of_this_contract("resignation of contract", self._client.resignations())
        found = map(_resignation, own)
        return tuple(sorted(found, key=lambda each: each.created_at or _LONG_AGO, reverse=True))

    def submit_resignation(self, draft: ResignationDraft, *, key: str) -> Resignation:
        if draft.reason not in REASONS:
            raise Unsupported("Deel does not know this reason")
        if any(each.open for each in self.resignations()):
            raise Conflict("a resignation is pending already")
        data = {
            "reason": REASONS[draft.reason],
            "desired_end_date": draft.desired_end_date.isoformat(),
            "signature": draft.signature,
        }
        if draft.detail:
            data["reason_detail"] = draft.detail
        created = self._client.submit_resignation(self._contract_id, data, draft.attachments, key)
        return _resignation(created)

    def sign_resignation_letter(self, signature: str, *, key: str) -> None:
        if not any(each.letter is LetterStage.TO_SIGN for each in self.resignations()):
            raise Conflict("no letter waits for a signature")
        self._client.sign_resignation_letter(self._contract_id, signature, key)


def _resignation(offboarding: agreements.Offboarding) -> Resignation:
    letter = offboarding.resignation_letter or agreements.Letter()
    return Resignation(
        id=offboarding.id,
        contract_id=offboarding.contract_id,
        stage=STAGES.get(offboarding.status.upper(), ResignationStage.UNKNOWN),
        stage_text=offboarding.status,
        desired_end_date=offboarding.desired_end_date,
        end_date=offboarding.end_date,
        letter=LETTER_STAGES.get(letter.status.upper(), LetterStage.NONE),
        letter_signed_at=letter.signed_at,
        letter_signature=letter.signature,
        created_at=offboarding.created_at,
        updated_at=offboarding.updated_at,
    )
