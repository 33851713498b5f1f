"""2,000 workers within ten minutes, and an HR system that takes 5 calls a second from all of them.

Three portal processes share SQLite and a Redis server. The clock is the real one, and so are the
rate of visits, the HR system's limit and the page deadline; only the ten minutes are cut to one:
200 of the 2,000 come in it, and what is kept counts as new for a tenth of its lifetime, so that a
visitor meets as much of it expired as in the whole ten. Sessions are made in the portal's own
store. Each visitor opens six pages, two seconds apart, in a browser that also fetches what comes
after a page.

Before that each has visited once, without any limit, just as fast as it goes; the processes are
then replaced by new ones.

``limited_answered_share``: pages that came within the deadline, placeholders and all.
``limited_calls_per_view``: calls of any kind that the HR system saw, by those page views.
``limited_calls_in_a_second``: the most that it saw in any one second.
"""

from __future__ import annotations

import re
import socket
import time
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from datetime import datetime, timedelta
from html import unescape
from math import inf
from typing import Any

from flask import session
from urllib3 import BaseHTTPResponse

from bench.figure import Figures, at_least, at_most
from bench.load import Browsers, Request
from bench.stack import (
    HOST,
    Sandbox,
    Stack,
    free_port,
    running_portal,
    running_process,
    running_sandbox,
    temporary_folder,
)
from portal import create_app
from portal import settings as portal_settings
from portal.accounts.cookies import begin_session
from portal.accounts.parts import accounts
from portal.backends.types import WorkerIdentity

PART = 10
"""1 measures the whole ten minutes."""
VISITORS = 2_000 // PART
SECONDS = 600 / PART
BETWEEN_PAGES = 2.0
PROCESSES = ("--workers=3",)
CALLS_A_SECOND = 5
DEADLINE = 0.8
AT_ONCE = 128
WARMING = 16
PATIENCE = 10.0

FETCHES = re.compile(r'<[^>]*\bdata-hx-get="([^"]+)"[^>]*>')


def _measure() -> Iterator[dict[str, float]]:
    with (
        temporary_folder() as folder,
        _running_redis() as redis_url,
        running_sandbox(folder, extra_workers=VISITORS) as sandbox,
    ):
        people = sandbox.people("worker")[-VISITORS:]
        settings = _settings(redis_url)
        with running_portal(sandbox, folder, settings, options=PROCESSES) as stack:
            cookies = _sign_in(stack, people)
            visits = _visits(sandbox, people, cookies)
            _warm_up(stack, visits)
        sandbox.admin("POST", "settings", rate_limit=CALLS_A_SECOND)
        sandbox.admin("DELETE", "requests")
        settings["PORTAL_DEEL_CALLS_PER_SECOND"] = str(CALLS_A_SECOND)
        with running_portal(sandbox, folder, settings, options=PROCESSES) as stack:
            waits = _visit_evenly(stack, visits)
            calls = [datetime.fromisoformat(call["at"]) for call in sandbox.calls()]
        yield {
            "limited_answered_share": sum(seconds <= DEADLINE for seconds in waits) / len(waits),
            "limited_calls_per_view": len(calls) / len(waits),
            "limited_calls_in_a_second": _most_in_a_second(calls),
        }


def _settings(redis_url: str) -> dict[str, str]:
    lifetimes = {
        name: max(1, seconds // PART) for name, seconds in portal_settings.SNAPSHOT_SECONDS.items()
    }
    return {
        "PORTAL_REDIS_URL": redis_url,
        "PORTAL_PAGE_DEADLINE": str(DEADLINE),
        "PORTAL_SNAPSHOT_SECONDS": ",".join(f"{name}={n}" for name, n in lifetimes.items()),
    }


@contextmanager
def _running_redis() -> Iterator[str]:
    port = free_port()
    command = ["redis-server", "--bind", HOST, "--port", str(port), "--save", ""]
    with running_process(command, {}) as server:
        while not _answers(port):
            assert server.poll() is None, "redis-server did not start"
            time.sleep(0.05)
        yield f"redis://{HOST}:{port}"


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


def _sign_in(stack: Stack, people: Sequence[dict[str, Any]]) -> list[str]:
    """A cookie each."""
    app = create_app(portal_settings.load(stack.environment))
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    cookies = []
    for person in people:
        identity = WorkerIdentity(
            backend="deel",
            worker_id=person["hris_profile_id"],
            contract_id=person["contract_id"],
            email=person["email"],
            name=person["name"],
            country=person["country"],
        )
        with app.test_request_context():
            secret, _ = accounts().sessions.start(
                identity, user_agent="bench", replaces=None, way="bench"
            )
            begin_session(secret, held=None)
            cookies.append(f"{app.config['SESSION_COOKIE_NAME']}={signer.dumps(dict(session))}")
    return cookies


def _visits(
    sandbox: Sandbox, people: Sequence[dict[str, Any]], cookies: Sequence[str]
) -> list[list[Request]]:
    """The pages of each visitor, as paths."""
    visits = []
    for person, cookie in zip(people, cookies, strict=True):
        payslips = sandbox.list(f"/eor/workers/{person['hris_profile_id']}/payslips")
        latest = [f"/payslips/{payslip['id']}" for payslip in payslips[:1]]
        paths = ["/", "/time-off", "/payslips", *latest, "/documents", "/profile"]
        visits.append([Request(path, cookie) for path in paths])
    return visits


def _warm_up(stack: Stack, visits: Sequence[Sequence[Request]]) -> None:
    browsers = Browsers(AT_ONCE)

    def visit(pages: Sequence[Request]) -> None:
        for page in pages:
            answer = browsers.get(_at(stack, page))
            assert answer.status == 200, f"{page.url} answered {answer.status}"
            for card in _cards(answer, page):
                browsers.get(_at(stack, card), fragment=True)

    with ThreadPoolExecutor(WARMING) as pool:
        deque(pool.map(visit, visits), maxlen=0)


def _visit_evenly(stack: Stack, visits: Sequence[Sequence[Request]]) -> list[float]:
    """Seconds that each page took, from the moment when it was due; without end for what was not
    there soon after the last one was due."""
    due = sorted(
        (SECONDS * number / len(visits) + BETWEEN_PAGES * place, page)
        for number, visit in enumerate(visits)
        for place, page in enumerate(visit)
    )
    browsers = Browsers(AT_ONCE)
    started = time.perf_counter() + 1

    def take(at: float, page: Request) -> float:
        answer = browsers.get(_at(stack, page), timeout=PATIENCE)
        seconds = time.perf_counter() - started - at
        for card in _cards(answer, page):
            cards.submit(browsers.get, _at(stack, card), timeout=PATIENCE, fragment=True)
        return seconds if answer.status == 200 else inf

    pages, cards = ThreadPoolExecutor(AT_ONCE), ThreadPoolExecutor(AT_ONCE)
    taken: list[Future[float]] = []
    for at, page in due:
        time.sleep(max(0.0, started + at - time.perf_counter()))
        taken.append(pages.submit(take, at, page))
    in_time, _ = wait(taken, timeout=PATIENCE)
    pages.shutdown(cancel_futures=True)
    cards.shutdown(cancel_futures=True)
    return [each.result() if each in in_time and not each.exception() else inf for each in taken]


def _at(stack: Stack, request: Request) -> Request:
    return Request(stack.portal + request.url, request.cookie)


def _cards(answer: BaseHTTPResponse, page: Request) -> list[Request]:
    """What a browser fetches by itself once the page stands."""
    return [
        Request(unescape(tag.group(1)), page.cookie)
        for tag in FETCHES.finditer(answer.data.decode())
        if 'data-hx-trigger="load"' in tag.group()
    ]


def _most_in_a_second(calls: Sequence[datetime]) -> int:
    most, first = 0, 0
    for last, at in enumerate(calls):
        while at - calls[first] >= timedelta(seconds=1):
            first += 1
        most = max(most, last - first + 1)
    return most


FIGURES = Figures(
    (
        at_least("limited_answered_share", 0.99, "share"),
        at_most("limited_calls_per_view", 0.2, "calls"),
        at_most("limited_calls_in_a_second", CALLS_A_SECOND, "calls"),
    ),
    _measure,
)
