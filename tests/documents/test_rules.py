from dataclasses import replace

import pytest

from portal.backends.types import Document, DocumentGroup, UploadSlot, UploadState
from portal.documents import rules

CONTRACT = Document(
    id="contract",
    group=DocumentGroup.CONTRACT,
    title="Umowa o pracę, Józef Wiśniewski",
    category="Employment agreement",
    year=2027,
    created_at=None,
    downloadable=True,
)
SLOT = UploadSlot(
    state=UploadState.MISSING,
    required=True,
    description="A copy of your passport",
    rejection_message="",
    file_names=(),
    uploaded_at=None,
    has_template=False,
    acknowledge_only=False,
)
PASSPORT = replace(
    CONTRACT, id="passport", title="Identification", category="", year=None, upload=SLOT
)
BOTH = (CONTRACT, PASSPORT)


@pytest.mark.parametrize(
    "query", ["józef", "JOZEF", "prace umowa", "2027", "  employment\tAGREEMENT "]
)
def test_search_minds_neither_accents_nor_case_nor_order(query: str) -> None:
    assert rules.search(BOTH, query) == (CONTRACT,)


def test_search_reads_the_description() -> None:
    assert rules.search(BOTH, "passport") == (PASSPORT,)


def test_every_word_must_be_there() -> None:
    assert rules.search(BOTH, "józef 2026") == ()


def test_empty_search_finds_everything() -> None:
    assert rules.search(BOTH, "  ") == BOTH


def with_slot(**values: object) -> Document:
    return replace(PASSPORT, upload=replace(SLOT, **values))


@pytest.mark.parametrize(
    ("document", "waits"),
    [
        (CONTRACT, False),
        (with_slot(), True),
        (with_slot(required=False), False),
        (with_slot(state=UploadState.REJECTED, required=False), True),
        (with_slot(state=UploadState.IN_REVIEW), False),
        (with_slot(state=UploadState.APPROVED), False),
        (with_slot(state=UploadState.UNKNOWN), False),
    ],
)
def test_what_waits_for_the_worker(document: Document, waits: bool) -> None:
    assert rules.waits_for_worker(document) is waits


def test_what_waits_comes_first() -> None:
    assert rules.in_order(BOTH) == (PASSPORT, CONTRACT)


def test_a_long_group_shows_its_first_and_what_waits() -> None:
    done = tuple(replace(CONTRACT, id=str(number)) for number in range(12))
    assert rules.first(done) == done[:6]
    assert rules.first((*done, PASSPORT)) == (*done[:6], PASSPORT)
    assert rules.first(done[:9]) == done[:9]


def test_a_paper_to_confirm_takes_no_file() -> None:
    paper = with_slot(acknowledge_only=True)
    assert not rules.can_upload(paper)
    assert rules.can_acknowledge(paper)


@pytest.mark.parametrize("state", [UploadState.IN_REVIEW, UploadState.APPROVED])
def test_nothing_is_handed_in_while_it_is_checked_or_after(state: UploadState) -> None:
    assert not rules.can_upload(with_slot(state=state))
    assert not rules.can_acknowledge(with_slot(state=state, acknowledge_only=True))


def test_an_optional_paper_may_be_handed_in() -> None:
    assert rules.can_upload(with_slot(required=False))
