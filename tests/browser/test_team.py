from __future__ import annotations

from datetime import date

import requests
from playwright.sync_api import Page, expect

from bench.stack import Stack
from tests.browser.conftest import OpenPage, sent
from tests.browser.days import next_monday
from tests.browser.looks import faults_of
from tests.support.mails import MailFolder, text_of

WEEKS_AHEAD = 5
"""A week of this file's own; see ``next_monday``."""


def ask(open_as: OpenPage, name: str, day: date, note: str = "") -> Page:
    page = open_as(name, "/time-off/new")
    page.get_by_text("Vacation (").click()
    page.get_by_label("First day").fill(day.isoformat())
    page.get_by_label("Last day").fill(day.isoformat())
    page.get_by_label("Note to your employer").fill(note)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Send request").click()
    page.wait_for_url("**/actions/*")
    return page


def decide(stack: Stack, time_off_id: str, status: str) -> None:
    """As the employer's people do in the HR system itself."""
    answer = requests.post(
        f"{stack.deel}/time_offs/review",
        json={"data": [{"id": time_off_id, "status": status}]},
        headers={"Authorization": f"Bearer {stack.organization_token}"},
        timeout=30,
    )
    answer.raise_for_status()


def wait_for_subject(page: Page, mails: MailFolder, to: str, subject: str) -> str:
    for _ in range(600):
        found = [text_of(mail) for mail in mails.all(to) if subject in str(mail["Subject"])]
        if found:
            return found[-1]
        page.wait_for_timeout(50)
    raise AssertionError(f"no mail to {to}: {subject}")


def test_worker_asks_manager_approves_on_a_phone_worker_sees_it(
    open_as: OpenPage, stack: Stack, mails: MailFolder
) -> None:
    worker = ask(open_as, "oliver.bennett", next_monday(WEEKS_AHEAD), "Moving house")
    mail = wait_for_subject(worker, mails, "sofia.almeida@acme.example", "Oliver Bennett asks")
    link = next(word for word in mail.split() if word.endswith("/review"))

    manager = open_as("sofia.almeida", link)
    expect(manager.get_by_role("heading", level=1)).to_contain_text("Oliver Bennett")
    expect(manager.get_by_text("Moving house")).to_be_visible()
    expect(manager.get_by_role("region", name="The days around")).to_be_visible()
    assert faults_of(manager) == []
    manager.set_viewport_size({"width": 390, "height": 844})
    manager.get_by_role("button", name="Approve").click()
    expect(manager.get_by_role("heading", level=1)).to_have_text("You approved 1 request")
    assert faults_of(manager) == []

    worker.goto(f"/time-off/{link.split('/')[-2]}")
    expect(worker.get_by_text("Sofia Almeida approved this")).to_be_visible()
    answer = wait_for_subject(worker, mails, "oliver.bennett@acme.example", "is approved")
    assert "Sofia Almeida has approved" in answer
    assert sent(stack, "time_offs.review") == 1


def test_a_batch_with_failures_says_what_became_of_each(open_as: OpenPage, stack: Stack) -> None:
    """Two of them are decided in the HR system itself while the page is open."""
    manager = open_as("lukasz.wojcik", "/team/time-off")
    boxes = manager.get_by_role("checkbox")
    offered = boxes.count()
    assert offered >= 5
    ids = [str(boxes.nth(at).get_attribute("value")) for at in range(offered)]
    decide(stack, ids[0], "REJECTED")
    decide(stack, ids[1], "APPROVED")
    for label in manager.get_by_text("Choose together with others").all():
        label.click()
    manager.get_by_role("button", name="Approve the chosen").click()
    heading = f"You approved {offered - 2} requests"
    expect(manager.get_by_role("heading", level=1)).to_have_text(heading)
    expect(manager.get_by_text("It was settled before you pressed.")).to_have_count(2)
    expect(manager.get_by_role("main").get_by_text("Declined")).to_have_count(1)
    assert faults_of(manager) == []
    assert sent(stack, "time_offs.review") == 2 + 1
    manager.get_by_role("link", name="See what waits").click()
    expect(manager.get_by_text("Nothing waits for you")).to_be_visible()
    assert faults_of(manager) == []


def test_declining_takes_a_reason(open_as: OpenPage, stack: Stack) -> None:
    manager = open_as("sofia.almeida", "/team/time-off")
    manager.get_by_role("link", name="Decide on this one").first.click()
    manager.get_by_role("button", name="Decline").click()
    assert faults_of(manager) == []
    manager.get_by_role("button", name="Decline and send").click()
    manager.get_by_role("alert").wait_for()
    assert faults_of(manager, error=True) == []
    manager.get_by_label("Reason").fill("The release is that week")
    manager.get_by_role("button", name="Decline and send").click()
    expect(manager.get_by_role("heading", level=1)).to_have_text("You declined 1 request")


def test_without_javascript(open_as: OpenPage, stack: Stack) -> None:
    manager = open_as("sofia.almeida", "/team/time-off", java_script_enabled=False)
    manager.get_by_text("Choose together with others").first.click()
    manager.get_by_role("button", name="Approve the chosen").click()
    expect(manager.get_by_role("heading", level=1)).to_have_text("You approved 1 request")
