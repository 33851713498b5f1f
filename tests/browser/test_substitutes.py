from __future__ import annotations

from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, expect

from bench.stack import Stack
from tests.browser.conftest import OpenPage, sent
from tests.browser.days import next_monday
from tests.browser.looks import faults_of
from tests.browser.test_team import ask, wait_for_subject
from tests.support.mails import MailFolder

SOFIA, LUKASZ = "sofia.almeida@acme.example", "lukasz.wojcik@acme.example"
WEEKS_AHEAD = 24
"""A week of this file's own; see ``next_monday``."""


def name_lukasz(manager: Page) -> None:
    """From today, where Sofia lives, to a week from now."""
    today = datetime.now(UTC).date()
    manager.get_by_label("Who stands in for you?").select_option(label="Łukasz Wójcik")
    manager.get_by_label("First day").fill((today + timedelta(days=1)).isoformat())
    manager.get_by_label("Last day").fill(today.isoformat())
    manager.get_by_role("button", name="Continue").click()
    manager.get_by_role("alert").wait_for()
    assert faults_of(manager, error=True) == []
    manager.get_by_label("First day").fill(today.isoformat())
    manager.get_by_label("Last day").fill((today + timedelta(days=7)).isoformat())
    manager.get_by_role("button", name="Continue").click()
    expect(manager.get_by_role("heading", level=1)).to_have_text("Ask Łukasz Wójcik to stand in?")
    assert faults_of(manager) == []
    manager.get_by_role("button", name="Ask them").click()
    expect(manager.get_by_role("heading", level=1)).to_have_text("Łukasz Wójcik in your place")
    assert faults_of(manager) == []


def link_in(mail: str, part: str) -> str:
    return next(word for word in mail.split() if part in word)


def test_a_substitute_is_named_agrees_decides_and_is_done(
    open_as: OpenPage, stack: Stack, mails: MailFolder
) -> None:
    manager = open_as("sofia.almeida", "/team")
    manager.get_by_role("link", name="Your substitute").click()
    name_lukasz(manager)

    mail = wait_for_subject(manager, mails, LUKASZ, "asks you to stand in")
    substitute = open_as("lukasz.wojcik", "/")
    expect(substitute.get_by_text("Sofia Almeida asks you to stand in")).to_be_visible()
    assert faults_of(substitute) == []
    substitute.goto(link_in(mail, "/team/substitute/"))
    assert faults_of(substitute) == []
    substitute.get_by_role("button", name="Accept").click()
    expect(substitute.get_by_text("You have accepted.")).to_be_visible()
    assert faults_of(substitute) == []
    wait_for_subject(manager, mails, SOFIA, "stands in for you")

    worker = ask(open_as, "ahmad.alrashid", next_monday(WEEKS_AHEAD))
    mail = wait_for_subject(worker, mails, LUKASZ, "asks for time off")
    wait_for_subject(worker, mails, SOFIA, "asks for time off")
    substitute.goto("/team")
    expect(substitute.get_by_role("heading", name="For Sofia Almeida")).to_be_visible()
    assert faults_of(substitute) == []
    substitute.goto("/team/time-off")
    expect(substitute.get_by_text("For Sofia Almeida").first).to_be_visible()
    assert faults_of(substitute) == []
    link = link_in(mail, "/review")
    substitute.goto(link)
    expect(substitute.get_by_text("You act in the place of Sofia Almeida.")).to_be_visible()
    assert faults_of(substitute) == []
    substitute.get_by_role("button", name="Approve").click()
    expect(substitute.get_by_role("heading", level=1)).to_have_text("You approved 1 request")
    expect(substitute.get_by_text("For Sofia Almeida")).to_be_visible()
    assert faults_of(substitute) == []

    answer = wait_for_subject(worker, mails, "ahmad.alrashid@acme.example", "is approved")
    assert "Łukasz Wójcik on behalf of Sofia Almeida has approved" in answer
    worker.goto(f"/time-off/{link.split('/')[-2]}")
    expect(worker.get_by_text("on behalf of Sofia Almeida approved this")).to_be_visible()
    assert sent(stack, "time_offs.review") == 1

    manager.goto("/team/substitute/decided")
    expect(manager.get_by_text("By Łukasz Wójcik")).to_be_visible()
    assert faults_of(manager) == []
    manager.goto("/team/substitute")
    manager.get_by_role("link", name="Łukasz Wójcik in your place").click()
    manager.get_by_role("button", name="End it now").click()
    expect(manager.get_by_text("It has ended.")).to_be_visible()
    assert faults_of(manager) == []
    wait_for_subject(manager, mails, LUKASZ, "Standing in has ended")
    assert substitute.goto(link).status == 404  # type: ignore[union-attr]
    substitute.goto("/team")
    expect(substitute.get_by_text("For Sofia Almeida")).to_have_count(0)


def test_their_own_request_is_not_theirs_to_decide(
    open_as: OpenPage, stack: Stack, mails: MailFolder
) -> None:
    """Oliver stands in for the manager whom he reports to."""
    manager = open_as("sofia.almeida", "/team/substitute")
    today = datetime.now(UTC).date()
    manager.get_by_label("Who stands in for you?").select_option(label="Oliver Bennett")
    for label in ("First day", "Last day"):
        manager.get_by_label(label).fill((today + timedelta(days=1)).isoformat())
    manager.get_by_label("First day").fill(today.isoformat())
    manager.get_by_role("button", name="Continue").click()
    manager.get_by_role("button", name="Ask them").click()
    mail = wait_for_subject(manager, mails, "oliver.bennett@acme.example", "asks you to stand in")
    worker = open_as("oliver.bennett", link_in(mail, "/team/substitute/"))
    worker.get_by_role("button", name="Accept").click()
    ask(open_as, "oliver.bennett", next_monday(WEEKS_AHEAD + 1))
    mail = wait_for_subject(worker, mails, SOFIA, "Oliver Bennett asks")
    refused = open_as("oliver.bennett", watched=False)
    refused.goto(link_in(mail, "/review"))
    expect(refused.get_by_role("heading", level=1)).to_have_text("This is your own request")
    expect(refused.get_by_text("Sofia Almeida decides on it.")).to_be_visible()
    assert faults_of(refused) == []


def test_an_administrator_finds_somebody_and_decides(
    open_as: OpenPage, stack: Stack, mails: MailFolder
) -> None:
    ask(open_as, "oliver.bennett", next_monday(WEEKS_AHEAD + 2))
    page = open_as("ximena.hernandez", "/team/time-off")
    assert faults_of(page) == []
    page.get_by_label("Name, role, team or manager").fill("oliver")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("checkbox")).to_have_count(1)
    assert faults_of(page) == []
    page.get_by_role("link", name="Decide on this one").click()
    expect(page.get_by_text("You act for your employer.")).to_be_visible()
    page.get_by_role("button", name="Approve").click()
    answer = wait_for_subject(page, mails, "oliver.bennett@acme.example", "is approved")
    assert "on behalf of your employer has approved" in answer
