"""The round trip to an HR system: prepare, take a turn, send, check, read.

Tokens come in with each call and stay out of logs, errors and redirects (none is followed).
"""

from __future__ import annotations

import logging
import random
import ssl
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import TypeVar
from urllib.parse import urlsplit

import requests
import structlog
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
from portal.backends.addresses import NotPublic, PublicOnlyAdapter, is_public_url, origin
from portal.backends.answers import Answer, Disconnected, ReadProblem, broken, read_body, refusal
from portal.backends.budget import Budget
from portal.backends.calls import Call
from portal.backends.download import StreamedFile
from portal.backends.errors import BackendError, Limited, NotFound, Unavailable
from portal.backends.in_flight import InFlight
from portal.backends.json_body import JSON, UnreadableBody

CONNECT_SECONDS = 3.05
READ_SECONDS = 10.0
WRITE_SECONDS = 30.0
QUICKEST = 0.05
"""No answer comes in less: a later turn would be used up for nothing."""
ATTEMPTS = 3
"""Of what is repeatable; a write is sent once."""

_RETRIED = frozenset({429, 500, 502, 503, 504})
_POOL_SIZE = 64
_AGENT = "worker-portal"
_JITTER = random.SystemRandom()

# urllib3 writes whole addresses, with the e-mail that somebody is looked up by: each at DEBUG,
# those of unreadable answers as warnings.
logging.getLogger("urllib3").setLevel(logging.ERROR)

log = structlog.get_logger("portal.backends")
Result = TypeVar("Result")


class Transport:
    """One a backend, shared by all threads.

    It stands on requests' adapters, not on its ``Session``, which would read .netrc and proxy
    variables and carry one worker's cookies into the next worker's call.
    """

    def __init__(
        self,
        backend: str,
        base_url: str,
        *,
        read_problem: ReadProblem,
        budget: Budget,
        download_limit: int,
    ) -> None:
        """``download_limit``: bytes of a file."""
        self._backend = backend
        self._base_url = base_url.rstrip("/")
        self._origin = origin(base_url)
        self._read_problem = read_problem
        self._download_limit = download_limit
        self._budget = budget
        self._reads: InFlight[JSON] = InFlight()
        self._adapter = HTTPAdapter(pool_maxsize=_POOL_SIZE, max_retries=0)
        self._public_files = PublicOnlyAdapter(max_retries=0)

    def json(self, call: Call, token: str) -> JSON:
        """The answer's body; None where there is none. Raises: BackendError.

        That of a read may be another's, who asked the same at the same time: it is not to be
        changed.
        """
        if not call.repeatable:
            try:
                return self._run(call, lambda: self._json(call, token))
            finally:
                self._reads.part()
        # A page that joined a background call would wait behind all other pages.
        same = (call.method, call.target, call.body, token, context.background.get())
        return self._reads.run(
            same, lambda: self._run(call, lambda: self._json(call, token)), _give_up_at(call)
        )

    def open(self, call: Call, token: str) -> StreamedFile:
        """A file that the API itself answers with. Raises: BackendError."""
        return self._run(call, lambda: self._open(call, token))

    def open_url(self, operation: str, url: str) -> StreamedFile:
        """A file at an address out of an answer; no token is sent there.

        Raises: Unavailable, also for an address that is neither public https nor the API's own.
        """
        call = Call(operation, "GET", url, repeatable=True)
        return self._run(call, lambda: self._open_url(call))

    def _run(self, call: Call, once: Callable[[], Result]) -> Result:
        attempt = 1
        while True:
            started = time.monotonic()
            try:
                result = once()
            except BackendError as error:
                error.backend, error.operation = self._backend, call.operation
                if call.repeatable and isinstance(error, Unavailable):
                    error.sent = False
                self._log(call, started, error.status, type(error).__name__)
                again = call.repeatable and attempt < ATTEMPTS and _may_pass(error)
                if not again or not _rest(attempt):
                    raise
                attempt += 1
            else:
                self._log(call, started, 200)
                return result

    def _json(self, call: Call, token: str) -> JSON:
        answer = _read(self._call(call, token))
        if not answer.ok:
            raise self._refusal(answer)
        try:
            return answer.json()
        except UnreadableBody as error:
            raise Unavailable(f"unreadable answer: {error}", status=answer.status) from None

    def _open(self, call: Call, token: str) -> StreamedFile:
        response = self._call(call, token)
        if response.status_code != HTTPStatus.OK:
            raise self._refusal(_read(response))
        return self._stream(response)

    def _open_url(self, call: Call) -> StreamedFile:
        url = call.target
        if _is_of(self._origin, url):
            response = _send(self._adapter, call, url)
        elif is_public_url(url):
            response = _send(self._public_files, call, url)
        else:
            raise Unavailable("the file's address is not a public one", sent=False)
        if response.status_code == HTTPStatus.OK:
            return self._stream(response)
        response.raw.close()
        if response.status_code in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE):
            raise NotFound("the file is gone", status=response.status_code)
        raise Unavailable("the file's host refused", status=response.status_code)

    def _stream(self, response: requests.Response) -> StreamedFile:
        try:
            return StreamedFile(response, limit=self._download_limit)
        except Unavailable:
            response.raw.close()
            raise

    def _call(self, call: Call, token: str) -> requests.Response:
        too_long = self._budget.wait(_give_up_at(call) - QUICKEST)
        if too_long is not None:
            raise Limited("no turn before the deadline", retry_after=too_long)
        return _send(self._adapter, call, self._base_url + call.target, token)

    def _refusal(self, answer: Answer) -> BackendError:
        error = refusal(answer, self._read_problem)
        if isinstance(error, Limited):
            self._budget.pause(error.retry_after)
        return error

    def _log(self, call: Call, started: float, status: int | None, error: str = "") -> None:
        log.info(
            "backend call",
            backend=self._backend,
            operation=call.operation,
            status=status,
            error=error,
            ms=round((time.monotonic() - started) * 1000, 1),
        )


def _send(
    adapter: HTTPAdapter, call: Call, url: str, token: str | None = None
) -> requests.Response:
    left = _give_up_at(call) - time.monotonic()
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
        raise _unreached(error) from None


def _give_up_at(call: Call) -> float:
    alone = time.monotonic() + (READ_SECONDS if call.repeatable else WRITE_SECONDS)
    deadline = context.deadline.get()
    return alone if deadline is None else min(alone, deadline)


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


def _read(response: requests.Response) -> Answer:
    raw = response.raw
    try:
        body = read_body(raw, time.monotonic() + READ_SECONDS)
    except HTTPError as error:
        raise broken(error) from None
    finally:
        raw.close()
    return Answer(response.status_code, response.headers, body)


def _unreached(error: requests.RequestException) -> Unavailable:
    cause = error.args[0] if error.args else None
    reason = cause.reason if isinstance(cause, MaxRetryError) else cause
    if isinstance(reason, NotPublic):
        return Unavailable("the file's address is not a public one", sent=False)
    if isinstance(reason, NewConnectionError | ConnectTimeoutError):
        return Disconnected(f"not reachable ({type(reason).__name__})", sent=False)
    if isinstance(reason, SSLError):
        # Only of a bad certificate is it certain that nothing was sent.
        bad_certificate = isinstance(reason.args[0], ssl.SSLCertVerificationError)
        return Unavailable("TLS failed", sent=not bad_certificate)
    if isinstance(error, requests.Timeout):
        return Unavailable("no answer in time")
    return Disconnected("the connection broke")


def _may_pass(error: BackendError) -> bool:
    return isinstance(error, Disconnected) or error.status in _RETRIED


def _rest(attempt: int) -> bool:
    """Wait a moment before another attempt; False when nobody would wait for that one."""
    pause = 0.1 * 2**attempt * _JITTER.uniform(0.5, 1)
    deadline = context.deadline.get()
    if deadline is not None and time.monotonic() + pause >= deadline:
        return False
    time.sleep(pause)
    return True


def _is_of(own: tuple[str, str, int | None], url: str) -> bool:
    try:
        return origin(url) == own and "@" not in urlsplit(url).netloc
    except ValueError:
        return False
