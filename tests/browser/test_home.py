"""The home page: what needs the worker, what is not there yet, what comes late or fails."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from bench.stack import Stack, running_stack
from tests.browser.conftest import OpenPage, sign_in

DEADLINE = 0.5


def test_card_of_what_needs_the_worker_leads_to_the_amendment(open_as: OpenPage) -> None:
    page = open_as("oliver.bennett")
    waiting = page.get_by_role("region", name="What needs you")
    waiting.get_by_role("link", name="Sign a change to your contract").click()
    expect(page.get_by_role("link", name="Read and sign")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("It is your turn")


def test_someone_with_nothing_yet_sees_what_will_be_there(open_as: OpenPage) -> None:
    page = open_as("wanjiru.kamau")
    expect(page.get_by_role("region", name="Latest payslip")).to_contain_text(
        "The first one appears here after your first payday."
    )
    expect(page.get_by_role("region", name="Next time off")).to_contain_text("No time off ahead")
    page.goto("/payslips")
    expect(page.get_by_role("main")).to_contain_text("No payslip yet")


def test_failed_card_says_so_and_the_others_show(open_as: OpenPage, stack: Stack) -> None:
    stack.admin("POST", "faults", operation="payslips.list", kind="500")
    page = open_as("oliver.bennett")
    failed = page.get_by_role("region", name="Latest payslip")
    expect(failed).not_to_contain_text("Open payslip")
    expect(failed.get_by_role("link", name="Try again")).to_be_visible()
    expect(page.get_by_role("region", name="Your leave")).to_contain_text("Annual leave")
    stack.admin("DELETE", "faults")
    failed.get_by_role("link", name="Try again").click()
    expect(page.get_by_role("link", name="Open payslip")).to_be_visible()


@pytest.fixture(scope="session")
def impatient() -> Iterator[Stack]:
    """A portal whose pages wait as briefly as in production."""
    with running_stack(
        PORTAL_DEMO="1", PORTAL_PAGE_DEADLINE=str(DEADLINE), PORTAL_SNAPSHOT_DAYS="0"
    ) as stack:
        yield stack


@pytest.fixture
def slow_balances(impatient: Stack, new_browser: OpenPage) -> Iterator[OpenPage]:
    """Somebody's browser, signed in; their balances come too late."""

    def opened(name: str, **options: bool) -> Page:
        page = new_browser(base_url=impatient.portal, **options)
        sign_in(page, impatient, f"{name}@acme.example")
        impatient.admin(
            "POST",
            "faults",
            operation="time_offs.entitlements",
            kind="latency",
            seconds=20 * DEADLINE,
        )
        return page

    yield opened
    impatient.admin("POST", "reset")


def test_late_card_fills_itself(slow_balances: OpenPage, impatient: Stack) -> None:
    page = slow_balances("kenta.tanaka")
    held: list[Route] = []
    page.route("**/?card=balances", lambda route: held.append(route))
    page.goto("/")
    card = page.get_by_role("region", name="Your leave")
    expect(card).to_have_attribute("aria-busy", "true")
    expect(page.get_by_role("region", name="What needs you")).to_be_visible()
    while not held:
        page.wait_for_timeout(20)
    impatient.admin("DELETE", "faults")
    held[0].continue_()
    expect(card).to_contain_text("days")
    expect(card).not_to_have_attribute("aria-busy", "true")


def test_late_card_of_someone_signed_out_meanwhile_leads_to_sign_in(
    slow_balances: OpenPage,
) -> None:
    page = slow_balances("oliver.bennett", watched=False)

    def sign_out_and_go_on(route: Route) -> None:
        page.context.clear_cookies()
        route.continue_(headers={**route.request.headers, "cookie": ""})

    page.route("**/?card=balances", sign_out_and_go_on)
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_late_card_that_fails_says_so_and_keeps_its_link(slow_balances: OpenPage) -> None:
    page = slow_balances("joao.carvalho", watched=False)
    page.route("**/?card=balances", lambda route: route.fulfill(status=500, body="broken"))
    page.goto("/")
    card = page.get_by_role("region", name="Your leave")
    expect(card.get_by_role("status")).to_have_text("This could not be loaded just now.")
    expect(card).to_have_attribute("aria-busy", "false")
    expect(card.get_by_role("link", name="Show it when it is there")).to_be_visible()


def test_late_card_is_a_plain_link_without_javascript(
    slow_balances: OpenPage, impatient: Stack
) -> None:
    page = slow_balances("priya.raghunathan", java_script_enabled=False)
    page.goto("/")
    card = page.get_by_role("region", name="Your leave")
    impatient.admin("DELETE", "faults")
    card.get_by_role("link", name="Show it when it is there").click()
    expect(page.get_by_role("region", name="Your leave")).to_contain_text("days")
    expect(page.get_by_role("heading", level=1)).to_have_count(1)


def test_page_that_stands_on_a_late_reading_opens_itself(
    slow_balances: OpenPage, impatient: Stack
) -> None:
    page = slow_balances("maria.fernandez", watched=False)
    impatient.admin("POST", "faults", operation="people.get", kind="hang", times=1)
    page.goto("/profile/phone", wait_until="commit")
    expect(page.get_by_role("textbox", name="Phone")).to_be_visible()
    expect(page).to_have_url(f"{impatient.portal}/profile/phone?patient=1")
