"""The worker's leave: balances, and the types of time off with their rules."""

from __future__ import annotations

from decimal import Decimal

from portal.backends.deel.models.time_off import Entitlement, Event, Policy, Type
from portal.backends.deel.worker.part import Part
from portal.backends.leave import (
    ExpiringLeave,
    Granularity,
    Leave,
    LeaveBalance,
    LeaveEvent,
    LeaveEventKind,
    LeaveUnit,
    Need,
    TimeOffType,
)

UNITS = {
    "HOUR": LeaveUnit.HOURS,
    "BUSINESS_DAY": LeaveUnit.WORKING_DAYS,
    "CALENDAR_DAY": LeaveUnit.CALENDAR_DAYS,
    "WEEK": LeaveUnit.WEEKS,
    "MONTH": LeaveUnit.MONTHS,
    "YEAR": LeaveUnit.YEARS,
}
EVENT_KINDS = {
    "ACCRUAL": LeaveEventKind.ACCRUED,
    "ACCRUAL_PRORATE": LeaveEventKind.ACCRUED,
    "ACCRUAL_DEDUCTION": LeaveEventKind.ADJUSTED,
    "ACCRUAL_TERMINATION": LeaveEventKind.ADJUSTED,
    "MANUAL_ADJUSTMENT": LeaveEventKind.ADJUSTED,
    "ROLLOVER_ADJUSTMENT": LeaveEventKind.ADJUSTED,
    "ROLLOVER_CARRY_OVER": LeaveEventKind.CARRIED_OVER,
    "ROLLOVER_PROJECTED": LeaveEventKind.CARRIED_OVER,
    "ROLLOVER_EXPIRATION": LeaveEventKind.EXPIRED,
    "NO_ROLLOVER": LeaveEventKind.EXPIRED,
    "ROLLOVER_PAYOUT": LeaveEventKind.PAID_OUT,
    "TIME_OFF": LeaveEventKind.TAKEN,
}
GRANULARITIES = {
    "HALF_DAY": Granularity.HALF_DAYS,
    "HOURLY": Granularity.HOURS,
    "PARTIAL_HOURS": Granularity.HOURS,
}
NEEDS = {"REQUIRED": Need.YES, "CONDITIONALLY_REQUIRED": Need.SOMETIMES}
PAID = {"PAID": True, "UNPAID": False}


def unit(text: str) -> LeaveUnit:
    return UNITS.get(text.upper(), LeaveUnit.UNKNOWN)


class Balances(Part):
    def leave_balances(self) -> tuple[LeaveBalance, ...]:
        return tuple(map(balance_of, self._entitlements()))

    def _entitlements(self) -> tuple[Entitlement, ...]:
        answer = self._client.entitlements(self.identity.worker_id)
        if answer.hris_profile_id != self.identity.worker_id:
            raise self._foreign("leave balance", answer.hris_profile_id)
        return answer.entitlements

    def time_off_types(self) -> tuple[TimeOffType, ...]:
        return tuple(
            _type(policy, kind)
            for policy in self._client.policies(self.identity.worker_id)
            for kind in policy.time_off_types
        )


def balance_of(entitlement: Entitlement) -> LeaveBalance:
    policy = entitlement.policy
    return LeaveBalance(
        policy_id=policy.id,
        policy_name=policy.name or (policy.policy_type.name if policy.policy_type else ""),
        unit=unit(policy.tracking_unit or entitlement.accrual_unit),
        unlimited=entitlement.is_allowance_unlimited,
        available=None if entitlement.is_allowance_unlimited else _available(entitlement),
        total=entitlement.total_entitlements,
        accrued=entitlement.accrued,
        used=entitlement.used,
        approved=entitlement.approved,
        requested=entitlement.requested,
        upcoming_accruals=entitlement.upcoming_accruals,
        expired=entitlement.expired,
        period_end=entitlement.tracking_period_end_date,
        type_ids=tuple(kind.id for kind in policy.time_off_types),
        events=_events(entitlement.events),
        future_events=_events(entitlement.future_events),
        expiring=tuple(
            ExpiringLeave(rollover.amount, rollover.expiration_date)
            for rollover in sorted(entitlement.rollovers, key=lambda each: each.expiration_date)
        ),
    )


def _available(entitlement: Entitlement) -> Decimal | None:
    """Older answers leave it out. [assumed: hr-apis/deel.md §3 Balances]"""
    if entitlement.available is not None or entitlement.total_entitlements is None:
        return entitlement.available
    taken = (entitlement.used, entitlement.approved, entitlement.requested)
    return entitlement.total_entitlements - sum(filter(None, taken), Decimal())


def _events(events: tuple[Event, ...]) -> tuple[LeaveEvent, ...]:
    return tuple(
        LeaveEvent(
            event.event_date,
            EVENT_KINDS.get(event.type.upper(), LeaveEventKind.UNKNOWN),
            event.amount,
        )
        for event in sorted(events, key=lambda each: each.event_date)
    )


def _type(policy: Policy, kind: Type) -> TimeOffType:
    notice = policy.notice_period_unit_amount
    return TimeOffType(
        id=kind.id,
        name=kind.name or policy.name,
        policy_id=policy.id,
        policy_name=policy.name,
        paid=PAID.get(policy.payment_type.upper()),
        granularity=GRANULARITIES.get(policy.time_off_request_type.upper(), Granularity.FULL_DAYS),
        note_required=policy.is_description_required,
        attachment=NEEDS.get(policy.is_attachment_required.upper(), Need.NO),
        past_allowed=policy.retrospective_request_type.upper() == "ALLOWED",
        overlap_allowed=policy.overlap_request_type.upper() == "ALLOWED",
        notice=Leave(notice, unit(policy.notice_period_unit)) if notice else None,
    )
