"""Every page: usable by everybody, on any screen, without a complaint of the browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page

from bench.stack import Stack
from tests.browser.conftest import OpenPage, wait_for_mail
from tests.browser.looks import faults_of
from tests.support.mails import MailFolder


def row(label: str) -> Callable[[Page], Locator]:
    """The link of the first row that has this in its words."""
    return lambda page: (
        page.get_by_role("main").get_by_role("listitem").filter(has_text=label).get_by_role("link")
    )


def link(name: str) -> Callable[[Page], Locator]:
    return lambda page: page.get_by_role("main").get_by_role("link", name=name)


def button(name: str) -> Callable[[Page], Locator]:
    return lambda page: page.get_by_role("main").get_by_role("button", name=name)


PLAIN = ["/", "/time-off", "/payslips", "/documents", "/profile", "/amendments", "/resignation"]

DEEPER = {
    "account": ("oliver.bennett", "/account", []),
    "account's log": ("oliver.bennett", "/account/log", []),
    "personal address": ("oliver.bennett", "/account/personal-address", []),
    "personal address before the last day": (
        "maria.santos",
        "/account/personal-address",
        [],
    ),
    "first page before the last day": ("maria.santos", "/", []),
    "download everything": ("oliver.bennett", "/account/everything", []),
    "proof asked for": ("priya.raghunathan", "/profile", [button("Show pay")]),
    "profile change": ("oliver.bennett", "/profile/phone", []),
    "personal e-mail": ("oliver.bennett", "/profile/personal-email", []),
    "payslip": ("oliver.bennett", "/payslips", [row("2026")]),
    "time off": ("oliver.bennett", "/time-off", [row("Approved")]),
    "ask for time off": ("oliver.bennett", "/time-off/new", []),
    "documents of one group": ("oliver.bennett", "/documents?group=compliance", []),
    "search without a find": ("oliver.bennett", "/documents?q=unicorn", []),
    "document": ("oliver.bennett", "/documents", [row("Employment agreement")]),
    "document that is not handed out": ("oliver.bennett", "/documents", [row("Listed only")]),
    "document sent back": ("oliver.bennett", "/documents", [row("Sent back")]),
    "upload": ("oliver.bennett", "/documents", [row("To hand in"), link("Hand it in")]),
    "confirm": ("oliver.bennett", "/documents", [row("To confirm"), link("Confirm that you read")]),
    "amendment": ("oliver.bennett", "/amendments", [row("To sign")]),
    "sign": ("oliver.bennett", "/amendments", [row("To sign"), link("Read and sign")]),
    "ask for a change": ("oliver.bennett", "/amendments/new", []),
    "give notice": ("oliver.bennett", "/resignation/new", []),
    "on paper": ("jana.koehler", "/resignation/paper", []),
    "letter on paper": ("jana.koehler", "/resignation/paper", [button("Prepare the letter")]),
    "resignation under way": ("maria.santos", "/resignation", []),
    "letter to sign": ("maria.santos", "/resignation/letter/sign", []),
    "changes to contracts": ("sofia.almeida", "/team/amendments", []),
    "change to a contract": ("sofia.almeida", "/team/amendments", [row("For them to sign")]),
    "change that is withheld": ("sofia.almeida", "/team/amendments", [row("Draft")]),
    "change taken back": (
        "sofia.almeida",
        "/team/amendments",
        [row("For them to sign"), link("Take it back")],
    ),
    "what should change": ("lukasz.wojcik", "/team/amendments", [row("Jana")]),
    "team": ("lukasz.wojcik", "/team", []),
    "report": ("lukasz.wojcik", "/team", [row("Senior Backend Engineer")]),
    "time off to review": ("lukasz.wojcik", "/team/time-off", []),
    "request to review": ("lukasz.wojcik", "/team/time-off", [link("Decide on this one")]),
    "resignations": ("sofia.almeida", "/team/resignations", []),
    "resignation to answer": ("sofia.almeida", "/team/resignations", [row("Waits for your")]),
    "resignation that is answered": (
        "sofia.almeida",
        "/team/resignations",
        [row("Being reviewed")],
    ),
    "accept a resignation": (
        "sofia.almeida",
        "/team/resignations",
        [row("Waits for your"), link("Accept")],
    ),
    "check an acceptance": (
        "sofia.almeida",
        "/team/resignations",
        [row("Waits for your"), link("Accept"), button("Continue")],
    ),
    "decline a resignation": (
        "sofia.almeida",
        "/team/resignations",
        [row("Waits for your"), link("Decline")],
    ),
    "team with a resignation": ("sofia.almeida", "/team", []),
    "calendar of a manager": ("lukasz.wojcik", "/team/calendar", []),
    "calendar of a worker": ("oliver.bennett", "/team/calendar?view=week", []),
    "calendar feed": ("oliver.bennett", "/team/calendar/feed", []),
    "substitute": ("sofia.almeida", "/team/substitute", []),
    "decided for a manager": ("sofia.almeida", "/team/substitute/decided", []),
    "everybody": ("ximena.hernandez", "/team", []),
    "everybody, searched": ("ximena.hernandez", "/team?q=unicorn", []),
    "everybody's time off": ("ximena.hernandez", "/team/time-off", []),
    "somebody, for the employer": ("ximena.hernandez", "/team", [row("Senior Backend Engineer")]),
    "calendar of everybody": ("ximena.hernandez", "/team/calendar?people=organization", []),
    "not found": ("oliver.bennett", "/nowhere", []),
    "payslip that is not there": ("oliver.bennett", "/payslips/none", []),
}

REFUSED = {
    "ask for time off": ("oliver.bennett", "/time-off/new", "Continue"),
    "profile change": ("priya.raghunathan", "/profile/preferred-name", "Save"),
    "ask for a change": ("oliver.bennett", "/amendments/new", "Send to my employer"),
    "give notice": ("oliver.bennett", "/resignation/new", "Continue to the letter"),
    "letter to sign": ("maria.santos", "/resignation/letter/sign", "Continue"),
    "substitute": ("sofia.almeida", "/team/substitute", "Continue"),
}


@pytest.mark.parametrize("path", PLAIN)
def test_main_page_is_sound(open_as: OpenPage, path: str) -> None:
    assert faults_of(open_as("oliver.bennett", path)) == []


@pytest.mark.parametrize(("name", "path", "steps"), DEEPER.values(), ids=DEEPER)
def test_page_below_is_sound(
    open_as: OpenPage, name: str, path: str, steps: list[Callable[[Page], Locator]]
) -> None:
    page = open_as(name, path)
    for step in steps:
        with page.expect_navigation():
            step(page).first.click()
    assert faults_of(page) == []


@pytest.mark.parametrize(("name", "path", "pressed"), REFUSED.values(), ids=REFUSED)
def test_refused_form_is_sound(open_as: OpenPage, name: str, path: str, pressed: str) -> None:
    page = open_as(name, path)
    if "name" in path:
        page.get_by_label("Preferred name").fill("")
    button(pressed)(page).click()
    page.get_by_role("alert").wait_for()
    assert faults_of(page, error=True) == []


def test_check_and_result_pages_are_sound(open_as: OpenPage) -> None:
    page = open_as("oliver.bennett", "/documents")
    row("To confirm")(page).first.click()
    link("Confirm that you read")(page).click()
    page.get_by_text("I have read this paper").click()
    button("Confirm")(page).click()
    page.wait_for_url("**/actions/*")
    assert faults_of(page) == []


@pytest.mark.parametrize("path", ["/", "/profile", "/documents", "/amendments"])
@pytest.mark.parametrize("name", ["ahmad.alrashid", "noa.levi", "maria.fernandez"])
def test_names_from_right_to_left_and_very_long_ones_fit(
    open_as: OpenPage, name: str, path: str
) -> None:
    assert faults_of(open_as(name, path)) == []


@pytest.mark.parametrize("path", ["/", "/time-off", "/payslips", "/documents", "/resignation"])
def test_page_of_someone_with_nothing_yet_is_sound(open_as: OpenPage, path: str) -> None:
    assert faults_of(open_as("wanjiru.kamau", path)) == []


@pytest.mark.parametrize("path", ["/sign-in", "/sign-in/link/none", "/demo/mailbox", "/nowhere"])
def test_public_page_is_sound(page: Page, path: str) -> None:
    page.goto(path)
    assert faults_of(page) == []


def test_pages_on_the_way_in_and_out_are_sound(
    page: Page, new_browser: OpenPage, stack: Stack, mails: MailFolder
) -> None:
    page.goto("/sign-in")
    page.get_by_role("button", name="Send me the mail").click()
    assert faults_of(page, error=True) == []
    page.get_by_label("E-mail").fill("kenta.tanaka@acme.example")
    page.get_by_role("button", name="Send me the mail").click()
    page.wait_for_url("**/sign-in/code")
    assert faults_of(page) == []
    path = wait_for_mail(page, mails, "kenta.tanaka@acme.example").sign_in_path(
        "kenta.tanaka@acme.example"
    )
    other = new_browser()
    other.goto(path)
    assert faults_of(other) == []
    page.goto(path)
    assert faults_of(page) == []
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{stack.portal}/")
    page.get_by_role("banner").locator("summary").click()
    assert faults_of(page) == []
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-out*")
    assert faults_of(page) == []
