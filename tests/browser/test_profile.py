"""The profile: what may be changed is, and pay stays hidden until it is asked for."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from bench.stack import Stack
from tests.browser.conftest import OpenPage, press_and_prove, sent
from tests.browser.test_team import wait_for_subject
from tests.support.mails import MailFolder
from tests.support.people import OLIVER


@pytest.mark.parametrize(
    ("what", "typed", "shown"),
    [
        ("Personal e-mail", "ollie@elsewhere.example", "ollie@elsewhere.example"),
        ("Phone", "+44 20 7946 0958", "+44 20 7946 0958"),
        ("Preferred name", "Noll", "Noll"),
    ],
)
def test_change_shows_on_the_profile(
    open_as: OpenPage, stack: Stack, what: str, typed: str, shown: str
) -> None:
    page = open_as("oliver.bennett", "/profile")
    page.get_by_role("link", name=f"Change {what}").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(what)
    page.get_by_label(what).fill(typed)
    if what == "Personal e-mail":
        press_and_prove(page, stack, OLIVER, "Save")
    else:
        page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your profile is changed")
    assert sent(stack, "people.personal.update") == 1
    page.get_by_role("link", name="Open your profile").click()
    expect(page.get_by_role("main")).to_contain_text(shown)


def test_the_personal_e_mail_is_proven_and_told_of_without_scripts(
    open_as: OpenPage, stack: Stack, mails: MailFolder
) -> None:
    page = open_as("oliver.bennett", "/profile/personal-email", java_script_enabled=False)
    page.get_by_label("Personal e-mail").fill("ollie@home.example")
    press_and_prove(page, stack, OLIVER, "Save")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your profile is changed")
    page.goto("/account/log")
    newest = page.locator(".timeline__title").first
    expect(newest).to_have_text("The personal e-mail in your profile was changed")
    told = wait_for_subject(page, mails, OLIVER, "Your personal e-mail was changed")
    assert "ollie@home.example" not in told


def test_address_that_is_none_is_said_beside_its_field(open_as: OpenPage, stack: Stack) -> None:
    page = open_as("oliver.bennett", "/profile/personal-email")
    page.get_by_label("Personal e-mail").fill("ollie at home")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_be_focused()
    field = page.get_by_label("Personal e-mail")
    expect(field).to_have_value("ollie at home")
    expect(field).to_have_accessible_description(
        re.compile("Error: Enter an e-mail address like name@example.com.")
    )
    assert sent(stack, "people.personal.update") == 0


def test_pay_is_not_in_the_page_until_it_is_asked_for(open_as: OpenPage, stack: Stack) -> None:
    page = open_as("oliver.bennett", "/profile")
    expect(page.get_by_role("region", name="Your pay")).to_contain_text("Hidden")
    assert "58,200" not in page.content()
    press_and_prove(page, stack, OLIVER, "Show pay")
    expect(page.get_by_role("region", name="Your pay")).to_contain_text("£58,200.00")
    page.get_by_role("link", name="Hide pay").click()
    assert "58,200" not in page.content()
    page.get_by_role("button", name="Show pay").click()
    expect(page.get_by_role("region", name="Your pay")).to_contain_text("£58,200.00")
