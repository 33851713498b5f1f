"""Deel's amendments as ours, for the worker's API and the manager's (hr-apis/deel.md §4)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from portal.backends.agreements import Amendment, AmendmentItem, AmendmentStage, StageEvent
from portal.backends.deel.models import agreements

FIRST_SEGMENTS = {
    "DRAFT": AmendmentStage.DRAFT,
    "PREPARINGDOCUMENTS": AmendmentStage.IN_PREPARATION,
    "UPCOMING": AmendmentStage.SIGNED,
    "ACTIVE": AmendmentStage.ACTIVE,
    "CANCELLED": AmendmentStage.CANCELLED,
    "CANCELED": AmendmentStage.CANCELLED,
}
LAST_SEGMENTS = {
    "PENDINGEMPLOYEESIGNATURE": AmendmentStage.TO_SIGN,
    "PENDINGCLIENTSIGNATURE": AmendmentStage.WITH_EMPLOYER,
}
UNPUBLISHED = frozenset({AmendmentStage.DRAFT, AmendmentStage.CANCELLED})
REQUEST_MARK = "WORKER_REQUEST"
"""Type of the free item that carries a worker's reason to the employer. It is also how the
worker's own drafts are told from those the employer has not published."""
NOT_PAY = frozenset(
    {
        "job_title",
        "seniority_id",
        "scope",
        "employment_type",
        "work_hours_per_week",
        "holidays",
        "time_off_type",
        "start_date",
        "end_date",
        "employment_state",
        "probation_period",
        "notice_period_type",
        "notice_period_after_probation",
        "notice_period_during_probation",
        "effective_date",
        "custom",
    }
)
"""Everything else counts as pay, also what Deel may add one day."""
FREE = "custom"

LONG_AGO = datetime.min.replace(tzinfo=UTC)


def asked_by_worker(amendment: agreements.Amendment, worker_id: str) -> bool:
    return amendment.requested_by == worker_id or any(
        item.type == REQUEST_MARK for item in amendment.custom_items
    )


def is_published(amendment: agreements.Amendment) -> bool:
    """Whether the employer ever confirmed it: until then it is the employer's own affair, and
    stays so when it is cancelled as a draft."""
    stages = {stage_of(status) for status in amendment.amendment_statuses}
    return AmendmentStage.DRAFT not in stages or not stages <= UNPUBLISHED


def amendment_of(amendment: agreements.Amendment, contract_id: str) -> Amendment:
    """``contract_id``: the one that was asked about, where Deel does not say it."""
    current = current_status(amendment)
    tells_pay = any(item.data_point not in NOT_PAY for item in amendment.items)
    return Amendment(
        id=amendment.id,
        contract_id=amendment.contract_id or contract_id,
        stage=stage_of(current),
        stage_text=(current.friendly_name or current.name) if current else "",
        effective_date=amendment.effective_date,
        items=tuple(
            AmendmentItem(
                item.item or item.data_point,
                item.data_point,
                item.previous_value,
                item.new_value,
                # Free words next to a new salary are likely to name it.
                is_pay=item.data_point not in NOT_PAY or (tells_pay and item.data_point == FREE),
            )
            for item in amendment.items
        ),
        currency=amendment.currency,
        has_document=is_published(amendment),
        history=_history(amendment),
        rejection=amendment.rejection_context,
        created_at=amendment.created_at,
        updated_at=amendment.updated_at,
    )


def current_status(amendment: agreements.Amendment) -> agreements.Status | None:
    """Branches run side by side: the latest counts, then the deepest (hr-apis/deel.md §4)."""
    return max(amendment.amendment_statuses, key=_age, default=None)


def _history(amendment: agreements.Amendment) -> tuple[StageEvent, ...]:
    """The leaves of the branches; Deel passes several within what is one stage for the worker."""
    inner = {above for status in amendment.amendment_statuses for above in _above(status.name)}
    events: list[StageEvent] = []
    for status in sorted(amendment.amendment_statuses, key=_age):
        if status.name in inner:
            continue
        stage = stage_of(status)
        if not events or events[-1].stage is not stage or stage is AmendmentStage.UNKNOWN:
            text = status.friendly_name or status.name
            events.append(StageEvent(status.reached.created_at, stage, text))
    return tuple(events)


def _above(name: str) -> Iterator[str]:
    """``A`` and ``A.B`` for ``A.B.C``."""
    while "." in name:
        name = name.rpartition(".")[0]
        yield name


def _age(status: agreements.Status) -> tuple[datetime, int]:
    return status.reached.created_at, status.name.count(".")


def stage_of(status: agreements.Status | None) -> AmendmentStage:
    """Names come in two spellings: ``PendingEmployeeSignature``, ``PENDING_EMPLOYEE_SIGNATURE``."""
    if status is None:
        return AmendmentStage.UNKNOWN
    segments = status.name.upper().replace("_", "").split(".")
    return LAST_SEGMENTS.get(segments[-1], FIRST_SEGMENTS.get(segments[0], AmendmentStage.UNKNOWN))
