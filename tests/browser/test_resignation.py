"""Giving notice where it may be done here, and pen and paper where it may not."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from bench.stack import Stack
from tests.browser.conftest import OpenPage, press_and_prove, sent
from tests.browser.days import in_days

LAST_DAY = in_days(60)
CONTINUE = "Continue to the letter"


def test_resignation_is_entered_read_signed_and_handed_in(open_as: OpenPage, stack: Stack) -> None:
    page = open_as("oliver.bennett", "/resignation")
    page.get_by_role("link", name="Start your resignation").click()
    enter_details(page)
    press_and_prove(page, stack, "oliver.bennett@acme.example", CONTINUE)
    expect(page.get_by_role("main")).to_contain_text("Nothing has been sent yet.")
    expect(page.get_by_role("main")).to_contain_text("Thank you for everything.")
    page.get_by_role("button", name="Change this").click()
    expect(page.get_by_label("The last day you wish for")).to_have_value(LAST_DAY.isoformat())
    page.get_by_role("button", name=CONTINUE).click()

    read_letter(page, page.get_by_role("link", name="Open the PDF").get_attribute("href"))
    sign_as(page, "Oliver Bennett")
    assert sent(stack, "offboarding.submit") == 0
    page.get_by_role("button", name="Sign and hand in my resignation").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Your resignation is handed in")
    assert sent(stack, "offboarding.submit") == 1
    page.get_by_role("link", name="See how it goes on").click()
    expect(page.get_by_role("main")).to_contain_text("not confirmed yet")
    expect(page.get_by_role("link", name="Start your resignation")).to_have_count(0)


def test_nothing_is_handed_in_while_the_letter_is_unread(open_as: OpenPage, stack: Stack) -> None:
    page = open_as("kenta.tanaka", "/resignation/new")
    enter_details(page)
    press_and_prove(page, stack, "kenta.tanaka@acme.example", CONTINUE)
    name = next(p["name"] for p in stack.people("worker") if "tanaka" in p["email"])
    sign_as(page, name)
    page.get_by_role("button", name="Sign and hand in my resignation").click()
    expect(page.get_by_role("alert")).to_contain_text("Open the letter and read it to its end")
    expect(page.get_by_role("main")).to_contain_text("Thank you for everything.")
    assert sent(stack, "offboarding.submit") == 0


def test_letter_is_shown_in_the_page_on_a_wide_screen(open_as: OpenPage, stack: Stack) -> None:
    page = open_as("priya.raghunathan", "/resignation/new", viewport={"width": 1280, "height": 900})
    enter_details(page)
    press_and_prove(page, stack, "priya.raghunathan@acme.example", CONTINUE)
    with page.expect_response("**/resignation/letter?view=page") as letter:
        page.locator("iframe").scroll_into_view_if_needed()
    assert letter.value.status == 200


def test_german_worker_prints_a_letter_for_pen_and_paper(open_as: OpenPage, stack: Stack) -> None:
    page = open_as("jana.koehler", "/resignation")
    expect(page.get_by_role("link", name="Start your resignation")).to_have_count(0)
    page.get_by_role("link", name="How to give notice that counts").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Resign with pen and paper")
    expect(page.get_by_role("main")).to_contain_text("§ 623 BGB")
    page.get_by_label("Your last day").fill(LAST_DAY.isoformat())
    page.get_by_role("button", name="Prepare the letter").click()

    letter = page.get_by_role("article", name="Letter")
    expect(letter).to_contain_text("hiermit kündige ich")
    expect(letter).to_contain_text(str(LAST_DAY.year))
    page.emulate_media(media="print")
    expect(letter).to_be_visible()
    expect(page.get_by_role("navigation", name="Main")).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_hidden()
    assert sent(stack, "offboarding.submit") == 0


def test_letter_that_waits_is_read_and_signed(open_as: OpenPage, stack: Stack) -> None:
    page = open_as("maria.santos")
    page.get_by_role("link", name="Sign your resignation letter").click()
    page.get_by_role("link", name="Read and sign the letter").click()
    read_letter(page, page.get_by_role("link", name="Open the PDF").get_attribute("href"))
    name = next(p["name"] for p in stack.people("worker") if "santos" in p["email"])
    sign_as(page, name)
    press_and_prove(page, stack, "maria.santos@acme.example", "Continue")
    expect(page.get_by_role("heading", level=1)).to_have_text("Check before you sign")
    assert sent(stack, "offboarding.letter_sign") == 0
    page.get_by_role("button", name="Sign now").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You have signed the letter")
    assert sent(stack, "offboarding.letter_sign") == 1
    page.goto("/")
    expect(page.get_by_role("region", name="What needs you")).to_be_visible()
    expect(page.get_by_role("link", name="Sign your resignation letter")).to_have_count(0)


def enter_details(page: Page) -> None:
    page.get_by_label("Why do you leave?").select_option("I have found another job")
    page.get_by_label("The last day you wish for").fill(LAST_DAY.isoformat())
    page.get_by_label("Anything you want to add").fill("Thank you for everything.")


def read_letter(page: Page, letter: str | None) -> None:
    """In a second tab, as phones open it."""
    assert letter
    tab = page.context.new_page()
    answer = tab.goto(letter)
    assert answer
    assert answer.headers["content-type"] == "application/pdf"
    answer.finished()
    tab.close()


def sign_as(page: Page, name: str) -> None:
    page.get_by_text("I have read the document. I agree").click()
    page.get_by_label("Your full name").fill(name)
