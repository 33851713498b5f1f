"""Home and time-off pages whose snapshots are warm, against the same pages without a portal.

Both stand under `portal serve` with one process, each for itself, and are asked by the same eight
visitors in turn; the sandbox is there for whatever the portal still asks. `bare.py` says what the
other one does.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from bench.bare import PAGES
from bench.figure import Figures, at_least
from bench.load import Browsers, Request
from bench.stack import HOST, free_port, running_process, running_stack, wait_for
from bench.visitor import Visitor

RUNS = 5
SECONDS = 3.0
VISITORS = 8


def _measure() -> Iterator[dict[str, float]]:
    with running_stack() as stack:
        workers = stack.people("worker")[:VISITORS]
        cookies = [Visitor(stack).sign_in(worker["email"]).cookie() for worker in workers]
        port = free_port()
        url = f"http://{HOST}:{port}"
        command = [sys.executable, "-m", "bench.bare", cookies[0], str(port)]
        with running_process(command, {**stack.environment, "PORTAL_BASE_URL": url}):
            wait_for(f"{url}/")
            browsers = Browsers(VISITORS)
            portal = _requests(stack.portal, cookies)
            bare = _requests(url, cookies)
            for requests in (portal, bare):
                browsers.rate(requests, SECONDS)
            for _ in range(RUNS):
                pages = browsers.rate(portal, SECONDS)
                yield {"warm_pages_over_template": pages / browsers.rate(bare, SECONDS)}


def _requests(url: str, cookies: list[str]) -> list[Request]:
    return [Request(url + path, cookie) for cookie in cookies for path in PAGES]


FIGURES = Figures((at_least("warm_pages_over_template", 0.5, "ratio"),), _measure)
