"""Changes to the employment contract and its end. Value objects, as in ``types.py``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from portal.backends.types import Upload


class AmendmentStage(StrEnum):
    """Where an amendment stands, for the worker."""

    DRAFT = "draft"
    IN_PREPARATION = "in_preparation"
    WITH_EMPLOYER = "with_employer"
    TO_SIGN = "to_sign"
    SIGNED = "signed"
    """Signed by the worker; others or the effective date are still ahead."""
    ACTIVE = "active"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class AmendmentItem:
    """One line of the diff, both sides as the HR system wrote them (empty: nothing there)."""

    name: str
    data_point: str
    old: str
    new: str
    is_pay: bool = False
    """It is, or may be, about pay: shown to the worker, and to others where that is allowed."""


@dataclass(frozen=True, slots=True)
class StageEvent:
    """When an amendment came to a stage."""

    at: datetime
    stage: AmendmentStage
    text: str
    """The HR system's own name of it, for people."""


@dataclass(frozen=True, slots=True)
class Amendment:
    id: str
    contract_id: str
    stage: AmendmentStage
    stage_text: str
    """The HR system's own name of the stage, for people."""
    effective_date: date | None
    items: tuple[AmendmentItem, ...]
    currency: str
    has_document: bool
    history: tuple[StageEvent, ...]
    """Oldest first."""
    rejection: str
    created_at: datetime | None
    updated_at: datetime | None


class ChangeSubject(StrEnum):
    """What a worker may ask the employer to change in the contract."""

    SALARY = "salary"
    JOB_TITLE = "job_title"
    WEEKLY_HOURS = "weekly_hours"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class AmendmentRequest:
    subject: ChangeSubject
    value: str
    """The wished-for value as plain text: digits for SALARY (in the contract's currency) and
    WEEKLY_HOURS, free text otherwise."""
    reason: str
    effective_date: date


class ResignationReason(StrEnum):
    MOVING_COUNTRY = "moving_country"
    FOUND_ANOTHER_JOB = "found_another_job"
    UNHAPPY_WITH_BENEFITS = "unhappy_with_benefits"
    UNHAPPY_WITH_SALARY = "unhappy_with_salary"
    UNHAPPY_WITH_ROLE = "unhappy_with_role"
    UNHAPPY_WITH_CULTURE = "unhappy_with_culture"
    UNHAPPY_WITH_PROVIDER = "unhappy_with_provider"
    PROJECT_ENDED = "project_ended"
    PERSONAL_MATTERS = "personal_matters"
    MOVING_TO_INTERNAL_ENTITY = "moving_to_internal_entity"
    MOVING_TO_PEO = "moving_to_peo"
    OTHER_PROVIDER = "other_provider"
    BECOMING_CONTRACTOR = "becoming_contractor"
    WORKER_TYPE_CHANGE = "worker_type_change"
    PREFER_NOT_TO_SAY = "prefer_not_to_say"


@dataclass(frozen=True, slots=True)
class ResignationDraft:
    reason: ResignationReason
    desired_end_date: date
    signature: str
    """The worker's typed full name."""
    detail: str = ""
    attachments: tuple[Upload, ...] = ()


class ResignationStage(StrEnum):
    WITH_EMPLOYER = "with_employer"
    """The employer reviews time off and decides."""
    IN_REVIEW = "in_review"
    IN_PROCESS = "in_process"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


CLOSED = frozenset({ResignationStage.COMPLETED, ResignationStage.CANCELLED})


class LetterStage(StrEnum):
    NONE = "none"
    TO_SIGN = "to_sign"
    SIGNED = "signed"


@dataclass(frozen=True, slots=True)
class Resignation:
    id: str
    contract_id: str
    stage: ResignationStage
    stage_text: str
    desired_end_date: date | None
    end_date: date | None
    letter: LetterStage
    letter_signed_at: datetime | None
    letter_signature: str
    created_at: datetime | None
    updated_at: datetime | None

    @property
    def open(self) -> bool:
        """Whether it still stands in the way of a second one."""
        return self.stage not in CLOSED
