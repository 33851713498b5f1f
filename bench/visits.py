"""What a first visit loads, as a browser with an empty cache counts it, compressed."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from bench.figure import Figures, at_most
from bench.stack import Stack, running_stack
from bench.visitor import Visitor

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
RUNS = 3


def _measure() -> Iterator[dict[str, float]]:
    with running_stack() as stack, sync_playwright() as playwright:
        visitor = Visitor(stack).sign_in(stack.people("worker")[0]["email"])
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for _ in range(RUNS):
            sign_in, home = (
                _visit(browser, stack, "/sign-in", {}),
                _visit(browser, stack, "/", visitor.cookies()),
            )
            yield {
                "first_visit_kb_sign_in": sign_in[0],
                "first_visit_requests_sign_in": sign_in[1],
                "first_visit_kb_home": home[0],
                "first_visit_requests_home": home[1],
            }
        browser.close()


def _visit(
    browser: Browser, stack: Stack, path: str, cookies: dict[str, str]
) -> tuple[float, float]:
    """Kilobytes of 1,000 bytes on the wire, and requests, of one page in a fresh browser."""
    context = browser.new_context()
    context.add_cookies(
        [{"name": name, "value": value, "url": stack.portal} for name, value in cookies.items()]
    )
    page = context.new_page()
    counted = _count(context.new_cdp_session(page))
    page.goto(f"{stack.portal}{path}", wait_until="networkidle")
    _refuse_detour(page, path)
    context.close()
    return sum(counted) / 1000, len(counted)


def _count(session: CDPSession) -> list[float]:
    counted: list[float] = []
    session.on("Network.loadingFinished", lambda event: counted.append(event["encodedDataLength"]))
    session.send("Network.enable")
    return counted


def _refuse_detour(page: Page, path: str) -> None:
    assert urlsplit(page.url).path == path, f"landed on {page.url} instead of {path}"


FIGURES = Figures(
    (
        at_most("first_visit_kb_sign_in", 25, "kB"),
        at_most("first_visit_kb_home", 45, "kB"),
        at_most("first_visit_requests_sign_in", 5, "requests"),
        at_most("first_visit_requests_home", 5, "requests"),
    ),
    _measure,
)
