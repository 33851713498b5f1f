"""The home page against the slowest of the calls it needs, nothing read before.

Before each visit what the portal has kept is deleted; it keeps what it reads, as it always does.
The calls made directly come after the same pause.
Both are timed in the same run, by the same pooled client, from request to last byte. The sandbox
takes 50 ms for each call; its rate limit and the portal's pacing are off.

``home_over_slowest_call``: one visitor's home page by the slowest of its five calls, each made
directly and alone.

``home_over_slowest_call_16``: the same with 16 visitors at the same moment. The calls made
directly are under that load too: 16 times five at the same moment, and of each five the slowest.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from statistics import median

import requests
from urllib3 import PoolManager

from bench.figure import Figures, at_most
from bench.stack import Stack, running_stack
from bench.visitor import Visitor

LATENCY_MS = 50
RUNS = 5
TIMES = 10
VISITORS = 16
ROUNDS = 6
STORED_SECONDS = 0.3

Timed = Callable[[], float]
"""Does one thing and returns the seconds it took."""


def _measure() -> Iterator[dict[str, float]]:
    with running_stack(latency_ms=LATENCY_MS) as stack:
        client = PoolManager(maxsize=VISITORS * 5)
        # A token made for a worker ends the one that the portal holds: the first is no visitor.
        first, *others = stack.people("worker")
        calls = _calls(stack, client, first)
        pages = [
            _home_page(stack, client, others[number % len(others)]["email"])
            for number in range(VISITORS)
        ]
        for _ in range(RUNS):
            forget = partial(_forget, stack)
            slowest = max(_median_of(call, forget) for call in calls)
            slowest_of_each = _at_once([calls] * VISITORS, forget)
            alone = _median_of(pages[0], forget)
            together = _at_once([[page] for page in pages], forget)
            yield {
                "home_over_slowest_call": alone / slowest,
                "home_over_slowest_call_16": together / slowest_of_each,
            }


def _forget(stack: Stack) -> None:
    """Delete what the portal has kept, once it has stored what it read last."""
    time.sleep(STORED_SECONDS)
    with closing(sqlite3.connect(stack.database, timeout=10)) as database, database:
        database.execute("DELETE FROM snapshots")


def _median_of(timed: Timed, before: Callable[[], None]) -> float:
    seconds = []
    for _ in range(TIMES):
        before()
        seconds.append(timed())
    return median(seconds)


def _at_once(groups: Sequence[Sequence[Timed]], before: Callable[[], None]) -> float:
    """All of all groups at the same moment, again and again: the median of a group's slowest."""
    everything = [timed for group in groups for timed in group]
    size = len(groups[0])
    slowest: list[float] = []
    with ThreadPoolExecutor(len(everything)) as pool:
        for _ in range(ROUNDS):
            before()
            seconds = list(pool.map(lambda timed: timed(), everything))
            slowest += [max(seconds[at : at + size]) for at in range(0, len(seconds), size)]
    return median(slowest)


def _home_page(stack: Stack, client: PoolManager, email: str) -> Timed:
    cookie = Visitor(stack).sign_in(email).cookie()
    return partial(_seconds, client, f"{stack.portal}/", {"Cookie": cookie})


def _calls(stack: Stack, client: PoolManager, person: dict[str, str]) -> list[Timed]:
    """The home page's five reads, of another worker."""
    profile, contract = person["hris_profile_id"], person["contract_id"]
    organization = {"Authorization": f"Bearer {stack.organization_token}"}
    minted = requests.post(
        f"{stack.deel}/workers/session",
        json={"data": {"profile_id": profile}},
        headers=organization,
        timeout=30,
    )
    minted.raise_for_status()
    worker = {"Authorization": f"Bearer {minted.json()['data']['token']}"}
    return [
        partial(_seconds, client, f"{stack.deel}{path}", headers)
        for path, headers in (
            (f"/time_offs/profile/{profile}/entitlements", organization),
            (f"/time_offs/profile/{profile}", organization),
            (f"/eor/workers/{profile}/payslips", organization),
            (f"/eor/contracts/{contract}/amendments", organization),
            ("/eor/workers/resignations", worker),
        )
    ]


def _seconds(client: PoolManager, url: str, headers: dict[str, str]) -> float:
    started = time.perf_counter()
    answer = client.request("GET", url, headers=headers, timeout=30, redirect=False, retries=False)
    seconds = time.perf_counter() - started
    assert answer.status == 200, f"{url} answered {answer.status}"
    return seconds


FIGURES = Figures(
    (
        at_most("home_over_slowest_call", 1.2, "ratio"),
        at_most("home_over_slowest_call_16", 2.0, "ratio"),
    ),
    _measure,
)
