"""Many visitors at once, each asking for the next page when the last one is there."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import cycle

from urllib3 import BaseHTTPResponse, PoolManager


@dataclass(frozen=True, order=True)
class Request:
    url: str
    cookie: str


class Browsers:
    """They share their connections, which stay open, and follow no redirect."""

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._pool = PoolManager(maxsize=at_once)

    def get(
        self, request: Request, *, timeout: float = 60, fragment: bool = False
    ) -> BaseHTTPResponse:
        """``fragment``: as htmx asks for a piece of a page."""
        return self._pool.request(
            "GET",
            request.url,
            headers={"Cookie": request.cookie, **({"HX-Request": "true"} if fragment else {})},
            timeout=timeout,
            redirect=False,
            retries=False,
        )

    def rate(self, requests: Sequence[Request], seconds: float) -> float:
        """Pages a second while all ask for so long."""
        end = time.perf_counter() + seconds

        def visit(number: int) -> int:
            count = 0
            for request in cycle([*requests[number:], *requests[:number]]):
                if time.perf_counter() >= end:
                    return count
                status = self.get(request).status
                assert status == 200, f"{request.url} answered {status}"
                count += 1
            return count

        started = time.perf_counter()
        with ThreadPoolExecutor(self._at_once) as pool:
            count = sum(pool.map(visit, [n % len(requests) for n in range(self._at_once)]))
        return count / (time.perf_counter() - started)

    def views(self, requests: Sequence[Request], count: int) -> None:
        """So many pages, the requests over and over."""

        def visit(number: int) -> None:
            request = requests[number % len(requests)]
            status = self.get(request).status
            assert status == 200, f"{request.url} answered {status}"

        with ThreadPoolExecutor(self._at_once) as pool:
            deque(pool.map(visit, range(count)), maxlen=0)
