"""The round trip to an HR system: take a turn, send, check, read; again where that may help."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import TypeVar
from urllib.parse import urlsplit

import requests
import structlog
from requests.adapters import HTTPAdapter

from portal.backends import context
from portal.backends.addresses import PublicOnlyAdapter, is_public_url, origin
from portal.backends.answers import Answer, Disconnected, ReadProblem, refusal
from portal.backends.budget import Budget
from portal.backends.calls import Call
from portal.backends.circuit import Circuit
from portal.backends.download import StreamedFile
from portal.backends.errors import BackendError, Limited, NotFound, Unavailable
from portal.backends.in_flight import InFlight
from portal.backends.json_body import JSON, UnreadableBody
from portal.backends.sending import give_up_at, read, send, time_to_answer

QUICKEST = 0.05
"""No answer comes in less: a later turn would be used up for nothing."""
ATTEMPTS = 3
"""Of what is repeatable; a write is sent once."""

_RETRIED = frozenset({429, 500, 502, 503, 504})
_POOL_SIZE = 64
_JITTER = random.SystemRandom()

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
        self._in_flight: InFlight[JSON] = InFlight()
        self._reads, self._writes, self._files = (
            Circuit(backend, kind) for kind in ("reads", "writes", "files")
        )
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
                self._in_flight.part()
        # A page that joined a background call would wait behind all other pages.
        same = (call.method, call.target, call.body, token, context.background.get())
        return self._in_flight.run(
            same, lambda: self._run(call, lambda: self._json(call, token)), give_up_at(call)
        )

    def open(self, call: Call, token: str) -> StreamedFile:
        """A file that the API itself answers with. Raises: BackendError."""
        return self._run(call, lambda: self._open(call, token), self._files)

    def open_url(self, operation: str, url: str) -> StreamedFile:
        """A file at an address out of an answer; no token is sent there.

        Raises: Unavailable, also for an address that is neither public https nor the API's own.
        """
        call = Call(operation, "GET", url, repeatable=True)
        return self._run(call, lambda: self._open_url(call), self._files)

    def _run(
        self, call: Call, once: Callable[[], Result], circuit: Circuit | None = None
    ) -> Result:
        circuit = circuit or (self._reads if call.repeatable else self._writes)
        try:
            with circuit.passing(call.operation) as probe, time_to_answer(probe):
                return self._attempt(call, once)
        except Unavailable as error:
            error.operation = call.operation
            raise

    def _attempt(self, call: Call, once: Callable[[], Result]) -> Result:
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
        answer = read(self._call(call, token))
        if not answer.ok:
            raise self._refusal(answer)
        try:
            return answer.json()
        except UnreadableBody as error:
            raise Unavailable(f"unreadable answer: {error}", status=answer.status) from None

    def _open(self, call: Call, token: str) -> StreamedFile:
        response = self._call(call, token)
        if response.status_code != HTTPStatus.OK:
            raise self._refusal(read(response))
        return self._stream(response)

    def _open_url(self, call: Call) -> StreamedFile:
        url = call.target
        if _is_of(self._origin, url):
            response = send(self._adapter, call, url)
        elif is_public_url(url):
            response = send(self._public_files, call, url)
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
        too_long = self._budget.wait(give_up_at(call) - QUICKEST)
        if too_long is not None:
            raise Limited("no turn before the deadline", retry_after=too_long)
        return send(self._adapter, call, self._base_url + call.target, token)

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
