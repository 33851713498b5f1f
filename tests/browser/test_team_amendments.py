"""Changes to contracts, from the manager's draft to the worker's signature, and a worker's wish."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from bench.stack import Stack
from tests.browser.conftest import OpenPage, press_and_prove, sent
from tests.browser.days import in_days
from tests.browser.looks import faults_of
from tests.browser.test_team import wait_for_subject
from tests.support.mails import MailFolder

SOFIA, OLIVER = "sofia.almeida@acme.example", "oliver.bennett@acme.example"


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def test_manager_changes_a_contract_and_the_worker_signs(
    open_as: OpenPage, stack: Stack, mails: MailFolder
) -> None:
    manager = open_as("sofia.almeida", "/team")
    manager.get_by_role("link", name="Oliver Bennett").click()
    manager.get_by_role("link", name="Change the contract").click()
    manager.get_by_role("button", name="Continue").click()
    manager.get_by_role("alert").wait_for()
    assert faults_of(manager, error=True) == []
    manager.get_by_text("Job title", exact=True).click()
    manager.get_by_role("button", name="Continue").click()
    assert faults_of(manager) == []
    manager.get_by_role("button", name="Save the draft").click()
    manager.get_by_role("alert").wait_for()
    assert faults_of(manager, error=True) == []
    manager.get_by_label("Job title").fill("Design Lead")
    manager.get_by_label("From when?").fill(in_days(9_000).isoformat())
    manager.get_by_role("button", name="Save the draft").click()
    expect(manager.get_by_role("alert")).to_contain_text("Deel says: must be from")
    expect(manager.get_by_label("Job title")).to_have_value("Design Lead")
    manager.get_by_label("From when?").fill(in_days(60).isoformat())
    manager.get_by_role("button", name="Save the draft").click()

    heading(manager, "Oliver Bennett: Job title")
    expect(manager.get_by_role("main")).to_contain_text("Only the employer sees this draft")
    assert faults_of(manager) == []
    manager.set_viewport_size({"width": 390, "height": 844})
    press_and_prove(manager, stack, SOFIA, "Check and send")
    heading(manager, "Check before you send")
    assert faults_of(manager) == []
    assert sent(stack, "amendments.confirm") == 0
    manager.get_by_role("button", name="Send it on its way").click()
    heading(manager, "The change is on its way")
    assert sent(stack, "amendments.confirm") == 1

    worker = open_as("oliver.bennett")
    mail = wait_for_subject(worker, mails, OLIVER, "A change to your contract is on its way")
    worker.goto(next(word for word in mail.split() if "/amendments/" in word))
    expect(worker.get_by_role("main")).to_contain_text("Design Lead")
    worker.get_by_role("link", name="Read and sign").click()
    with worker.expect_response("**/document?view=page") as document:
        worker.get_by_role("link", name="Open the PDF").click()
    document.value.finished()
    worker.go_back()
    worker.get_by_text("I have read the document. I agree").click()
    worker.get_by_label("Your full name").fill("Oliver Bennett")
    press_and_prove(worker, stack, OLIVER, "Continue")
    worker.get_by_role("button", name="Sign now").click()
    heading(worker, "You have signed")
    assert sent(stack, "amendments.worker_sign") == 1

    manager.get_by_role("link", name="Open the change").click()
    expect(manager.get_by_role("main")).to_contain_text("All have signed.")
    expect(manager.get_by_role("button", name="Check and send")).to_have_count(0)
    assert faults_of(manager) == []


def test_worker_s_wish_comes_by_mail_and_is_declined_with_a_reason(
    open_as: OpenPage, stack: Stack, mails: MailFolder
) -> None:
    worker = open_as("oliver.bennett", "/amendments/new")
    worker.get_by_text("My job title").click()
    worker.get_by_label("What do you wish for?").fill("Design Lead")
    worker.get_by_label("From when?").fill(in_days(60).isoformat())
    worker.get_by_label("Why?").fill("I lead the team already.")
    worker.get_by_role("button", name="Send to my employer").click()
    heading(worker, "Your wish is with your employer")
    mail = wait_for_subject(worker, mails, SOFIA, "Oliver Bennett asks for a change")

    manager = open_as("sofia.almeida", next(word for word in mail.split() if "/team/" in word))
    heading(manager, "Oliver Bennett: Job title and Other change")
    expect(manager.get_by_role("main")).to_contain_text("I lead the team already.")
    assert faults_of(manager) == []
    manager.get_by_role("link", name="Decline").click()
    assert faults_of(manager) == []
    manager.get_by_role("button", name="Decline and send").click()
    manager.get_by_role("alert").wait_for()
    assert faults_of(manager, error=True) == []
    manager.get_by_label("Reason").fill("We decide on titles in spring.")
    manager.get_by_role("button", name="Decline and send").click()
    heading(manager, "The change is taken back")
    assert sent(stack, "amendments.delete") == 1

    worker.get_by_role("link", name="Open the change").click()
    expect(worker.get_by_role("main")).to_contain_text("Sofia Almeida declined this")
    expect(worker.get_by_role("main")).to_contain_text("We decide on titles in spring.")
    assert faults_of(worker) == []
    told = wait_for_subject(worker, mails, OLIVER, "Your wish for a change is declined")
    assert "We decide on titles in spring." in told


def test_without_javascript(open_as: OpenPage, stack: Stack) -> None:
    manager = open_as("sofia.almeida", "/team/amendments", java_script_enabled=False)
    more = manager.get_by_role("link", name="Show it when it is there")
    if more.count():
        more.click()
    manager.get_by_role("link", name="Ahmad").or_(
        manager.get_by_role("link", name="أحمد الراشد")
    ).last.click()
    manager.get_by_text("Hours a week", exact=True).click()
    manager.get_by_role("button", name="Continue").click()
    manager.get_by_label("Hours a week").fill("30")
    manager.get_by_label("From when?").fill(in_days(60).isoformat())
    manager.get_by_role("button", name="Save the draft").click()
    expect(manager.get_by_role("main")).to_contain_text("Only the employer sees this draft")
    manager.get_by_role("link", name="Delete the draft").click()
    manager.get_by_role("button", name="Delete the draft").click()
    heading(manager, "The change is taken back")
    assert sent(stack, "amendments.delete") == 1
