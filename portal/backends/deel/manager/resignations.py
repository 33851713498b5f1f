"""The team's resignations: who leaves, what comes of their leave, the employer's answer.

Deel's answer names a contract and no resignation, and takes no last day: to accept is to agree to
the one that the worker wishes for (hr-apis/deel.md §5).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from portal.backends.agreements import ResignationStage
from portal.backends.deel.manager.part import Part
from portal.backends.deel.models import offboarding
from portal.backends.deel.worker.balances import UNITS, unit
from portal.backends.deel.worker.resignation import REASONS, STAGES
from portal.backends.deel.worker.time_off import STATUSES
from portal.backends.download import StreamedFile
from portal.backends.errors import ForeignObject, Unsupported
from portal.backends.json_body import JSON
from portal.backends.leave import Leave, TimeOffStatus
from portal.backends.offboarding import (
    Acceptance,
    DeclineReason,
    LastDays,
    LeaveAtEnd,
    LeavePeriod,
    LeaveTracking,
    OffPlatformLeave,
    Refusal,
    ResignationDetails,
    ResignationFile,
    SeveranceUnit,
    TeamResignation,
    UpcomingLeave,
)

_BARE = "EMPLOYEE_"
"""What a reason begins with where the worker gives it, and perhaps not where it is read."""
_KNOWN = {word.removeprefix(_BARE): reason for reason, word in REASONS.items()}
_WORDS = {in_words: word for word, in_words in UNITS.items()}
_TRACKING = {"ON_PLATFORM": LeaveTracking.ON_PLATFORM, "OFF_PLATFORM": LeaveTracking.OFF_PLATFORM}
_SEVERANCE = {
    SeveranceUnit.DAYS: "DAYS",
    SeveranceUnit.WEEKS: "WEEKS",
    SeveranceUnit.MONTHS: "MONTHS",
}
_DECLINED = {
    DeclineReason.LAST_DAY: "NOT_AGREE_WITH_END_DATE",
    DeclineReason.NO_RESIGNATION: "NOT_A_RESIGNATION_BUT_TERMINATION",
    DeclineReason.UNDER_INVESTIGATION: (
        "EMPLOYEE_UNDER_REVIEW_OR_INVESTIGATION_FOR_DISCIPLINARY_ACTIONS"
    ),
    DeclineReason.OTHER: "OTHER",
}
_UPCOMING = (TimeOffStatus.REQUESTED, TimeOffStatus.APPROVED)


class TeamResignations(Part):
    def resignations_of(self, people: Collection[str]) -> tuple[TeamResignation, ...]:
        if not people:
            return ()
        # Everybody's is in the answer; of those whom nobody asked about nothing is kept. What does
        # not say that it is a resignation may be a dismissal that nobody is to know of yet.
        listed = [each for each in self._client.leaving() if each.hris_profile.oid in people]
        others = {each.contract.id for each in listed if not _is_resignation(each)}
        found = (
            _resignation(each, beside_dismissal=each.contract.id in others)
            for each in listed
            if _is_resignation(each)
        )
        return tuple(
            sorted(found, key=lambda each: (not each.open, each.last_day or date.max, each.id))
        )

    def resignation_details(self, contract_id: str) -> ResignationDetails:
        found = self._client.newest_offboarding(contract_id)
        self._compare(contract_id, found.contract_id)
        asked = found.request_data or offboarding.Requested()
        papers = found.documents or offboarding.Papers()
        if found.is_sensitive:
            asked, papers = asked.model_copy(update=_NOTHING), offboarding.Papers()
        return ResignationDetails(
            contract_id=found.contract_id,
            reason=_KNOWN.get(asked.reason.upper().removeprefix(_BARE)),
            reason_text=asked.reason,
            detail=asked.reason_detail,
            desired_end_date=found.desired_end_date or asked.desired_end_date,
            end_date=found.end_date,
            handed_in_at=found.created_at,
            files=tuple(ResignationFile(each.id, each.name) for each in papers.supporting),
        )

    def open_resignation_file(self, contract_id: str, file_id: str) -> StreamedFile:
        return self._client.open_offboarding_attachment(contract_id, file_id)

    def last_days(self, contract_id: str) -> LastDays:
        found = self._client.restricted_dates(contract_id)
        days = tuple(sorted(set(found.restricted_dates)))
        return LastDays(found.earliest_available_end_date, days)

    def leave_at_end(self, contract_id: str, worker_id: str, last_day: date) -> LeaveAtEnd:
        found = self._client.time_offs_at_end(contract_id, last_day)
        self._compare(contract_id, found.contract_id)
        upcoming = (
            UpcomingLeave(
                each.start_date,
                each.end_date,
                Leave(each.amount, unit(each.entitlement_unit)),
                STATUSES[each.status.upper()] is TimeOffStatus.APPROVED,
            )
            for each in found.upcoming_time_offs
            if each.recipient_profile
            and each.recipient_profile.hris_profile_id == worker_id
            and STATUSES.get(each.status.upper()) in _UPCOMING
        )
        return LeaveAtEnd(
            tracking=_TRACKING.get(found.tracking_type.upper()),
            remaining=found.remaining_balance,
            periods=tuple(
                LeavePeriod(
                    each.tracking_period,
                    each.tracking_period_end_date,
                    each.used,
                    unit(each.entitlement_unit),
                )
                for each in sorted(found.entitlements, key=lambda each: each.tracking_period)
            ),
            upcoming=tuple(sorted(upcoming, key=lambda each: (each.start, each.end))),
        )

    def accept_resignation(self, contract_id: str, acceptance: Acceptance, *, key: str) -> None:
        data: dict[str, JSON] = {
            "has_client_accepted_resignation_request": True,
            "used_time_off": _used(acceptance.off_platform),
        }
        if acceptance.severance:
            data["severance_type"] = _SEVERANCE[acceptance.severance.unit]
            data["severance_amount"] = acceptance.severance.amount
        self._client.review_resignation(contract_id, data, key)

    def decline_resignation(self, contract_id: str, refusal: Refusal, *, key: str) -> None:
        data: dict[str, JSON] = {
            "has_client_accepted_resignation_request": False,
            "decline_reason": _DECLINED[refusal.reason],
        }
        if detail := _detail(refusal):
            data["decline_reason_detail"] = detail
        self._client.review_resignation(contract_id, data, key)

    def _compare(self, asked: str, answered: str) -> None:
        if answered != asked:
            raise ForeignObject("offboarding of contract", answered, backend=self.identity.backend)


_NOTHING = {"reason": "", "reason_detail": ""}


def _is_resignation(entry: offboarding.Leaving) -> bool:
    return entry.offboarding_type.upper() == "RESIGNATION"


def _resignation(entry: offboarding.Leaving, *, beside_dismissal: bool) -> TeamResignation:
    progress = entry.progress or offboarding.Progress()
    # Only what says so waits for the employer's answer.
    stages = {**STAGES, "": ResignationStage.UNKNOWN}
    return TeamResignation(
        id=entry.unique_id,
        worker_id=entry.hris_profile.oid,
        contract_id=entry.contract.id,
        stage=stages.get(progress.status.upper(), ResignationStage.UNKNOWN),
        stage_text=progress.status,
        last_day=progress.reference_date if _is_last_day(progress) else None,
        beside_dismissal=beside_dismissal,
    )


def _is_last_day(progress: offboarding.Progress) -> bool:
    return progress.reference_date_type.upper() in ("", "END_DATE")


def _used(off_platform: OffPlatformLeave | None) -> JSON:
    """Raises: Unsupported."""
    if off_platform is None:
        return {"tracking_type": "ON_PLATFORM", "off_platform_used_time_off": None}
    if off_platform.unit not in _WORDS:
        raise Unsupported("Deel knows no such unit of leave")
    used: list[JSON] = [
        {
            "used": each.amount,
            "tracking_period": each.start.isoformat(),
            "tracking_period_end_date": each.end.isoformat(),
        }
        for each in off_platform.used
    ]
    return {
        "tracking_type": "OFF_PLATFORM",
        "off_platform_used_time_off": {
            "entitlements": used,
            "total_scheduled": off_platform.scheduled,
            "entitlement_unit": _WORDS[off_platform.unit],
        },
    }


def _detail(refusal: Refusal) -> str:
    """Deel has no field for another last day: its people read of it here, in their language."""
    another = refusal.possible_last_day
    day = f"Last day that we could agree to: {another.isoformat()}." if another else ""
    return "\n".join(filter(None, [refusal.detail, day]))
