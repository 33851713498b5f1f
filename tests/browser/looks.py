"""What every page has to keep, at each width and in light and dark."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

WIDTHS = {"phone": 390, "desk": 1280}
SMALLEST = 320
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
EVERYTHING: dict[str, Any] = {"runOnly": TAGS}
COLOURS: dict[str, Any] = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}


def faults_of(page: Page, *, error: bool = False) -> list[str]:
    """Everything amiss in this page as it stands; ``error``: its form was refused."""
    expect(page.locator("[data-late][aria-busy=true]")).to_have_count(0)
    return [
        *_skeleton(page, error=error),
        *_width(page),
        *_axe(page, "phone", "light", EVERYTHING),
        *_axe(page, "phone", "dark", COLOURS),
        *_axe(page, "desk", "dark", EVERYTHING),
        *_axe(page, "desk", "light", COLOURS),
    ]


def _skeleton(page: Page, *, error: bool) -> list[str]:
    headings = page.locator("h1")
    if headings.count() != 1:
        return [f"{headings.count()} first headings"]
    heading = " ".join(headings.inner_text().split())
    title = page.title()
    faults = []
    if not title.startswith(f"{'Error: ' if error else ''}{heading} \u2013 "):
        faults.append(f"title {title!r} for heading {heading!r}")
    twice = page.evaluate(
        "() => [...document.querySelectorAll('[id]')].map(one => one.id)"
        ".filter((id, at, all) => all.indexOf(id) !== at)"
    )
    return faults + [f"id {one} stands twice" for one in twice]


def _width(page: Page) -> list[str]:
    page.set_viewport_size({"width": SMALLEST, "height": 640})
    needed = page.evaluate("() => document.documentElement.scrollWidth")
    return [f"needs {needed} px at {SMALLEST} px"] if needed > SMALLEST else []


def _axe(page: Page, width: str, scheme: str, options: dict[str, Any]) -> list[str]:
    page.set_viewport_size({"width": WIDTHS[width], "height": 844})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    return [
        f"{width}, {scheme}: {found['help']}: {[node['html'] for node in found['nodes']]}"
        for found in Axe().run(page, options=options).response["violations"]
    ]
