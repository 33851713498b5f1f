"""Real processes that are told to stop: what is under way is finished, what waits is kept."""

from __future__ import annotations

import asyncio
import signal
import socket
import threading
from collections.abc import Iterator
from http.client import HTTPResponse
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
import requests
from aiosmtpd.controller import Controller
from bs4 import BeautifulSoup

from portal.serving import REQUESTS_SECONDS
from tests.support.mails import MailFolder
from tests.support.people import JANA
from tests.support.processes import PATIENCE, free_port, portal, serving, wait_until
from tests.support.redis import RedisServer


class SlowInbox:
    """Takes a mail, but says so only when a test lets it."""

    def __init__(self) -> None:
        self.taking = threading.Event()
        self.may_end = threading.Event()
        self.taken = 0

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.taking.set()
        await asyncio.get_running_loop().run_in_executor(None, self.may_end.wait, PATIENCE)
        return "250 OK"

    async def handle_QUIT(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """Said by a sender that was there to hear that the mail is taken."""
        self.taken += 1
        return "221 Bye"


@pytest.fixture
def inbox(environment: dict[str, str]) -> Iterator[SlowInbox]:
    inbox = SlowInbox()
    controller = Controller(inbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    environment["PORTAL_MAIL_URL"] = f"smtp://127.0.0.1:{controller.port}"
    yield inbox
    inbox.may_end.set()
    controller.stop()


@pytest.fixture(autouse=True)
def base_url(environment: dict[str, str]) -> str:
    environment["PORTAL_BASE_URL"] = f"http://127.0.0.1:{free_port()}"
    return environment["PORTAL_BASE_URL"]


def test_request_under_way_is_answered_and_its_job_is_kept(
    environment: dict[str, str], base_url: str, mails: MailFolder
) -> None:
    with serving(environment, "--no-jobs") as server, socket.socket() as connection:
        body = ask_for_mail_up_to_the_body(base_url, connection)
        server.send_signal(signal.SIGTERM)
        # Not only when it gives up on the request.
        wait_until(lambda: refuses(base_url), patience=REQUESTS_SECONDS / 2)

        connection.sendall(body)
        answer = read_answer(connection)
        assert server.wait(PATIENCE) == 0

    assert answer.status == 303
    assert answer.headers["Location"] == "/sign-in/code"
    assert mails.all() == []
    with portal(environment, "jobs"):
        wait_until(lambda: mails.all(JANA))


def test_job_under_way_in_a_server_process_is_finished(
    environment: dict[str, str], base_url: str, inbox: SlowInbox
) -> None:
    with serving(environment) as server:
        ask_for_mail(base_url)
        assert inbox.taking.wait(PATIENCE)
        server.send_signal(signal.SIGTERM)
        wait_until(lambda: refuses(base_url))

        inbox.may_end.set()
        assert server.wait(PATIENCE) == 0

    assert inbox.taken == 1


def test_job_under_way_in_a_process_of_its_own_is_finished(
    environment: dict[str, str], base_url: str, inbox: SlowInbox, redis_server: RedisServer
) -> None:
    environment["PORTAL_REDIS_URL"] = redis_server.url
    with serving(environment, "--no-jobs"), portal(environment, "jobs") as jobs:
        ask_for_mail(base_url)
        assert inbox.taking.wait(PATIENCE)
        jobs.send_signal(signal.SIGTERM)

        inbox.may_end.set()
        assert jobs.wait(PATIENCE) == 0

    assert inbox.taken == 1


def ask_for_mail(base_url: str) -> None:
    with requests.Session() as browser:
        answer = browser.post(f"{base_url}/sign-in", data=form(browser, base_url), timeout=10)
    assert answer.ok


def ask_for_mail_up_to_the_body(base_url: str, connection: socket.socket) -> bytes:
    """Returns what is still to be sent, once the server waits for it."""
    with requests.Session() as browser:
        body = urlencode(form(browser, base_url)).encode()
        cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    address = urlsplit(base_url)
    connection.connect((address.hostname, address.port))
    head = (
        f"POST /sign-in HTTP/1.1\r\nHost: {address.netloc}\r\nCookie: {cookies}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\nExpect: 100-continue\r\n\r\n"
    )
    connection.sendall(head.encode())
    assert connection.recv(1000).startswith(b"HTTP/1.1 100")
    return body


def form(browser: requests.Session, base_url: str) -> dict[str, str]:
    page = BeautifulSoup(browser.get(f"{base_url}/sign-in", timeout=10).text, "html.parser")
    fields = page.select("main form[method=post] input")
    return {**{str(one["name"]): str(one.get("value", "")) for one in fields}, "email": JANA}


def read_answer(connection: socket.socket) -> HTTPResponse:
    answer = HTTPResponse(connection)
    answer.begin()
    answer.read()
    return answer


def refuses(base_url: str) -> bool:
    address = urlsplit(base_url)
    with socket.socket() as probe:
        return probe.connect_ex((address.hostname, address.port)) != 0
