from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from portal.backends.agreements import AmendmentStage
from portal.backends.contract_changes import (
    AmendableTerm,
    EffectiveDates,
    TeamAmendment,
    Term,
    TermKind,
)
from portal.team.amendments import rules
from portal.team.amendments.rules import Fault, Group, Step
from tests.gateway.things import amendment

STAGE = AmendmentStage


def found(
    stage: AmendmentStage, *, wished: bool = False, withheld: tuple[str, ...] = (), day: int = 1
) -> TeamAmendment:
    made = replace(
        amendment(f"{stage}-{day}", stage), created_at=datetime(2027, 1, day, tzinfo=UTC)
    )
    return TeamAmendment("alice", made, wished, withheld)


@pytest.mark.parametrize(
    ("one", "group"),
    [
        (found(STAGE.DRAFT, wished=True), Group.WAITING),
        (found(STAGE.WITH_EMPLOYER), Group.WAITING),
        (found(STAGE.DRAFT), Group.DRAFTS),
        (found(STAGE.IN_PREPARATION, wished=True), Group.UNDER_WAY),
        (found(STAGE.TO_SIGN), Group.UNDER_WAY),
        (found(STAGE.SIGNED), Group.UNDER_WAY),
        (found(STAGE.ACTIVE), Group.OVER),
        (found(STAGE.CANCELLED), Group.OVER),
        (found(STAGE.UNKNOWN), Group.OVER),
        (found(STAGE.DRAFT, wished=True, withheld=("Salary",)), Group.UNDER_WAY),
        (found(STAGE.WITH_EMPLOYER, withheld=("Salary",)), Group.UNDER_WAY),
        (found(STAGE.ACTIVE, withheld=("Salary",)), Group.OVER),
    ],
)
def test_groups(one: TeamAmendment, group: Group) -> None:
    assert rules.group_of(one) is group


def test_what_waits_longest_stands_first_and_what_is_newest_elsewhere() -> None:
    waits = [found(STAGE.WITH_EMPLOYER, day=day) for day in (2, 1, 3)]
    drafts = [found(STAGE.DRAFT, day=day) for day in (2, 1, 3)]

    groups = rules.by_group([*drafts, *waits])

    assert list(groups) == [Group.WAITING, Group.DRAFTS]
    assert [each.id for each in groups[Group.WAITING]] == [
        "with_employer-1",
        "with_employer-2",
        "with_employer-3",
    ]
    assert [each.id for each in groups[Group.DRAFTS]] == ["draft-3", "draft-2", "draft-1"]


@pytest.mark.parametrize(
    ("stage", "steps"),
    [
        (STAGE.DRAFT, {Step.CONFIRM, Step.CHANGE, Step.CANCEL}),
        (STAGE.WITH_EMPLOYER, {Step.ACCEPT, Step.CANCEL}),
        (STAGE.IN_PREPARATION, {Step.CANCEL}),
        (STAGE.TO_SIGN, {Step.CANCEL}),
        (STAGE.SIGNED, set()),
        (STAGE.ACTIVE, set()),
        (STAGE.CANCELLED, set()),
        (STAGE.UNKNOWN, set()),
    ],
)
def test_steps_follow_from_the_stage(stage: AmendmentStage, steps: set[Step]) -> None:
    assert rules.steps(found(stage)) == steps
    assert rules.steps(found(stage, withheld=("Salary",))) == set()
    unread = steps - {Step.ACCEPT}
    assert rules.steps(replace(found(stage), readable=False)) == unread


def test_a_document_that_can_t_be_read_is_for_others_to_agree_to() -> None:
    assert rules.group_of(replace(found(STAGE.WITH_EMPLOYER), readable=False)) is Group.UNDER_WAY
    assert rules.group_of(replace(found(STAGE.DRAFT), readable=False)) is Group.DRAFTS


@pytest.mark.parametrize(
    ("value", "fault"),
    [("4.99", Fault.TOO_LOW), ("5", None), ("60", None), ("60.01", Fault.TOO_HIGH)],
)
def test_numbers_stay_within_their_limits(value: str, fault: Fault | None) -> None:
    term = AmendableTerm(Term.HOLIDAYS, TermKind.NUMBER, Decimal(5), Decimal(60))
    assert rules.number_fault(term, Decimal(value)) is fault
    assert rules.number_fault(replace(term, minimum=None, maximum=None), Decimal(value)) is None


@pytest.mark.parametrize(
    ("day", "fault"),
    [
        (date(2027, 2, 28), Fault.TOO_EARLY),
        (date(2027, 3, 1), None),
        (date(2028, 2, 29), None),
        (date(9999, 1, 1), Fault.TOO_LATE),
    ],
)
def test_days_stay_within_their_limits(day: date, fault: Fault | None) -> None:
    dates = EffectiveDates(date(2027, 3, 1), date(2028, 2, 29), False, "")
    assert rules.effective_fault(dates, day) is fault
    assert rules.effective_fault(None, day) is None
