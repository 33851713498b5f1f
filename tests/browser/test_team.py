from __future__ import annotations

from datetime import date
from typing import Any

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


def hr(stack: Stack, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
    """As the employer's people use the HR system itself."""
    answer = requests.request(
        method,
        f"{stack.deel}{path}",
        json=body,
        headers={"Authorization": f"Bearer {stack.organization_token}"},
        timeout=30,
    )
    answer.raise_for_status()
    return answer.json()


def decide(stack: Stack, time_off_id: str, status: str) -> None:
    hr(stack, "POST", "/time_offs/review", {"data": [{"id": time_off_id, "status": status}]})


def ask_in_the_hr_system(stack: Stack, name: str, day: date) -> None:
    people = stack.admin("GET", "people")["people"]
    profile = next(
        one["hris_profile_id"] for one in people if one["email"] == f"{name}@acme.example"
    )
    policies = hr(stack, "GET", f"/time_offs/profile/{profile}/policies")["policies"]
    kind = next(
        one["time_off_types"][0]["id"]
        for one in policies
        if one["policy_type"]["name"] == "Vacation"
    )
    request = {
        "recipient_profile_id": profile,
        "time_off_type_id": kind,
        "start_date": day.isoformat(),
        "end_date": day.isoformat(),
        "status": "REQUESTED",
    }
    hr(stack, "POST", "/time_offs", {"data": request})


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


def test_a_batch_of_ten_with_two_failures_says_what_became_of_each(
    open_as: OpenPage, stack: Stack
) -> None:
    """Two of them are decided in the HR system itself while the page is open."""
    waiting = len(hr(stack, "GET", "/time_offs?status=REQUESTED&page_size=200")["data"])
    manager = open_as("lukasz.wojcik", "/team/time-off")
    boxes = manager.get_by_role("checkbox")
    assert boxes.count() < waiting
    for extra in range(10 - boxes.count()):
        ask_in_the_hr_system(stack, "etienne.tremblay", next_monday(WEEKS_AHEAD + 1 + extra))
    manager.reload()
    expect(boxes).to_have_count(10)
    ids = [str(box.get_attribute("value")) for box in boxes.all()]
    decide(stack, ids[0], "REJECTED")
    decide(stack, ids[1], "APPROVED")
    for label in manager.get_by_text("Choose together with others").all():
        label.click()
    manager.get_by_role("button", name="Approve the chosen").click()
    expect(manager.get_by_role("heading", level=1)).to_have_text("You approved 8 requests")
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
