"""The company's time-off policies: one set for each country."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache
from uuid import UUID, uuid5

NAMESPACE = UUID("5f0c7f0e-6d0f-5a5e-9a58-6f1f0a6f1c11")

UNLIMITED_VACATION = frozenset({"CA"})
MONTHLY_ACCRUAL = frozenset({"BR", "DE", "ES", "GB", "IN", "PL", "PT"})
SICK_LEAVE_IN_HOURS = frozenset({"IN"})
SICK_NOTE_REQUIRED = frozenset({"BR"})


class Unit(StrEnum):
    HOUR = "HOUR"
    BUSINESS_DAY = "BUSINESS_DAY"
    CALENDAR_DAY = "CALENDAR_DAY"


class RequestType(StrEnum):
    HALF_DAY = "HALF_DAY"
    HOURLY = "HOURLY"
    FULL_DAY = "FULL_DAY"


@dataclass(frozen=True, slots=True)
class Named:
    id: str
    name: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Policy:
    """What one country's workers may take, and how.

    `allowance` is in `unit`, for a calendar year; None means the days that the contract grants,
    which `is_unlimited` overrules.
    """

    id: str
    name: str
    description: str
    country: str
    policy_type: Named
    types: tuple[Named, ...]
    request_type: RequestType
    unit: Unit = Unit.BUSINESS_DAY
    allowance: Decimal | None = None
    is_unlimited: bool = False
    accrues_monthly: bool = False
    is_paid: bool = True
    is_long_term: bool = False
    is_event_based: bool = False
    attachment_required: bool = False
    description_required: bool = False
    retrospective_allowed: bool = False
    overlap_allowed: bool = False
    notice_days: int = 0

    def type_of(self, type_id: str) -> Named | None:
        return next((one for one in self.types if one.id == type_id), None)


def make_id(*parts: str) -> str:
    return str(uuid5(NAMESPACE, "/".join(parts)))


def _types(country: str, *names: str) -> tuple[Named, ...]:
    return tuple(Named(make_id("type", country, name), name) for name in names)


def _kind(name: str) -> Named:
    return Named(make_id("policy-type", name), name)


def _vacation(country: str) -> Policy:
    unlimited = country in UNLIMITED_VACATION
    return Policy(
        id=make_id("policy", country, "vacation"),
        name="Flexible vacation" if unlimited else "Annual leave",
        description="Paid days off to rest.",
        country=country,
        policy_type=_kind("Vacation"),
        types=_types(country, "Vacation"),
        request_type=RequestType.HALF_DAY,
        is_unlimited=unlimited,
        accrues_monthly=country in MONTHLY_ACCRUAL,
    )


def _sick_leave(country: str) -> Policy:
    hours = country in SICK_LEAVE_IN_HOURS
    return Policy(
        id=make_id("policy", country, "sick-leave"),
        name="Sick leave",
        description="When you are ill or see a doctor.",
        country=country,
        policy_type=_kind("Sick leave"),
        types=_types(country, "Sick leave", "Medical appointment"),
        request_type=RequestType.HOURLY if hours else RequestType.HALF_DAY,
        unit=Unit.HOUR if hours else Unit.BUSINESS_DAY,
        allowance=Decimal(56) if hours else Decimal(10),
        attachment_required=country in SICK_NOTE_REQUIRED,
        retrospective_allowed=True,
        overlap_allowed=True,
    )


def _unpaid_leave(country: str) -> Policy:
    return Policy(
        id=make_id("policy", country, "unpaid-leave"),
        name="Unpaid leave",
        description="Time off without pay, asked for two weeks ahead.",
        country=country,
        policy_type=_kind("Unpaid leave"),
        types=_types(country, "Unpaid leave"),
        request_type=RequestType.FULL_DAY,
        allowance=Decimal(30),
        is_paid=False,
        notice_days=14,
    )


def _parental_leave(country: str) -> Policy:
    return Policy(
        id=make_id("policy", country, "parental-leave"),
        name="Parental leave",
        description="For a birth or an adoption.",
        country=country,
        policy_type=_kind("Parental leave"),
        types=_types(country, "Parental leave"),
        request_type=RequestType.FULL_DAY,
        unit=Unit.CALENDAR_DAY,
        allowance=Decimal(112),
        is_long_term=True,
        is_event_based=True,
        description_required=True,
        notice_days=28,
    )


@cache
def policies_of(country: str) -> tuple[Policy, ...]:
    return (
        _vacation(country),
        _sick_leave(country),
        _unpaid_leave(country),
        _parental_leave(country),
    )


def policy_of_type(country: str, type_id: str) -> Policy | None:
    return next((policy for policy in policies_of(country) if policy.type_of(type_id)), None)
