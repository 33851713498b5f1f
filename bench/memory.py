"""Memory of a server process: fresh, after one visit of each page, and after thousands of views."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bench.figure import Figures, at_most
from bench.load import Browsers, Request
from bench.stack import running_stack
from bench.visitor import Visitor

PAGES = (
    "/",
    "/profile",
    "/payslips",
    "/documents",
    "/time-off",
    "/time-off/new",
    "/amendments",
    "/amendments/new",
    "/resignation",
    "/resignation/new",
    "/account",
)
RUNS = 3
VISITORS = 8
EARLY, LATE = 500, 10_000


def resident_mb(pid: int) -> float:
    """Resident memory of a process in MB of 1,000,000 bytes (Linux)."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024 / 1_000_000
    raise ValueError(f"process {pid} says nothing of its memory")


def _measure() -> Iterator[dict[str, float]]:
    for _ in range(RUNS):
        with running_stack() as stack:
            visitor = Visitor(stack).sign_in(stack.people("worker")[0]["email"])
            for path in PAGES:
                visitor.get(path)
            yield {"worker_memory_mb": max(map(resident_mb, stack.workers()))}


def _measure_growth() -> Iterator[dict[str, float]]:
    """Once: it is one process's way, and takes minutes."""
    with running_stack() as stack:
        workers = stack.people("worker")[:VISITORS]
        cookies = [Visitor(stack).sign_in(worker["email"]).cookie() for worker in workers]
        # In some countries nobody may resign here: that page leads on to another.
        paths = [path for path in PAGES if path != "/resignation/new"]
        requests = [Request(stack.portal + path, cookie) for path in paths for cookie in cookies]
        browsers = Browsers(VISITORS)
        browsers.views(requests, EARLY)
        early = max(map(resident_mb, stack.workers()))
        browsers.views(requests, LATE - EARLY)
        yield {"memory_growth": max(map(resident_mb, stack.workers())) / early}


FIGURES = Figures((at_most("worker_memory_mb", 110, "MB"),), _measure)
GROWTH = Figures((at_most("memory_growth", 1.15, "ratio"),), _measure_growth)
