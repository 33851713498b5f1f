"""Memory of a fresh server process after one visit of each page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bench.figure import Figures, at_most
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


FIGURES = Figures((at_most("worker_memory_mb", 110, "MB"),), _measure)
