"""The home page against the slowest of the calls it needs, nothing cached."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from statistics import median

import requests

from bench.figure import Figures, at_most
from bench.stack import Stack, running_stack
from bench.visitor import Visitor

LATENCY_MS = 50
RUNS = 5
VIEWS_A_RUN = 20
VISITORS = 16


def _measure() -> Iterator[dict[str, float]]:
    with running_stack(latency_ms=LATENCY_MS) as stack:
        emails = [str(person["email"]) for person in stack.people("worker")]
        direct = _DirectCalls(stack)
        visitors = [
            Visitor(stack).sign_in(emails[number % (len(emails) - 1) + 1])
            for number in range(VISITORS)
        ]
        for visitor in visitors:
            visitor.get("/")
        for _ in range(RUNS):
            slowest = direct.slowest_call()
            alone = median(visitors[0].seconds("/") for _ in range(VIEWS_A_RUN))
            together = _together(visitors)
            yield {
                "home_over_slowest_call": alone / slowest,
                "home_over_slowest_call_16": together / slowest,
            }


def _together(visitors: list[Visitor]) -> float:
    """Median of a page when all visitors ask at the same moment, again and again."""
    with ThreadPoolExecutor(len(visitors)) as pool:
        seconds = [
            one for _ in range(VIEWS_A_RUN // 4) for one in pool.map(_home_seconds, visitors)
        ]
    return float(median(seconds))


def _home_seconds(visitor: Visitor) -> float:
    return visitor.seconds("/")


class _DirectCalls:
    """The home page's five reads, made one after the other without the portal."""

    def __init__(self, stack: Stack) -> None:
        self._session = requests.Session()
        self._session.trust_env = False
        person = stack.people("worker")[0]
        profile, contract = person["hris_profile_id"], person["contract_id"]
        organization = stack.organization_token
        minted = self._session.post(
            f"{stack.deel}/workers/session",
            json={"data": {"profile_id": profile}},
            headers={"Authorization": f"Bearer {organization}"},
            timeout=30,
        )
        minted.raise_for_status()
        worker = minted.json()["data"]["token"]
        self._calls = [
            (f"{stack.deel}/time_offs/profile/{profile}/entitlements", organization),
            (f"{stack.deel}/time_offs/profile/{profile}", organization),
            (f"{stack.deel}/eor/workers/{profile}/payslips", organization),
            (f"{stack.deel}/eor/contracts/{contract}/amendments", organization),
            (f"{stack.deel}/eor/workers/resignations", worker),
        ]

    def slowest_call(self) -> float:
        return max(median(self._seconds(*call) for _ in range(9)) for call in self._calls)

    def _seconds(self, url: str, token: str) -> float:
        started = time.perf_counter()
        answer = self._session.get(url, headers={"Authorization": f"Bearer {token}"}, timeout=30)
        answer.raise_for_status()
        return time.perf_counter() - started


FIGURES = Figures(
    (
        at_most("home_over_slowest_call", 1.2, "ratio"),
        at_most("home_over_slowest_call_16", 2.0, "ratio"),
    ),
    _measure,
)
