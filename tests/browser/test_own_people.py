"""The employer's own people: sign in by mail, find what waits, decide; nothing else is there."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from bench.stack import Stack
from tests.browser.conftest import OpenPage, sent
from tests.browser.days import next_monday
from tests.browser.looks import faults_of
from tests.browser.test_team import ask

WEEKS_AHEAD = 7


def test_the_employer_s_manager_decides_from_the_first_page(
    open_as: OpenPage, stack: Stack
) -> None:
    day = next_monday(WEEKS_AHEAD)
    ask(open_as, "sofia.almeida", day)
    page = open_as("grace.okafor", "/")
    card = page.get_by_role("region", name="Your team")
    expect(card).to_contain_text("wait for your decision")
    assert faults_of(page) == []
    card.get_by_role("link", name="Look and decide").click()
    page.get_by_role("button", name="Approve Sofia Almeida").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You approved 1 request")
    assert sent(stack, "time_offs.review") == 1
    assert faults_of(page) == []


@pytest.mark.parametrize("path", ["/team", "/account", "/team/calendar", "/payslips"])
def test_pages_of_the_employer_s_own_people_are_sound(open_as: OpenPage, path: str) -> None:
    # There are no payslips of theirs: the last of these says so.
    page = open_as("grace.okafor", path, watched=path != "/payslips")
    page.wait_for_load_state("networkidle")
    assert faults_of(page) == []
