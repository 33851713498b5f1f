"""Cards shown from an earlier visit: they become new by themselves, once, without a jump."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from bench.stack import Stack, running_stack
from tests.browser.conftest import OpenPage, sign_in
from tests.support.snapshots import NEVER_NEW


@pytest.fixture(scope="module")
def remembering() -> Iterator[Stack]:
    """A portal that asks anew at each visit and shows the last answer meanwhile."""
    with running_stack(PORTAL_DEMO="1", PORTAL_SNAPSHOT_SECONDS=NEVER_NEW) as stack:
        yield stack


@pytest.fixture
def page(remembering: Stack, new_browser: OpenPage) -> Iterator[Page]:
    page = new_browser(base_url=remembering.portal)
    sign_in(page, remembering, "oliver.bennett@acme.example")
    page.goto("/payslips")
    yield page
    remembering.admin("POST", "reset")


def test_an_older_card_becomes_new_by_itself_with_one_request(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    with page.expect_response("**/payslips?card=payslips"):
        page.reload()
        card = page.get_by_role("region", name="Payslips of")
        height = card.bounding_box()
        expect(card).to_have_attribute("data-hx-get", "/payslips?card=payslips")
    expect(card).not_to_have_attribute("data-hx-get", "/payslips?card=payslips")
    page.wait_for_load_state("networkidle")
    assert height is not None
    assert card.bounding_box() == height
    assert len([url for url in asked if "card=" in url]) == 1


def test_while_the_hr_system_is_down_the_card_says_so_and_stays(
    page: Page, remembering: Stack
) -> None:
    remembering.admin("POST", "faults", operation="*", kind="500")
    page.reload()
    card = page.get_by_role("region", name="Payslips of")
    expect(card).to_contain_text("Deel isn't answering; this is from")
    expect(card.get_by_role("link").first).to_be_visible()
