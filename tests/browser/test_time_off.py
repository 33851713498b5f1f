"""Asking for time off and withdrawing it, with JavaScript and without."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from bench.stack import Stack
from tests.browser.conftest import OpenPage, sent
from tests.browser.days import next_monday


def test_what_a_request_takes_is_shown_while_it_is_entered(open_as: OpenPage) -> None:
    page = open_as("oliver.bennett", "/time-off/new")
    monday = next_monday()
    page.get_by_text("Vacation (").click()
    page.get_by_label("First day").fill((monday + timedelta(days=4)).isoformat())
    page.get_by_label("Last day").fill((monday + timedelta(days=7)).isoformat())
    page.get_by_label("Last day").blur()
    live = page.locator("#time-off-live")
    expect(live).to_contain_text("This takes")
    expect(live).to_contain_text("2 days")
    expect(live).to_contain_text("2 days in between do not count")


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("oliver.bennett", {}),
        ("priya.raghunathan", {"java_script_enabled": False}),
    ],
    ids=["with JavaScript", "without JavaScript"],
)
def test_time_off_is_asked_for_checked_sent_and_withdrawn(
    open_as: OpenPage, stack: Stack, name: str, options: dict[str, Any]
) -> None:
    page = open_as(name, **options)
    page.get_by_role("link", name="Ask for time off").click()
    page.get_by_text("Vacation (").click()
    fill_days(page, next_monday())
    page.get_by_label("Note to your employer").fill("Moving house")
    page.get_by_role("button", name="Continue").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Check your request")
    expect(page.get_by_role("main")).to_contain_text("Nothing has been sent yet.")
    expect(page.get_by_role("main")).to_contain_text("Moving house")
    assert sent(stack, "time_offs.create") == 0
    page.get_by_role("button", name="Send request").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Your request is with your employer")
    assert sent(stack, "time_offs.create") == 1
    page.get_by_role("link", name="Open the request").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Vacation, ")
    expect(page.get_by_role("main")).to_contain_text("Waiting for an answer")
    expect(page.get_by_role("main")).to_contain_text("Moving house")

    page.get_by_role("link", name="Withdraw this request").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Withdraw this request?")
    assert sent(stack, "time_offs.cancel") == 0
    page.get_by_role("button", name="Withdraw request").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your request is withdrawn")
    assert sent(stack, "time_offs.cancel") == 1
    page.get_by_role("link", name="Open the request").click()
    expect(page.get_by_role("main")).to_contain_text("Withdrawn")
    expect(page.get_by_role("link", name="Withdraw this request")).to_have_count(0)


def test_end_before_start_takes_the_reader_to_the_field(open_as: OpenPage, stack: Stack) -> None:
    page = open_as("kenta.tanaka", "/time-off/new")
    first = next_monday()
    page.locator("#time-off .choice__label").first.click()
    page.get_by_label("First day").fill(first.isoformat())
    page.get_by_label("Last day").fill((first - timedelta(days=3)).isoformat())
    page.get_by_role("button", name="Continue").click()

    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(page).to_have_title(re.compile("^Error: Ask for time off"))
    summary.get_by_role("link").click()
    expect(page.get_by_label("Last day")).to_be_focused()
    expect(page.get_by_label("Last day")).to_have_value((first - timedelta(days=3)).isoformat())
    expect(page.get_by_label("Last day")).to_have_attribute("aria-invalid", "true")
    assert sent(stack, "time_offs.create") == 0


def test_changing_something_on_the_check_page_keeps_what_was_entered(open_as: OpenPage) -> None:
    page = open_as("oliver.bennett", "/time-off/new")
    page.get_by_text("Vacation (").click()
    fill_days(page, next_monday())
    page.get_by_label("Note to your employer").fill("Moving house")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Change something").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ask for time off")
    expect(page.get_by_label("First day")).to_have_value(next_monday().isoformat())
    expect(page.get_by_label("Note to your employer")).to_have_value("Moving house")
    expect(page.get_by_role("radio", name="Vacation (")).to_be_checked()


def fill_days(page: Page, day: date) -> None:
    page.get_by_label("First day").fill(day.isoformat())
    page.get_by_label("Last day").fill(day.isoformat())
