"""Reading and signing a change to the contract, and asking for one."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from bench.stack import Stack
from tests.browser.conftest import OpenPage, press_and_prove, sent
from tests.browser.days import in_days


def test_amendment_is_read_and_signed(open_as: OpenPage, stack: Stack) -> None:
    page = open_as("oliver.bennett", "/amendments")
    page.get_by_role("link", name="Working hours per week").click()
    page.get_by_role("link", name="Read and sign").click()
    with page.expect_response("**/document?view=page") as document:
        page.get_by_role("link", name="Open the PDF").click()
    assert document.value.headers["content-type"] == "application/pdf"
    document.value.finished()
    page.go_back()

    _sign_as(page, "Oliver Bennett")
    press_and_prove(page, stack, "oliver.bennett@acme.example", "Continue")
    expect(page.get_by_role("heading", level=1)).to_have_text("Check before you sign")
    expect(page.get_by_role("main")).to_contain_text("32 hours a week")
    assert sent(stack, "amendments.worker_sign") == 0
    page.get_by_role("button", name="Sign now").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("You have signed")
    assert sent(stack, "amendments.worker_sign") == 1
    page.get_by_role("link", name="Open the change").click()
    expect(page.get_by_role("main")).not_to_contain_text("It is your turn")
    expect(page.get_by_role("link", name="Read and sign")).to_have_count(0)


def test_document_shown_in_the_page_counts_as_read(open_as: OpenPage, stack: Stack) -> None:
    page = open_as("jana.koehler", "/amendments", viewport={"width": 1280, "height": 900})
    page.get_by_role("listitem").filter(has_text="To sign").get_by_role("link").click()
    page.get_by_role("link", name="Read and sign").click()
    with page.expect_response("**/document?view=page") as document:
        page.locator("iframe").scroll_into_view_if_needed()
    document.value.finished()
    _sign_as(page, "jana köhler")
    press_and_prove(page, stack, "jana.koehler@acme.example", "Continue")
    expect(page.get_by_role("heading", level=1)).to_have_text("Check before you sign")
    assert sent(stack, "amendments.worker_sign") == 0


def test_nothing_is_signed_unread(open_as: OpenPage, stack: Stack) -> None:
    page = open_as("maria.fernandez", "/amendments")
    page.get_by_role("listitem").filter(has_text="To sign").get_by_role("link").click()
    page.get_by_role("link", name="Read and sign").click()
    name = next(p["name"] for p in stack.people("worker") if "fernandez" in p["email"])
    _sign_as(page, name)
    page.get_by_role("button", name="Continue").click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("Open the document and read it to its end")
    expect(page.get_by_role("checkbox")).not_to_be_checked()
    assert sent(stack, "amendments.worker_sign") == 0


def test_another_name_and_a_missing_consent_are_refused(open_as: OpenPage, stack: Stack) -> None:
    page = open_as("noa.levi", "/amendments")
    page.get_by_role("listitem").filter(has_text="To sign").get_by_role("link").click()
    page.get_by_role("link", name="Read and sign").click()
    page.get_by_label("Your full name").fill("Somebody Else")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_contain_text("Without agreeing to it")
    _sign_as(page, "Somebody Else")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_contain_text("Type your name as it stands")
    assert sent(stack, "amendments.worker_sign") == 0


def test_employer_is_asked_for_a_change(open_as: OpenPage, stack: Stack) -> None:
    page = open_as("oliver.bennett", "/amendments")
    page.get_by_role("link", name="Ask for a change").click()
    page.get_by_text("My job title").click()
    page.get_by_label("What do you wish for?").fill("Design Lead")
    page.get_by_label("From when?").fill(in_days(60).isoformat())
    page.get_by_label("Why?").fill("I lead the team already.")
    page.get_by_role("button", name="Send to my employer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your wish is with your employer")
    page.get_by_role("link", name="Open the change").click()
    expect(page.get_by_role("main")).to_contain_text("Design Lead")


def _sign_as(page: Page, name: str) -> None:
    page.get_by_text("I have read the document. I agree").click()
    page.get_by_label("Your full name").fill(name)
