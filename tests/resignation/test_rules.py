from datetime import UTC, date, datetime, timedelta

import pytest

from portal.backends.agreements import LetterStage, Resignation, ResignationStage
from portal.resignation import rules
from portal.resignation.rules import Fault, LegalForm, Step

TODAY = date(2028, 2, 29)
NOON = datetime(2028, 2, 29, 12, tzinfo=UTC)


def resignation(
    stage: ResignationStage, letter: LetterStage = LetterStage.NONE, identifier: str = "r1"
) -> Resignation:
    return Resignation(
        id=identifier,
        contract_id="c1",
        stage=stage,
        stage_text=stage.value,
        desired_end_date=date(2028, 5, 31),
        end_date=None,
        letter=letter,
        letter_signed_at=NOON if letter is LetterStage.SIGNED else None,
        letter_signature="",
        created_at=NOON,
        updated_at=NOON,
    )


def test_a_german_resignation_needs_paper_and_an_italian_one_the_ministry() -> None:
    german, italian = rules.formality_of("DE"), rules.formality_of("it")
    assert german is not None
    assert (german.form, german.law) == (LegalForm.PAPER, "§ 623 BGB")
    assert italian is not None
    assert italian.form is LegalForm.OFFICIAL_PROCEDURE


@pytest.mark.parametrize("country", ["ES", "GB", "US", ""])
def test_elsewhere_a_typed_name_will_do(country: str) -> None:
    assert rules.formality_of(country) is None


def test_the_last_day_is_today_or_later_and_within_two_years() -> None:
    assert rules.fault_of(TODAY - timedelta(days=1), TODAY) is Fault.IN_THE_PAST
    assert rules.fault_of(TODAY, TODAY) is None
    assert rules.fault_of(date(2029, 2, 28), TODAY) is None
    assert rules.fault_of(date(9999, 12, 31), TODAY) is Fault.TOO_FAR
    assert rules.fault_of(date(1, 1, 1), TODAY) is Fault.IN_THE_PAST


def test_an_open_one_is_found_among_closed_ones() -> None:
    cancelled = resignation(ResignationStage.CANCELLED, identifier="old")
    open_one = resignation(ResignationStage.UNKNOWN, identifier="new")
    assert rules.current([cancelled, open_one]) == open_one
    assert rules.current([cancelled]) is None
    assert rules.closed([cancelled, open_one]) == [cancelled]


def test_a_letter_counts_as_read_for_a_day_and_not_from_before_it_was_made() -> None:
    assert rules.counts_as_read(NOON, NOON + timedelta(hours=24))
    assert not rules.counts_as_read(NOON, NOON + timedelta(hours=24, seconds=1))
    assert not rules.counts_as_read(None, NOON)
    later = NOON + timedelta(hours=1)
    assert not rules.counts_as_read(NOON, later, since=NOON + timedelta(minutes=1))
    assert rules.counts_as_read(NOON, later, since=NOON)


def steps(one: Resignation) -> list[tuple[Step, str]]:
    return [(found.step, found.state) for found in rules.progress(one)]


def test_steps_while_the_employer_has_it() -> None:
    assert steps(resignation(ResignationStage.WITH_EMPLOYER)) == [
        (Step.HANDED_IN, "done"),
        (Step.EMPLOYER, "current"),
        (Step.REVIEW, "todo"),
        (Step.PROCESS, "todo"),
        (Step.COMPLETED, "todo"),
    ]


def test_a_letter_to_sign_stands_where_it_is_asked_for() -> None:
    assert steps(resignation(ResignationStage.IN_REVIEW, LetterStage.TO_SIGN)) == [
        (Step.HANDED_IN, "done"),
        (Step.EMPLOYER, "done"),
        (Step.LETTER, "current"),
        (Step.REVIEW, "current"),
        (Step.PROCESS, "todo"),
        (Step.COMPLETED, "todo"),
    ]


def test_a_completed_one_has_every_step_behind_it() -> None:
    found = steps(resignation(ResignationStage.COMPLETED, LetterStage.SIGNED))
    assert found[-2:] == [(Step.LETTER, "done"), (Step.COMPLETED, "done")]
    assert {state for _step, state in found} == {"done"}


def test_a_cancelled_one_ends_there() -> None:
    assert steps(resignation(ResignationStage.CANCELLED)) == [
        (Step.HANDED_IN, "done"),
        (Step.CANCELLED, "done"),
    ]


def test_an_unknown_state_is_said_and_its_letter_still_shown() -> None:
    assert steps(resignation(ResignationStage.UNKNOWN, LetterStage.TO_SIGN)) == [
        (Step.HANDED_IN, "done"),
        (Step.LETTER, "current"),
        (Step.OTHER, "current"),
    ]
