"""Servers of the same portal, side by side: pages a second with 64 visitors at once.

Each visitor opens, again and again, the home page, which waits for the HR system (300 ms a call),
and a page that needs our database alone. All servers have two processes; they take turns in each
run, and share database, sandbox and a process for jobs.

``serve_choice``: gunicorn with 32 threads a process, as ``portal serve`` has it unless told
otherwise, by the better of the other two. Its goal leaves room for the noise of a run.
``serve_2x32_over_2x8``, ``serve_granian_over_2x8``: by gunicorn with 8 threads a process.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from urllib3 import PoolManager

from bench.figure import Figures, at_least
from bench.stack import HOST, PORTAL, Stack, free_port, running_process, running_stack, wait_for
from bench.visitor import Visitor

LATENCY_MS = 300
VISITORS = 64
PAGES = ("/", "/account")
SECONDS = 8.0
RUNS = 3

SERVE = (*PORTAL, "serve", "--workers=2", "--no-jobs")
GRANIAN = (
    str(Path(sys.executable).with_name("granian")),
    *("--interface=wsgi", "--workers=2", "--blocking-threads=32", "--no-ws", "wsgi:app"),
)
COMMANDS = {
    "2x8": (*SERVE, "--threads=8"),
    "2x32": (*SERVE, "--threads=32"),
    "granian": GRANIAN,
}


def _measure() -> Iterator[dict[str, float]]:
    with running_stack(jobs_alone=True, PORTAL_SNAPSHOT_DAYS="0") as stack, ExitStack() as servers:
        cookies = [
            Visitor(stack).sign_in(person["email"]).cookies() for person in stack.people("worker")
        ]
        stack.admin("POST", "settings", latency_ms=LATENCY_MS)
        urls = {name: _server(servers, stack, command) for name, command in COMMANDS.items()}
        for number in range(1 + RUNS):
            rates = {name: _pages_a_second(stack, url, cookies) for name, url in urls.items()}
            if number:  # The first round fills what is filled once.
                yield {
                    "serve_choice": rates["2x32"] / max(rates["2x8"], rates["granian"]),
                    "serve_2x32_over_2x8": rates["2x32"] / rates["2x8"],
                    "serve_granian_over_2x8": rates["granian"] / rates["2x8"],
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
        at_least("serve_2x32_over_2x8", 1, "ratio"),
        at_least("serve_granian_over_2x8", 1, "ratio"),
    ),
    _measure,
)
