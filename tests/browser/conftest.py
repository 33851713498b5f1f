"""A real browser against portal and sandbox as they run in production, each in its process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect
from sqlalchemy import delete

from bench.stack import Stack, running_stack
from portal.accounts.factors.models import AuthenticatorApp, Passkey, RecoveryCode, SecondStep
from portal.db import Database, new_id
from portal.gateway.amendment_notes import AmendmentNoteRow
from portal.gateway.decisions import DecisionRow
from portal.gateway.models import ActionRow
from portal.gateway.resignation_answers import ResignationAnswerRow
from portal.gateway.substitutes import SubstitutionRow
from portal.gateway.tellings import Telling
from portal.team.reminders import Nudge
from tests.browser.watch import Watch
from tests.support import databases, redis
from tests.support.mails import MailFolder

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 390, "height": 844}

expect.set_options(timeout=30_000)

OpenPage = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if not CHROMIUM.exists():
                item.add_marker(pytest.mark.skip(reason=f"needs Chromium as {CHROMIUM}"))


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return {"executable_path": str(CHROMIUM), "args": FLAGS}


@pytest.fixture(scope="session")
def browser_context_args(running: Stack) -> dict[str, Any]:
    """A phone, since most people come with one."""
    return {
        "base_url": running.portal,
        "viewport": PHONE,
        "locale": "en-GB",
        "reduced_motion": "reduce",
    }


@pytest.fixture(scope="session")
def running() -> Iterator[Stack]:
    """One process, by default; the whole fleet where PostgreSQL and Redis are named."""
    with ExitStack() as parts:
        # The HR system begins anew before each test, and so must what the portal shows of it.
        settings = {
            "PORTAL_DEMO": "1",
            "PORTAL_SNAPSHOT_DAYS": "0",
            "PORTAL_EMPLOYER_ADMINS": "ximena.hernandez@acme.example",
            "PORTAL_LEAVER_DAYS": "365",
        }
        if databases.SERVER:
            name, server = f"browser_{new_id()}", databases.SERVER
            database = databases.database_of_our_own(Path(), name, server)
            settings["PORTAL_DATABASE_URL"] = parts.enter_context(database)
        if redis.SERVER:
            settings["PORTAL_REDIS_URL"] = parts.enter_context(redis.database_of_our_own())
        fleet = bool(databases.SERVER and redis.SERVER)
        options = ["--workers=2"] if fleet else []
        # Browsers make passkeys for names alone, not for numbers.
        stack = running_stack(options=options, jobs_alone=fleet, name="localhost", **settings)
        yield parts.enter_context(stack)


@pytest.fixture(scope="session")
def portal_database(running: Stack) -> Iterator[Database]:
    url = running.environment.get("PORTAL_DATABASE_URL", f"sqlite:///{running.database}")
    database = Database(url)
    yield database
    database.close()


@pytest.fixture
def stack(running: Stack, portal_database: Database) -> Stack:
    """The HR system as seeded, and a portal that knows its people but has sent nothing for them.

    Otherwise two tests in which one person does the same would count as one act sent twice, and a
    mail would not be enough for who has set up more.
    """
    running.admin("POST", "reset")
    with portal_database.begin() as session:
        for sent_before in (
            ActionRow,
            AmendmentNoteRow,
            DecisionRow,
            ResignationAnswerRow,
            SubstitutionRow,
            Telling,
            Nudge,
        ):
            session.execute(delete(sent_before))
        for factor in (Passkey, AuthenticatorApp, RecoveryCode, SecondStep):
            session.execute(delete(factor))
    return running


@pytest.fixture
def mails(stack: Stack) -> MailFolder:
    return MailFolder(stack.mail_dir)


@pytest.fixture(scope="session")
def cookies_of(browser: Browser, running: Stack) -> Callable[[str], StorageState]:
    """What a browser keeps of someone signed in; through the pages, once a session."""
    kept: dict[str, StorageState] = {}

    def of(email: str) -> StorageState:
        if email not in kept:
            context = browser.new_context(base_url=running.portal)
            sign_in(context.new_page(), running, email)
            kept[email] = context.storage_state()
            context.close()
        return kept[email]

    return of


@pytest.fixture
def new_browser(
    browser: Browser, browser_context_args: dict[str, Any], stack: Stack
) -> Iterator[OpenPage]:
    """``new_browser()``: a page of a browser that was never here before.

    Arguments are those of Playwright's ``new_context``. What the browser complains about while
    the page is used (scripts, content security policy, missing files) fails the test, unless it is
    not ``watched``.
    """
    contexts, watches = [], []

    def opened(*, watched: bool = True, **options: Any) -> Page:
        contexts.append(browser.new_context(**{**browser_context_args, **options}))
        page = contexts[-1].new_page()
        if watched:
            watches.append(Watch(page))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert [complaint for watch in watches for complaint in watch.complaints] == []


@pytest.fixture
def page(new_browser: OpenPage) -> Page:
    return new_browser()


@pytest.fixture
def open_as(new_browser: OpenPage, cookies_of: Callable[[str], StorageState]) -> OpenPage:
    """``open_as("oliver.bennett", "/profile")``: a page of somebody who is signed in already."""

    def opened(name: str, path: str = "/", **options: Any) -> Page:
        page = new_browser(storage_state=cookies_of(f"{name}@acme.example"), **options)
        page.goto(path)
        return page

    return opened


def sign_in(page: Page, stack: Stack, email: str) -> None:
    """As a person does in the demo: ask, open the mail, follow its link, press the button."""
    mails = MailFolder(stack.mail_dir)
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill(email)
    page.get_by_role("button", name="Send me the mail").click()
    page.wait_for_url("**/sign-in/code")
    page.goto(wait_for_mail(page, mails, email).sign_in_path(email))
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{stack.portal}/")


def wait_for_mail(page: Page, folder: MailFolder, email: str) -> MailFolder:
    """The mail is sent by a job, after the answer; it is the one with a code."""
    for _ in range(600):
        if folder.has_code(email):
            return folder
        page.wait_for_timeout(50)
    raise AssertionError(f"no mail to {email}")


def press_and_prove(page: Page, stack: Stack, email: str, button: str) -> None:
    """Press a button that asks for a proof, and type the code that is mailed then."""
    folder = MailFolder(stack.mail_dir)
    page.get_by_role("button", name=button).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm that it is you")
    code = wait_for_mail(page, folder, email).code(email)
    page.get_by_label("Code from the mail").fill(code)
    page.get_by_role("button", name="Continue").click()


def sent(stack: Stack, operation: str) -> int:
    """How often the HR system was asked for this and did it, since it was seeded."""
    calls = stack.admin("GET", "requests")["requests"]
    return sum(call["operation"] == operation and call["status"] < 300 for call in calls)
