"""Signing in by link and by code, and what is left after signing out."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from bench.stack import Stack
from tests.browser.conftest import OpenPage, sign_in, wait_for_mail
from tests.support.mails import MailFolder


def test_link_in_the_demo_mailbox_signs_in(page: Page, mails: MailFolder) -> None:
    email = "priya.raghunathan@acme.example"
    _ask(page, email)
    wait_for_mail(page, mails, email)
    page.get_by_role("link", name="Open the demo mailbox").click()
    page.get_by_role("link", name=email).first.click()
    page.get_by_role("main").get_by_role("link", name="/sign-in/link/").click()
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hello, Priya Raghunathan")


def test_link_opened_in_a_second_browser_leads_to_the_code_in_the_first(
    page: Page, new_browser: OpenPage, stack: Stack, mails: MailFolder
) -> None:
    email = "etienne.tremblay@acme.example"
    _ask(page, email)
    wait_for_mail(page, mails, email)

    second = new_browser()
    second.goto(mails.sign_in_path(email))
    expect(second.get_by_role("heading", level=1)).to_have_text(
        "Type the code in the other browser"
    )
    expect(second.get_by_role("button")).to_have_count(0)

    page.get_by_label("Code").fill(mails.code(email))
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Étienne")

    second.goto("/profile")
    expect(second).to_have_url(f"{stack.portal}/sign-in?next=/profile")


def test_wrong_code_is_said_and_the_right_one_still_works(
    page: Page, stack: Stack, mails: MailFolder
) -> None:
    email = "joao.carvalho@acme.example"
    _ask(page, email)
    right = wait_for_mail(page, mails, email).code(email)
    page.get_by_label("Code").fill(f"{(int(right) + 1) % 1_000_000:06}")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("not the code from the newest mail")
    page.get_by_label("Code").fill(right)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(f"{stack.portal}/")


def test_unknown_address_sees_the_same_page(
    page: Page, new_browser: OpenPage, stack: Stack
) -> None:
    stranger = new_browser()
    _ask(page, "kenta.tanaka@acme.example")
    _ask(stranger, "nobody@elsewhere.example")
    assert stranger.get_by_role("main").inner_text() == page.get_by_role("main").inner_text()
    assert stranger.title() == page.title()


def test_page_asked_for_comes_after_signing_in(page: Page, stack: Stack, mails: MailFolder) -> None:
    email = "lukasz.wojcik@acme.example"
    page.goto("/payslips")
    page.get_by_label("E-mail").fill(email)
    page.get_by_role("button", name="Send me the mail").click()
    page.get_by_label("Code").fill(wait_for_mail(page, mails, email).code(email))
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(f"{stack.portal}/payslips")


def test_after_signing_out_the_back_button_shows_nothing_of_the_person(
    page: Page, stack: Stack
) -> None:
    sign_in(page, stack, "sofia.almeida@acme.example")
    page.goto("/profile")
    expect(page.get_by_text("Date of birth", exact=True)).to_be_visible()
    page.get_by_role("banner").locator("summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are signed out")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    expect(page.get_by_text("Almeida")).to_have_count(0)


def test_page_kept_alive_by_the_browser_is_loaded_anew_when_shown_again(
    open_as: OpenPage, stack: Stack
) -> None:
    page = open_as("oliver.bennett", "/profile")
    page.context.clear_cookies()
    with page.expect_navigation():
        page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    expect(page.get_by_text("Bennett")).to_have_count(0)


def _ask(page: Page, email: str) -> None:
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill(email)
    page.get_by_role("button", name="Send me the mail").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your mail")
