"""One call on its way: headers out, answer in, and how long that may take.

Tokens come in with each call and stay out of logs, errors and redirects (none is followed).
"""

from __future__ import annotations

import logging
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager

import requests
from requests.adapters import HTTPAdapter
from requests.structures import CaseInsensitiveDict
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    MaxRetryError,
    NewConnectionError,
    SSLError,
)

from portal.backends import context
from portal.backends.addresses import NotPublic
from portal.backends.answers import HANG_SECONDS, Answer, Disconnected, broken, read_body
from portal.backends.calls import Call
from portal.backends.errors import Unavailable

CONNECT_SECONDS = 3.05
READ_SECONDS = 10.0
WRITE_SECONDS = 30.0
PROBE_SECONDS = 5.0

_AGENT = "worker-portal"

# urllib3 writes whole addresses, with the e-mail that somebody is looked up by: each at DEBUG,
# those of unreadable answers as warnings.
logging.getLogger("urllib3").setLevel(logging.ERROR)


def send(adapter: HTTPAdapter, call: Call, url: str, token: str | None = None) -> requests.Response:
    left = give_up_at(call) - time.monotonic()
    if left <= 0:
        raise Unavailable("the deadline had passed", sent=False)
    request = requests.PreparedRequest()
    request.method, request.url, request.body = call.method, url, call.body
    request.headers = _headers(call, token)
    try:
        return adapter.send(
            request, stream=True, timeout=(min(CONNECT_SECONDS, left), left), verify=True
        )
    except requests.RequestException as error:
        # Not chained: its text and its request hold the address and the token.
        raise _unreached(error, had_time=left >= HANG_SECONDS) from None


def give_up_at(call: Call) -> float:
    alone = time.monotonic() + (READ_SECONDS if call.repeatable else WRITE_SECONDS)
    deadline = context.deadline.get()
    return alone if deadline is None else min(alone, deadline)


@contextmanager
def time_to_answer(probe: bool) -> Iterator[None]:
    """For a probe more time than its page may have, lest a slow HR system be never found up. The
    page does not wait for it."""
    deadline = context.deadline.get()
    if not probe or deadline is None:
        yield
        return
    token = context.deadline.set(max(deadline, time.monotonic() + PROBE_SECONDS))
    try:
        yield
    finally:
        context.deadline.reset(token)


def _headers(call: Call, token: str | None) -> CaseInsensitiveDict[str]:
    headers = {"Accept": "*/*", "Accept-Encoding": "identity", "User-Agent": _AGENT}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    if request_id := context.request_id.get():
        headers["X-Request-Id"] = request_id
    if call.body is not None:
        headers["Content-Type"] = call.content_type
        headers["Content-Length"] = str(len(call.body))
    elif call.method != "GET":
        headers["Content-Length"] = "0"
    if call.key:
        headers["Idempotency-Key"] = call.key
    return CaseInsensitiveDict(headers)


def read(response: requests.Response) -> Answer:
    raw, started = response.raw, time.monotonic()
    try:
        body = read_body(raw, started + READ_SECONDS)
    except HTTPError as error:
        raise broken(error, time.monotonic() - started) from None
    finally:
        raw.close()
    return Answer(response.status_code, response.headers, body)


def _unreached(error: requests.RequestException, *, had_time: bool) -> Unavailable:
    cause = error.args[0] if error.args else None
    reason = cause.reason if isinstance(cause, MaxRetryError) else cause
    if isinstance(reason, NotPublic):
        return Unavailable("the file's address is not a public one", sent=False)
    if isinstance(reason, NewConnectionError | ConnectTimeoutError):
        refused = isinstance(reason, NewConnectionError)
        message = f"not reachable ({type(reason).__name__})"
        return Disconnected(message, sent=False, outage=refused or had_time)
    if isinstance(reason, SSLError):
        # Only of a bad certificate is it certain that nothing was sent.
        bad_certificate = isinstance(reason.args[0], ssl.SSLCertVerificationError)
        return Unavailable("TLS failed", sent=not bad_certificate, outage=True)
    if isinstance(error, requests.Timeout):
        return Unavailable("no answer in time", outage=had_time)
    return Disconnected("the connection broke")
