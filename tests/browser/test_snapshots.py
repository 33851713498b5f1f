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
def payslips_of(remembering: Stack, new_browser: OpenPage) -> Iterator[OpenPage]:
    """The payslips of somebody, who has one test: what could not be read is remembered a while."""

    def opened(name: str) -> Page:
        page = new_browser(base_url=remembering.portal)
        sign_in(page, remembering, f"{name}@acme.example")
        page.goto("/payslips")
        return page

    yield opened
    remembering.admin("POST", "reset")


def test_an_older_card_becomes_new_by_itself_with_one_request(payslips_of: OpenPage) -> None:
    page = payslips_of("oliver.bennett")
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
    payslips_of: OpenPage, remembering: Stack
) -> None:
    page = payslips_of("priya.raghunathan")
    remembering.admin("POST", "faults", operation="*", kind="500")
    page.reload()
    card = page.get_by_role("region", name="Payslips of")
    expect(card).to_contain_text("Deel isn't answering; this is from")
    expect(card.get_by_role("link").first).to_be_visible()
