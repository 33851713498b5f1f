"""One of several server processes under load: reads without a pause until its input ends.

    python -m tests.backends.hammer BASE_URL TOKEN REDIS_URL THREADS

Prints how many calls were answered and how many got no turn, and a last number: of those that the
HR system refused.
"""

from __future__ import annotations

import logging
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import structlog

from portal.backends import context
from portal.backends.budget import build_budget
from portal.backends.calls import Call
from portal.backends.deel.errors import read_problem
from portal.backends.errors import Unavailable
from portal.backends.http import Transport

DEADLINE = 0.8


def main(base_url: str, token: str, redis_url: str, threads: str) -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    budget = build_budget("deel", base_url, token, calls_per_second=5, redis_url=redis_url)
    transport = Transport(
        "deel", base_url, read_problem=read_problem, budget=budget, download_limit=1
    )
    outcomes: Counter[str] = Counter()
    stop = Event()

    def visit(number: int) -> None:
        turn = 0
        while not stop.is_set():
            turn += 1
            context.deadline.set(time.monotonic() + DEADLINE)
            # Each read another one, so that none is merged with another.
            call = Call.get("people.search", "/people", {"search": f"{number} {turn}"})
            try:
                transport.json(call, token)
                outcomes["answered"] += 1
            except Unavailable as error:
                outcomes["without a turn" if error.status is None else "refused"] += 1
                stop.wait(0.05)

    with ThreadPoolExecutor(int(threads)) as pool:
        visits = [pool.submit(visit, number) for number in range(int(threads))]
        sys.stdin.read()
        stop.set()
    for each in visits:
        each.result()
    sys.stdout.write(f"{outcomes['answered']} {outcomes['without a turn']} {outcomes['refused']}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
