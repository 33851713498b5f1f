"""What a manager may do about an amendment, and whether a new value is within its limits."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from enum import StrEnum

from portal.backends.agreements import AmendmentStage
from portal.backends.contract_changes import AmendableTerm, EffectiveDates, TeamAmendment
from portal.gateway.team_amendments import OPEN

PEOPLE_ON_A_PAGE = 20
"""Each is a call of their own."""


class Group(StrEnum):
    """Most pressing first."""

    WAITING = "waiting"
    DRAFTS = "drafts"
    UNDER_WAY = "under_way"
    OVER = "over"


_GROUPS = {
    AmendmentStage.WITH_EMPLOYER: Group.WAITING,
    AmendmentStage.DRAFT: Group.DRAFTS,
    AmendmentStage.IN_PREPARATION: Group.UNDER_WAY,
    AmendmentStage.TO_SIGN: Group.UNDER_WAY,
    AmendmentStage.SIGNED: Group.UNDER_WAY,
}


class Step(StrEnum):
    """What can be done about an amendment."""

    CONFIRM = "confirm"
    CHANGE = "change"
    ACCEPT = "accept"
    CANCEL = "cancel"


def group_of(found: TeamAmendment) -> Group:
    group = _GROUPS.get(found.amendment.stage, Group.OVER)
    if group is not Group.OVER and is_for_others(found):
        return Group.UNDER_WAY
    if found.wished and group is Group.DRAFTS:
        return Group.WAITING
    return group


def by_group(found: Iterable[TeamAmendment]) -> dict[Group, list[TeamAmendment]]:
    """In the order of ``Group``, without empty ones; what waits, the oldest first."""
    groups: dict[Group, list[TeamAmendment]] = {group: [] for group in Group}
    for each in sorted(found, key=_age, reverse=True):
        groups[group_of(each)].append(each)
    groups[Group.WAITING].reverse()
    return {group: members for group, members in groups.items() if members}


def steps(found: TeamAmendment) -> frozenset[Step]:
    """What the manager may do now: nothing about what is withheld, and no agreeing unread."""
    if found.withheld or found.amendment.stage not in OPEN:
        return frozenset()
    if is_for_others(found):
        return frozenset({Step.CANCEL})
    match found.amendment.stage:
        case AmendmentStage.DRAFT:
            return frozenset({Step.CONFIRM, Step.CHANGE, Step.CANCEL})
        case AmendmentStage.WITH_EMPLOYER:
            return frozenset({Step.ACCEPT, Step.CANCEL})
        case _:
            return frozenset({Step.CANCEL})


def is_for_others(found: TeamAmendment) -> bool:
    """What this manager does not see, somebody else decides on: the employer agrees to a document,
    anything else is agreed to by its terms."""
    to_read = found.amendment.stage is AmendmentStage.WITH_EMPLOYER
    return bool(found.withheld) or (to_read and not found.readable)


def is_known_to_the_worker(found: TeamAmendment) -> bool:
    return found.wished or found.amendment.stage is not AmendmentStage.DRAFT


class Fault(StrEnum):
    """What is wrong with a new value."""

    TOO_LOW = "too_low"
    TOO_HIGH = "too_high"
    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"
    NOTHING = "nothing"


def number_fault(term: AmendableTerm, value: Decimal) -> Fault | None:
    if term.minimum is not None and value < term.minimum:
        return Fault.TOO_LOW
    if term.maximum is not None and value > term.maximum:
        return Fault.TOO_HIGH
    return None


def day_fault(earliest: date | None, latest: date | None, value: date) -> Fault | None:
    if earliest is not None and value < earliest:
        return Fault.TOO_EARLY
    if latest is not None and value > latest:
        return Fault.TOO_LATE
    return None


def effective_fault(dates: EffectiveDates | None, value: date) -> Fault | None:
    """``dates``: None for a new draft, whose limits the HR system only tells once it is there."""
    return day_fault(dates.earliest, dates.latest, value) if dates else None


def _age(found: TeamAmendment) -> tuple[str, str]:
    created = found.amendment.created_at
    return created.isoformat() if created else "", found.id
