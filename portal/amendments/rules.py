"""How amendments are sorted, and what a wish for one may be."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from portal.backends.agreements import Amendment, AmendmentStage, ChangeSubject

REASON_LIMIT = 500
VALUE_LIMIT = 200
FURTHEST = timedelta(days=731)
LONGEST_WEEK = Decimal(80)

_NUMBER = re.compile(r"[0-9]{1,9}([.,][0-9]{1,2})?")


class Group(StrEnum):
    """The stages, as many of them as matter to the worker, most pressing first."""

    TO_SIGN = "to_sign"
    UNDER_WAY = "under_way"
    SIGNED = "signed"
    ACTIVE = "active"
    CANCELLED = "cancelled"
    OTHER = "other"


_GROUPS = {
    AmendmentStage.TO_SIGN: Group.TO_SIGN,
    AmendmentStage.DRAFT: Group.UNDER_WAY,
    AmendmentStage.IN_PREPARATION: Group.UNDER_WAY,
    AmendmentStage.WITH_EMPLOYER: Group.UNDER_WAY,
    AmendmentStage.SIGNED: Group.SIGNED,
    AmendmentStage.ACTIVE: Group.ACTIVE,
    AmendmentStage.CANCELLED: Group.CANCELLED,
}


def by_group(amendments: Iterable[Amendment]) -> dict[Group, list[Amendment]]:
    """The amendments group by group, in the order of ``Group``; no empty groups."""
    found: dict[Group, list[Amendment]] = {group: [] for group in Group}
    for amendment in amendments:
        found[_GROUPS.get(amendment.stage, Group.OTHER)].append(amendment)
    return {group: members for group, members in found.items() if members}


class Fault(StrEnum):
    """Why a wish can't be passed on."""

    NOT_A_NUMBER = "not_a_number"
    NOT_POSITIVE = "not_positive"
    TOO_MANY_HOURS = "too_many_hours"
    IN_THE_PAST = "in_the_past"
    TOO_FAR = "too_far"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a worker asks the employer to change, as typed."""

    subject: ChangeSubject
    value: str
    effective_date: date


def number_of(text: str) -> Decimal | None:
    """``text`` as a plain decimal, with a point or a comma; None for anything else."""
    plain = text.replace(" ", "").replace("\u00a0", "").replace("\u202f", "")
    return Decimal(plain.replace(",", ".")) if _NUMBER.fullmatch(plain) else None


def faults(wish: Wish, today: date) -> list[tuple[str, Fault]]:
    """What speaks against the wish: the form's field and the fault."""
    found = []
    value = _value_fault(wish)
    if value is not None:
        found.append(("value", value))
    if wish.effective_date < today:
        found.append(("effective_date", Fault.IN_THE_PAST))
    elif wish.effective_date - today > FURTHEST:
        found.append(("effective_date", Fault.TOO_FAR))
    return found


def _value_fault(wish: Wish) -> Fault | None:
    if wish.subject not in (ChangeSubject.SALARY, ChangeSubject.WEEKLY_HOURS):
        return None
    number = number_of(wish.value)
    if number is None:
        return Fault.NOT_A_NUMBER
    if number <= 0:
        return Fault.NOT_POSITIVE
    if wish.subject is ChangeSubject.WEEKLY_HOURS and number > LONGEST_WEEK:
        return Fault.TOO_MANY_HOURS
    return None


def plain_value(wish: Wish) -> str:
    """The value as it is passed on: bare digits with a point where it is a number."""
    if wish.subject in (ChangeSubject.SALARY, ChangeSubject.WEEKLY_HOURS):
        number = number_of(wish.value)
        return wish.value if number is None else f"{number:f}"
    return wish.value
