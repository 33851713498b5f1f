"""What an HR system answers, read with suspicion, and what its refusals mean to us."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from urllib3.exceptions import HTTPError, ReadTimeoutError
from urllib3.response import BaseHTTPResponse

from portal.backends.errors import (
    BackendError,
    Conflict,
    Limited,
    NotAllowed,
    NotFound,
    Rejected,
    TokenRefused,
    Unavailable,
)
from portal.backends.json_body import JSON, UnreadableBody, parse

MAX_ANSWER = 8 * 1024 * 1024
_PIECE = 256 * 1024
_LONGEST_PAUSE = 60.0
HANG_SECONDS = 3.0
"""Who has not answered after so long hangs. A shorter wait, because a page did not have more time,
says nothing: a slow HR system would be taken for one that is down."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What a vendor's error body says, read out of its envelope."""

    message: str = ""
    """A sentence fit for people, or empty."""
    code: str = ""
    request_id: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    """Our field names to the vendor's sentences."""
    running: bool = False
    """Refused only because the same act, by its idempotency key, is still being carried out."""


class Disconnected(Unavailable):
    """No connection, or a broken one: another attempt may find a better one."""

    def __init__(self, operator_message: str, *, sent: bool = True, outage: bool = True) -> None:
        super().__init__(operator_message, sent=sent, outage=outage)


ReadProblem = Callable[[JSON], Problem]


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    def json(self) -> JSON:
        """None for an empty body. Raises: UnreadableBody."""
        if not self.body:
            return None
        media_type = self.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if media_type != "application/json" and not media_type.endswith("+json"):
            raise UnreadableBody("not sent as JSON")
        return parse(self.body)


def read_body(raw: BaseHTTPResponse, give_up_at: float) -> bytes:
    """The whole body, at most ``MAX_ANSWER`` bytes, by ``give_up_at`` (``time.monotonic()``).

    Raises: Unavailable, urllib3's HTTPError.
    """
    if raw.headers.get("Content-Encoding", "identity") != "identity":
        raise Unavailable("the answer is compressed though that was not asked for")
    if not has_end(raw):
        raise Disconnected("the answer has no end: the connection may have broken")
    pieces, size = [], 0
    while piece := raw.read1(_PIECE, decode_content=False):
        size += len(piece)
        if size > MAX_ANSWER:
            raise Unavailable("the answer is too large")
        if time.monotonic() > give_up_at:
            raise Unavailable("the answer came too slowly", outage=True)
        pieces.append(piece)
    return b"".join(pieces)


def has_end(raw: BaseHTTPResponse) -> bool:
    """Whether a cut would be noticed, by a length or by chunks. urllib3 takes headers that were
    cut short for whole ones."""
    chunked = raw.headers.get("Transfer-Encoding", "").lower() == "chunked"
    return chunked or raw.length_remaining is not None


def broken(error: HTTPError, waited: float = 0.0) -> Unavailable:
    """The connection failed after the call had left. ``waited``: seconds for the answer's body."""
    if isinstance(error, ReadTimeoutError):
        return Unavailable("no answer in time", outage=waited >= HANG_SECONDS)
    return Disconnected("the connection broke")


def refusal(answer: Answer, read_problem: ReadProblem) -> BackendError:
    """What a status other than 2xx means."""
    try:
        problem = read_problem(answer.json())
    except UnreadableBody:
        problem = Problem()
    error = _error_of(answer, problem)
    error.status = answer.status
    error.vendor_code = problem.code
    error.vendor_request_id = problem.request_id
    if 400 <= answer.status < 500 and not isinstance(error, TokenRefused | Limited):
        error.vendor_message = problem.message
    return error


def _error_of(answer: Answer, problem: Problem) -> BackendError:
    status = answer.status
    if problem.running:
        return Unavailable("the same act is still being carried out")
    if status == 429:
        return Limited("too many calls", retry_after=_retry_after(answer.headers))
    if status < 400 or status >= 500 or status == 408:
        return Unavailable(f"answered {status}", outage=status >= 500)
    if status == 401:
        return TokenRefused("the token was refused")
    if status == 403:
        return NotAllowed("the token may not do this")
    if status in (404, 410):
        return NotFound("no such thing")
    kind = Conflict if status == 409 else Rejected
    return kind(f"answered {status}", fields=problem.fields)


def _retry_after(headers: Mapping[str, str]) -> float:
    """Seconds; one where the HR system does not say."""
    text = headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit() and len(text) < 6:
        seconds = float(text)
    else:
        try:
            seconds = (parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds()
        except (TypeError, ValueError):
            seconds = 1.0
    return min(max(seconds, 0.0), _LONGEST_PAUSE)
