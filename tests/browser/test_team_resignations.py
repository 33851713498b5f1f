"""A resignation from the letter to the signature, with the employer's answer in between."""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import Page, expect

from bench.stack import Stack
from tests.browser.conftest import OpenPage, press_and_prove, sent
from tests.browser.days import in_days
from tests.browser.looks import faults_of
from tests.browser.test_resignation import (
    CONTINUE,
    LAST_DAY,
    enter_details,
    read_letter,
    sign_as,
)
from tests.browser.test_team import wait_for_subject
from tests.support.mails import MailFolder

OLIVER, SOFIA = "oliver.bennett@acme.example", "sofia.almeida@acme.example"


def test_resignation_from_letter_to_signature_with_the_employer_s_answer_in_between(
    open_as: OpenPage, stack: Stack, mails: MailFolder
) -> None:
    worker = open_as("oliver.bennett", "/resignation/new")
    enter_details(worker)
    press_and_prove(worker, stack, OLIVER, CONTINUE)
    read_letter(worker, worker.get_by_role("link", name="Open the PDF").get_attribute("href"))
    sign_as(worker, "Oliver Bennett")
    worker.get_by_role("button", name="Sign and hand in my resignation").click()
    expect(worker.get_by_role("heading", level=1)).to_have_text("Your resignation is handed in")

    mail = wait_for_subject(worker, mails, SOFIA, "Oliver Bennett has handed in")
    assert "another job" not in mail
    link = next(word for word in mail.split() if "/team/resignations/" in word)
    manager = open_as("sofia.almeida", link)
    expect(manager.get_by_role("heading", level=1)).to_have_text("Resignation of Oliver Bennett")
    expect(manager.get_by_text("Has found another job")).to_be_visible()
    expect(manager.get_by_text("Left on the last day")).to_be_visible()
    assert faults_of(manager) == []
    as_on_a_phone(manager)
    manager.get_by_role("link", name="Accept").click()
    manager.get_by_text("Deel: its figures above are complete").click()
    manager.get_by_role("button", name="Continue").click()
    expect(manager.get_by_role("heading", level=1)).to_have_text("Check before you accept")
    assert faults_of(manager) == []
    as_on_a_phone(manager)
    assert sent(stack, "offboarding.review_pto") == 0
    manager.get_by_role("button", name="Accept the resignation").click()
    expect(manager.get_by_role("heading", level=1)).to_have_text(
        "You have accepted the resignation"
    )
    assert faults_of(manager) == []

    answer = wait_for_subject(worker, mails, OLIVER, "Your resignation is accepted")
    assert "Sofia Almeida has accepted your resignation." in answer
    worker.goto("/resignation")
    expect(worker.get_by_text("Sofia Almeida accepted your resignation")).to_be_visible()
    assert faults_of(worker) == []
    worker.get_by_role("link", name="Read and sign the letter").click()
    read_letter(worker, worker.get_by_role("link", name="Open the PDF").get_attribute("href"))
    sign_as(worker, "Oliver Bennett")
    press_and_prove(worker, stack, OLIVER, "Continue")
    worker.get_by_role("button", name="Sign now").click()
    expect(worker.get_by_role("heading", level=1)).to_have_text("You have signed the letter")

    manager.get_by_role("link", name="See how it goes on").click()
    expect(manager.get_by_text("Sofia Almeida accepted it on")).to_be_visible()
    expect(manager.get_by_role("link", name="Accept")).to_have_count(0)
    assert sent(stack, "offboarding.submit") == 1
    assert sent(stack, "offboarding.review_pto") == 1
    assert sent(stack, "offboarding.letter_sign") == 1


def test_declining_names_a_day_that_would_suit(open_as: OpenPage, stack: Stack) -> None:
    manager = open_as("sofia.almeida", "/team")
    manager.get_by_role("link", name="Look at it and answer").click()
    manager.get_by_role("main").get_by_role("link", name="Ximena").click()
    manager.get_by_role("link", name="Decline").click()
    manager.get_by_text("We do not agree with the last day").click()
    manager.get_by_label("A last day that you could agree to").fill(in_days(2).isoformat())
    manager.get_by_role("button", name="Continue").click()
    expect(manager.get_by_role("alert")).to_contain_text("The notice is not over by then")
    assert faults_of(manager, error=True) == []
    as_on_a_phone(manager)
    suits = (LAST_DAY + timedelta(days=150)).isoformat()
    manager.get_by_label("A last day that you could agree to").fill(suits)
    manager.get_by_label("In your own words").fill("The release is before that")
    manager.get_by_role("button", name="Continue").click()
    expect(manager.get_by_role("heading", level=1)).to_have_text("Check before you decline")
    expect(manager.get_by_role("main")).to_contain_text("The release is before that")
    assert faults_of(manager) == []
    manager.get_by_role("button", name="Decline the resignation").click()
    expect(manager.get_by_role("heading", level=1)).to_have_text(
        "You have declined the resignation"
    )
    assert sent(stack, "offboarding.review_pto") == 1

    worker = open_as("ximena.hernandez", "/resignation")
    expect(worker.get_by_text("Sofia Almeida did not accept your resignation")).to_be_visible()
    expect(worker.get_by_text("The release is before that")).to_be_visible()
    assert faults_of(worker) == []


def test_time_off_from_elsewhere_without_javascript(open_as: OpenPage, stack: Stack) -> None:
    manager = open_as("sofia.almeida", "/team/resignations", java_script_enabled=False)
    manager.get_by_role("main").get_by_role("link", name="Ximena").click()
    manager.get_by_role("link", name="Accept").click()
    manager.get_by_text("Somebody else: I enter below what was taken").click()
    manager.get_by_role("button", name="Continue").click()
    expect(manager.get_by_role("alert")).to_contain_text("enter how much")
    manager.get_by_label("Taken, ").fill("7.5")
    manager.get_by_label("Still to be taken").fill("0")
    manager.get_by_role("button", name="Continue").click()
    expect(manager.get_by_role("main")).to_contain_text("7.5 days")
    manager.get_by_role("button", name="Change something").click()
    expect(manager.get_by_label("Taken, ")).to_have_value("7.5")
    manager.get_by_role("button", name="Continue").click()
    manager.get_by_role("button", name="Accept the resignation").click()
    expect(manager.get_by_role("heading", level=1)).to_have_text(
        "You have accepted the resignation"
    )
    assert sent(stack, "offboarding.review_pto") == 1


def as_on_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(color_scheme="light")
