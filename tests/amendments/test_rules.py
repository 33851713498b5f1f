from datetime import date
from decimal import Decimal

import pytest

from portal.amendments import rules
from portal.amendments.rules import Fault, Group, Wish
from portal.backends.agreements import Amendment, AmendmentStage, ChangeSubject

TODAY = date(2028, 2, 29)


def amendment(number: int, stage: AmendmentStage) -> Amendment:
    return Amendment(
        id=str(number),
        contract_id="c1",
        stage=stage,
        stage_text=stage.value,
        effective_date=None,
        items=(),
        currency="EUR",
        has_document=False,
        history=(),
        rejection="",
        created_at=None,
        updated_at=None,
    )


def test_what_waits_for_the_worker_comes_first_and_order_is_kept_within() -> None:
    stages = [*AmendmentStage, AmendmentStage.TO_SIGN]
    found = rules.by_group(amendment(number, stage) for number, stage in enumerate(stages))
    assert list(found) == list(Group)
    assert [one.id for one in found[Group.TO_SIGN]] == ["3", "8"]
    assert [one.stage.value for one in found[Group.UNDER_WAY]] == [
        "draft",
        "in_preparation",
        "with_employer",
    ]


def test_groups_without_members_are_left_out() -> None:
    assert rules.by_group([]) == {}
    assert list(rules.by_group([amendment(1, AmendmentStage.ACTIVE)])) == [Group.ACTIVE]


def wish(subject: ChangeSubject, value: str, effective: date = TODAY) -> Wish:
    return Wish(subject, value, effective)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("65000", Decimal(65000)),
        ("65 000", Decimal(65000)),
        ("37,5", Decimal("37.5")),
        ("37.50", Decimal("37.50")),
        ("65,000", None),
        ("65.000,00", None),
        ("1e6", None),
        ("NaN", None),
        ("-1", None),
        ("", None),
        ("٣٢", None),
    ],
)
def test_numbers_are_read_only_when_they_can_not_be_mistaken(
    text: str, number: Decimal | None
) -> None:
    assert rules.number_of(text) == number


@pytest.mark.parametrize(
    ("subject", "value", "fault"),
    [
        (ChangeSubject.SALARY, "more", Fault.NOT_A_NUMBER),
        (ChangeSubject.SALARY, "0", Fault.NOT_POSITIVE),
        (ChangeSubject.WEEKLY_HOURS, "0,00", Fault.NOT_POSITIVE),
        (ChangeSubject.WEEKLY_HOURS, "80.5", Fault.TOO_MANY_HOURS),
    ],
)
def test_a_wish_for_pay_or_hours_is_a_sensible_number(
    subject: ChangeSubject, value: str, fault: Fault
) -> None:
    assert rules.faults(wish(subject, value), TODAY) == [("value", fault)]


@pytest.mark.parametrize(
    ("subject", "value"),
    [
        (ChangeSubject.SALARY, "65000"),
        (ChangeSubject.WEEKLY_HOURS, "80"),
        (ChangeSubject.JOB_TITLE, "Senior Engineer"),
        (ChangeSubject.OTHER, "Work from Lisbon in August"),
    ],
)
def test_a_plain_wish_has_no_fault(subject: ChangeSubject, value: str) -> None:
    assert rules.faults(wish(subject, value), TODAY) == []


def test_a_change_starts_today_at_the_earliest_and_within_two_years() -> None:
    def dated(day: date) -> list[tuple[str, Fault]]:
        return rules.faults(wish(ChangeSubject.JOB_TITLE, "Lead", day), TODAY)

    assert dated(date(2028, 2, 28)) == [("effective_date", Fault.IN_THE_PAST)]
    assert dated(TODAY) == []
    assert dated(date(2030, 2, 28)) == []
    assert dated(date(9999, 12, 31)) == [("effective_date", Fault.TOO_FAR)]


def test_a_number_is_passed_on_plain_and_words_as_they_are() -> None:
    assert rules.plain_value(wish(ChangeSubject.SALARY, "65 000")) == "65000"
    assert rules.plain_value(wish(ChangeSubject.WEEKLY_HOURS, "37,5")) == "37.5"
    assert rules.plain_value(wish(ChangeSubject.JOB_TITLE, "Chief, of 1,5")) == "Chief, of 1,5"
