"""Files on their way through the portal: rate against the direct way, and memory."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import requests

from bench.figure import Figures, at_least, at_most
from bench.memory import resident_mb
from bench.stack import Stack, running_stack
from bench.visitor import Visitor

SIZE = 20 * 1024 * 1024
RUNS = 5
AT_ONCE = 8


def _measure() -> Iterator[dict[str, float]]:
    with running_stack() as stack:
        person = stack.people("worker")[0]
        payslip = _large_payslip(stack, person)
        visitor = Visitor(stack).sign_in(person["email"])
        path = f"/payslips/{payslip}/file"
        _drain(visitor.get(path, stream=True))
        for _ in range(RUNS):
            direct = _rate(requests.get(_file_url(stack, person, payslip), stream=True, timeout=60))
            portal = _rate(visitor.get(path, stream=True))
            before = sum(map(resident_mb, stack.workers()))
            with ThreadPoolExecutor(AT_ONCE) as pool:
                list(pool.map(_drain, [visitor.get(path, stream=True) for _ in range(AT_ONCE)]))
            after = sum(map(resident_mb, stack.workers()))
            yield {
                "file_rate_over_direct": portal / direct,
                "file_memory_growth_mb": after - before,
            }


def _large_payslip(stack: Stack, person: dict[str, Any]) -> str:
    answer = requests.get(
        f"{stack.deel}/eor/workers/{person['hris_profile_id']}/payslips",
        headers={"Authorization": f"Bearer {stack.organization_token}"},
        timeout=30,
    )
    payslip = str(answer.json()["data"][0]["id"])
    stack.admin("POST", "settings", payslip_size={"id": payslip, "bytes": SIZE})
    return payslip


def _file_url(stack: Stack, person: dict[str, Any], payslip: str) -> str:
    answer = requests.get(
        f"{stack.deel}/eor/workers/{person['hris_profile_id']}/payslips/{payslip}/download",
        headers={"Authorization": f"Bearer {stack.organization_token}"},
        timeout=30,
    )
    return str(answer.json()["data"]["url"])


def _rate(answer: requests.Response) -> float:
    """Bytes a second, from the answer's head to its last byte."""
    started = time.perf_counter()
    return _drain(answer) / (time.perf_counter() - started)


def _drain(answer: requests.Response) -> int:
    count = sum(len(chunk) for chunk in answer.iter_content(1024 * 1024))
    assert count >= SIZE, f"{count} of {SIZE} bytes"
    return count


FIGURES = Figures(
    (
        at_least("file_rate_over_direct", 0.45, "ratio"),
        at_most("file_memory_growth_mb", 8, "MB"),
    ),
    _measure,
)
