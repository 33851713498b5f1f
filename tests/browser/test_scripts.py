"""The few lines of JavaScript of our own: one press, one request; and what follows a failure."""

from __future__ import annotations

from playwright.sync_api import Page, Request, expect

from bench.stack import Stack
from tests.browser.conftest import OpenPage, sent
from tests.browser.days import next_monday


def test_pressing_twice_sends_once(open_as: OpenPage, stack: Stack) -> None:
    page = open_as("oliver.bennett", "/time-off/new")
    page.get_by_text("Vacation (").click()
    _fill_days(page)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your request")
    posts: list[Request] = []
    page.on("request", lambda request: posts.append(request) if request.method == "POST" else None)
    stack.admin("POST", "faults", operation="time_offs.create", kind="latency", seconds=3)
    page.get_by_role("button", name="Send request").evaluate(
        "button => { button.click(); setTimeout(() => button.click(), 200); }"
    )
    expect(page.get_by_role("heading", level=1)).to_have_text("Your request is with your employer")
    assert len(posts) == 1
    assert sent(stack, "time_offs.create") == 1


def test_button_is_busy_while_its_form_is_on_its_way_and_free_when_shown_again(
    open_as: OpenPage,
) -> None:
    page = open_as("oliver.bennett", "/profile/phone")
    pressed, shown_again = page.get_by_role("button", name="Save").evaluate(
        """button => {
            button.form.addEventListener("submit", event => event.preventDefault());
            button.click();
            const pressed = button.getAttribute("aria-disabled");
            dispatchEvent(new PageTransitionEvent("pageshow", {persisted: false}));
            return [pressed, button.getAttribute("aria-disabled")];
        }"""
    )
    assert (pressed, shown_again) == ("true", None)


def test_button_can_be_pressed_again_after_an_error(open_as: OpenPage, stack: Stack) -> None:
    page = open_as("oliver.bennett", "/profile/preferred-name")
    page.get_by_label("Preferred name").fill("")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_role("button", name="Save")).to_be_enabled()
    page.get_by_label("Preferred name").fill("Olly")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your profile is changed")
    assert sent(stack, "people.personal.update") == 1


def test_menu_closes_on_escape_and_gives_the_focus_back(open_as: OpenPage) -> None:
    page = open_as("oliver.bennett")
    menu = page.get_by_role("navigation", name="Main").locator("summary")
    menu.click()
    expect(page.get_by_role("link", name="Profile")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Profile")).to_be_hidden()
    expect(menu).to_be_focused()


def _fill_days(page: Page) -> None:
    day = next_monday(weeks_later=1).isoformat()
    page.get_by_label("First day").fill(day)
    page.get_by_label("Last day").fill(day)
