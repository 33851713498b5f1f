"""How a call to an HR system fails. One tree, mapped to pages in ``portal/web/errors.py``.

BackendError
  Unavailable        no usable answer; ``sent`` says whether a write may have taken effect
    Limited          too many calls, here or there; nothing was done
  TokenRefused       the credential is no longer good (401): mint once, then sign in again
  NotAllowed         the credential may not do this (403)
  NotFound           no such thing, or not this worker's
    ForeignObject    the HR system answered with what belongs to somebody else
  Rejected           the HR system says no to this input; ``fields`` and ``vendor_message`` say why
    Conflict         the thing is no longer in the state that this act needs (409)
  Unsupported        this HR system cannot do this
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime


class BackendError(Exception):
    """A call failed. ``str(error)`` is for the operator and never holds a body or a token.

    ``vendor_message`` is the HR system's own sentence, fit for the worker to read, or empty.
    """

    def __init__(
        self,
        operator_message: str = "",
        *,
        backend: str = "",
        operation: str = "",
        status: int | None = None,
        vendor_code: str = "",
        vendor_request_id: str = "",
        vendor_message: str = "",
    ) -> None:
        super().__init__(operator_message or type(self).__name__)
        self.backend = backend
        self.operation = operation
        self.status = status
        self.vendor_code = vendor_code
        self.vendor_request_id = vendor_request_id
        self.vendor_message = vendor_message

    def log_fields(self) -> dict[str, str | int | None]:
        """What the operator's log line carries."""
        return {
            "error": type(self).__name__,
            "reason": str(self),
            "backend": self.backend,
            "operation": self.operation,
            "status": self.status,
            "vendor_code": self.vendor_code,
            "vendor_request_id": self.vendor_request_id,
        }


class Unavailable(BackendError):
    """No usable answer: time-out, broken connection, 5xx, unreadable body.

    ``sent`` is False only when it is certain that nothing took effect: nothing reached the HR
    system, or it was a read. ``outage``: the HR system did not answer, though it had time to.
    ``since``: how long that is known, aware UTC.
    """

    def __init__(
        self,
        operator_message: str = "",
        *,
        sent: bool = True,
        outage: bool = False,
        since: datetime | None = None,
        **details: object,
    ) -> None:
        super().__init__(operator_message, **details)  # type: ignore[arg-type]
        self.sent = sent
        self.outage = outage
        self.since = since


class Limited(Unavailable):
    """The call budget is used up, ours or theirs; nothing was done. ``retry_after``: seconds."""

    def __init__(
        self, operator_message: str = "", *, retry_after: float = 1.0, **details: object
    ) -> None:
        details.setdefault("sent", False)
        super().__init__(operator_message, **details)  # type: ignore[arg-type]
        self.retry_after = retry_after


class TokenRefused(BackendError):
    """The credential is expired, replaced or revoked (401)."""


class NotAllowed(BackendError):
    """The credential is good but may not do this (403)."""


class NotFound(BackendError):
    """No such thing, or not this worker's: the two are the same to the asker."""


class ForeignObject(NotFound):
    """An answer held an object of somebody else: nobody sees it, the operator is told."""

    def __init__(self, kind: str, object_id: str, **details: object) -> None:
        super().__init__(f"{kind} {object_id} belongs to somebody else", **details)  # type: ignore[arg-type]
        self.kind = kind
        self.object_id = object_id

    def log_fields(self) -> dict[str, str | int | None]:
        return {**super().log_fields(), "kind": self.kind, "object_id": self.object_id}


class Rejected(BackendError):
    """The HR system refuses this input. ``fields`` maps our field names to its sentences."""

    def __init__(
        self,
        operator_message: str = "",
        *,
        fields: Mapping[str, str] | None = None,
        **details: object,
    ) -> None:
        super().__init__(operator_message, **details)  # type: ignore[arg-type]
        self.fields = dict(fields or {})


class Conflict(Rejected):
    """The thing is not, or no longer, in the state this act needs (409)."""


class Unsupported(BackendError):
    """This HR system cannot do this; the capability table says so beforehand."""
