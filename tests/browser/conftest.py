"""A real browser against portal and sandbox as they run in production, each in its process."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from bench.stack import Stack, running_stack
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
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


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
def browser_context_args() -> dict[str, Any]:
    """A phone, since most people come with one."""
    return {"viewport": PHONE, "locale": "en-GB", "reduced_motion": "reduce"}


@pytest.fixture(scope="session")
def running() -> Iterator[Stack]:
    with running_stack(PORTAL_DEMO="1") as stack:
        yield stack


@pytest.fixture
def stack(running: Stack) -> Stack:
    """The HR system as seeded; the portal keeps what it knows, as it would."""
    running.admin("POST", "reset")
    return running


@pytest.fixture
def mails(stack: Stack) -> MailFolder:
    return MailFolder(stack.mail_dir)


@pytest.fixture
def sign_in(stack: Stack) -> Callable[[Page, str], Page]:
    """Sign in as a person does in the demo: ask, open the mailbox, follow the link."""

    def through_the_mailbox(page: Page, email: str) -> Page:
        page.goto(f"{stack.portal}/sign-in")
        page.get_by_label(re.compile("e-?mail", re.I)).fill(email)
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_url("**/sign-in/code**")
        path = _wait_for_link(page, stack, email)
        page.goto(f"{stack.portal}{path}")
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_url(f"{stack.portal}/")
        return page

    return through_the_mailbox


@pytest.fixture
def accessible() -> Callable[[Page], None]:
    """No finding of axe on this page in this state."""

    def check(page: Page) -> None:
        page.wait_for_load_state("networkidle")
        found = Axe().run(page, options=RULES).response["violations"]
        assert found == [], "\n".join(
            f"{page.url}: {violation['id']}: {violation['help']}: "
            f"{[node['html'] for node in violation['nodes']]}"
            for violation in found
        )

    return check


def _wait_for_link(page: Page, stack: Stack, email: str) -> str:
    folder = MailFolder(stack.mail_dir)
    for _ in range(200):
        if folder.all(email):
            return folder.sign_in_path(email)
        page.wait_for_timeout(50)
    raise AssertionError(f"no mail to {email}")
