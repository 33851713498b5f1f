"""How long people wait for a page while one operation of the HR system hangs.

Each operation that the pages call hangs in turn. Somebody who has not visited yet, so that nothing
of theirs is kept, then opens every page; those that called the operation count and no others: their
95th percentile over the page deadline, the default of 0.8 s. A wait is given up after five
deadlines and counts as that long.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from statistics import quantiles
from typing import Any

from urllib3.exceptions import ReadTimeoutError

from bench.figure import Figures, at_most
from bench.load import Browsers, Request
from bench.stack import Stack, running_stack
from bench.visitor import Visitor

RUNS = 3
DEADLINE = 0.8
GIVEN_UP = 5 * DEADLINE
OPERATIONS = (
    "amendments.list",
    "benefits.list",
    "compliance.list",
    "payslips.list",
    "people.get",
    "resignations.list",
    "time_offs.entitlements",
    "time_offs.list_of_profile",
    "time_offs.policies",
)


def _measure() -> Iterator[dict[str, float]]:
    for _ in range(RUNS):
        with running_stack(PORTAL_PAGE_DEADLINE=str(DEADLINE)) as stack:
            waits = [
                wait
                for operation, worker in zip(OPERATIONS, stack.people("worker"), strict=False)
                for wait in _waits(stack, operation, worker)
            ]
        yield {"hang_p95_over_deadline": quantiles(waits, n=20)[-1] / DEADLINE}


def _waits(stack: Stack, operation: str, worker: dict[str, Any]) -> Iterator[float]:
    """Seconds of each page that called the operation while it hung."""
    cookie = Visitor(stack).sign_in(worker["email"]).cookie()
    paths = _pages(stack, worker)
    browsers = Browsers(1)
    for path in paths:
        stack.admin("DELETE", "requests")
        stack.admin("POST", "faults", kind="hang", operation=operation)
        started = time.perf_counter()
        with suppress(ReadTimeoutError):
            browsers.get(Request(stack.portal + path, cookie), timeout=GIVEN_UP)
        seconds = time.perf_counter() - started
        met = any(call["fault"] for call in stack.calls())
        stack.admin("DELETE", "faults")
        if met:
            yield min(seconds, GIVEN_UP)


def _pages(stack: Stack, worker: dict[str, Any]) -> list[str]:
    """Every kind of page that reads, one of each."""
    profile, contract = worker["hris_profile_id"], worker["contract_id"]
    lists = (
        ("/payslips", f"/eor/workers/{profile}/payslips"),
        ("/time-off", f"/time_offs/profile/{profile}"),
        ("/amendments", f"/eor/contracts/{contract}/amendments"),
    )
    things = [f"{page}/{item['id']}" for page, path in lists for item in stack.list(path)[:1]]
    return [
        "/",
        "/profile",
        "/profile/phone",
        "/payslips",
        "/documents",
        "/time-off",
        "/time-off/new",
        "/amendments",
        "/amendments/new",
        "/resignation",
        *things,
    ]


FIGURES = Figures((at_most("hang_p95_over_deadline", 1.25, "ratio"),), _measure)
