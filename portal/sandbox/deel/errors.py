"""Refusals, and the error envelopes they travel in (hr-apis/deel.md section 1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any


class Envelope(Enum):
    """The shapes that hr-apis/deel.md names with these letters."""

    A = "request and a list of errors"
    B = "list of errors with code and field"
    C = "errors is an object"
    D = "error is an object"
    E = "error is a text"
    F = "message alone"
    G = "rate limit"


EnvelopeByStatus = Mapping[int, Envelope]
"""Which envelope a status has; statuses that are not named travel in envelope A."""

DEFAULT: EnvelopeByStatus = {}
EOR: EnvelopeByStatus = dict.fromkeys((400, 401, 403, 404, 409, 422, 500), Envelope.B)
PERSON: EnvelopeByStatus = {500: Envelope.D}
MAGIC_LINK: EnvelopeByStatus = {401: Envelope.E, 500: Envelope.E}
PAYSLIPS: EnvelopeByStatus = {400: Envelope.E, 404: Envelope.E}
TIME_OFF_WRITE: EnvelopeByStatus = dict.fromkeys((400, 403, 404), Envelope.C)
POLICIES: EnvelopeByStatus = {404: Envelope.F}


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong; `field` is a dot path without the leading `data`."""

    message: str
    field: str | None = None
    code: str | None = None


class Refused(Exception):
    """The vendor says no. Raised by handlers and by the checks before them."""

    def __init__(
        self,
        status: int,
        *problems: Problem,
        code: str | None = None,
        envelope: Envelope | None = None,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(problems[0].message)
        self.status = status
        self.problems = problems
        self.code = code
        self.envelope = envelope
        self.retry_after = retry_after


def refuse(
    status: int, message: str, *, code: str | None = None, field: str | None = None
) -> Refused:
    """A refusal with one problem: `raise refuse(404, "Contract not found")`."""
    return Refused(status, Problem(message, field, code), code=code)


def not_found(what: str) -> Refused:
    """404, with the same words whether it does not exist or belongs to somebody else."""
    return refuse(404, f"{what} not found", code="NOT_FOUND")


def render(envelope: Envelope, refused: Refused, request: dict[str, Any]) -> dict[str, Any]:
    """The JSON of a refusal. `request` describes the call, for the envelopes that repeat it."""
    problems, first = refused.problems, refused.problems[0]
    match envelope:
        case Envelope.A:
            errors = [{"path": item.field or "", "message": item.message} for item in problems]
            return {"request": request | {"code": refused.code}, "errors": errors}
        case Envelope.B:
            return {
                "errors": [
                    {
                        "code": item.code or refused.code or str(refused.status),
                        "field": item.field,
                        "message": item.message,
                    }
                    for item in problems
                ]
            }
        case Envelope.C:
            message = "; ".join(_with_field(item) for item in problems)
            return {"errors": {"message": message}, "request": request | {"code": refused.code}}
        case Envelope.D:
            code = refused.code or str(refused.status)
            return {"error": {"code": code, "message": first.message, "details": None}}
        case Envelope.E:
            return {"error": "; ".join(_with_field(item) for item in problems)}
        case Envelope.F:
            return {"message": "; ".join(_with_field(item) for item in problems)}
        case Envelope.G:
            return {
                "error": "Rate limit exceeded",
                "status": refused.status,
                "message": first.message,
            }


def _with_field(problem: Problem) -> str:
    return f"{problem.field}: {problem.message}" if problem.field else problem.message
