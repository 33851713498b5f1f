"""Servers of the same portal, side by side: pages a second with 64 visitors at once.

Each visitor opens, again and again, the home page, which waits for the HR system (50 ms a call),
and a page that needs our database alone. All servers have two processes; they take turns in each
run, and share database, sandbox and a process for jobs.

``serve_choice``: what ``portal serve`` uses by the better of the other two.
``serve_few_threads``, ``serve_granian``: those two, by what ``portal serve`` uses.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from urllib3 import PoolManager

from bench.figure import Figures, at_least, at_most
from bench.stack import HOST, PORTAL, Stack, free_port, running_process, running_stack, wait_for
from bench.visitor import Visitor

LATENCY_MS = 50
VISITORS = 64
PAGES = ("/", "/account")
SECONDS = 8.0
RUNS = 3

OURS = ("serve", "--workers=2", "--threads=32", "--no-jobs")
FEW_THREADS = ("serve", "--workers=2", "--threads=8", "--no-jobs")
GRANIAN = ("--interface=wsgi", "--workers=2", "--blocking-threads=32", "--no-ws", "wsgi:app")


def _measure() -> Iterator[dict[str, float]]:
    with running_stack(jobs_alone=True, PORTAL_SNAPSHOT_DAYS="0") as stack, ExitStack() as servers:
        cookies = [
            Visitor(stack).sign_in(person["email"]).cookies() for person in stack.people("worker")
        ]
        stack.admin("POST", "settings", latency_ms=LATENCY_MS)
        granian = (str(Path(sys.executable).with_name("granian")), *GRANIAN)
        ours, few, other = (
            _server(servers, stack, command)
            for command in ((*PORTAL, *OURS), (*PORTAL, *FEW_THREADS), granian)
        )
        for _ in range(RUNS):
            rates = {url: _pages_a_second(stack, url, cookies) for url in (ours, few, other)}
            yield {
                "serve_choice": rates[ours] / max(rates[few], rates[other]),
                "serve_few_threads": rates[few] / rates[ours],
                "serve_granian": rates[other] / rates[ours],
            }


def _server(servers: ExitStack, stack: Stack, command: tuple[str, ...]) -> str:
    port = free_port()
    url = f"http://{HOST}:{port}"
    # It is asked in the name of the first one, which is the only one it answers to.
    servers.enter_context(running_process([*command, f"--port={port}"], stack.environment))
    wait_for(f"{url}/healthz", headers=_host(stack))
    return url


def _pages_a_second(stack: Stack, url: str, cookies: list[dict[str, str]]) -> float:
    client = PoolManager(maxsize=VISITORS)
    ends = time.perf_counter() + SECONDS

    def visit(number: int) -> int:
        mine = cookies[number % len(cookies)]
        cookie = "; ".join(f"{name}={value}" for name, value in mine.items())
        headers = {**_host(stack), "Cookie": cookie}
        seen = 0
        while time.perf_counter() < ends:
            path = PAGES[(number + seen) % len(PAGES)]
            answer = client.request("GET", url + path, headers=headers, redirect=False, timeout=60)
            assert answer.status == 200, f"{path} answered {answer.status}"
            seen += 1
        return seen

    started = time.perf_counter()
    with ThreadPoolExecutor(VISITORS) as pool:
        seen = sum(pool.map(visit, range(VISITORS)))
    return seen / (time.perf_counter() - started)


def _host(stack: Stack) -> dict[str, str]:
    return {"Host": stack.portal.removeprefix("http://")}


FIGURES = Figures(
    (
        at_least("serve_choice", 0.9, "ratio"),
        at_most("serve_few_threads", 1, "ratio"),
        at_most("serve_granian", 1.1, "ratio"),
    ),
    _measure,
)
