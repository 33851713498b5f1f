"""How an endpoint is declared: method, path, operation name, scopes, envelopes.

    endpoints = Endpoints()

    @endpoints.get("/people/<hris_profile_id>", operation="people.get", scopes={"people:read"})
    def get_person(call: Call, hris_profile_id: str) -> Answer: ...

What is checked before a handler runs, and in which order, is in `pipeline.py`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum

from portal.sandbox.deel.call import Answer
from portal.sandbox.deel.errors import DEFAULT, EnvelopeByStatus

WORKER_SCOPES = frozenset({"worker:read", "worker:write", "benefits:read"})
ORGANIZATION_SCOPES = frozenset(
    {"admin:worker", "auth:write", "benefits:read", "forms:read", "payslips:read"}
    | {
        f"{resource}:{right}"
        for resource in (
            "people",
            "contracts",
            "time-off",
            "organizations",
            "screenings",
            "webhooks",
        )
        for right in ("read", "write")
    }
)

Handler = Callable[..., Answer]


class Accepts(Enum):
    """What the body has to be. Endpoints with an empty body do not look at it."""

    JSON = "application/json"
    MULTIPART = "multipart/form-data"
    NOTHING = ""


@dataclass(frozen=True)
class Endpoint:
    """One operation. Any one of `scopes` is enough."""

    method: str
    path: str
    operation: str
    scopes: frozenset[str]
    handler: Handler
    envelopes: EnvelopeByStatus
    accepts: Accepts
    worker_only: bool

    def admits(self, kind: str) -> bool:
        """Whether this kind of token may call it at all."""
        if kind == "worker":
            return self.worker_only or any(scope.startswith("worker:") for scope in self.scopes)
        return not self.worker_only and bool(self.scopes & ORGANIZATION_SCOPES)


class Endpoints:
    """The endpoints of one module, in the order of their declaration."""

    def __init__(self) -> None:
        self._endpoints: list[Endpoint] = []

    def __iter__(self) -> Iterator[Endpoint]:
        return iter(self._endpoints)

    def get(
        self,
        path: str,
        *,
        operation: str,
        scopes: set[str],
        envelopes: EnvelopeByStatus = DEFAULT,
        worker_only: bool = False,
    ) -> Callable[[Handler], Handler]:
        """A read."""
        return self._add("GET", path, operation, scopes, envelopes, Accepts.NOTHING, worker_only)

    def post(
        self,
        path: str,
        *,
        operation: str,
        scopes: set[str],
        envelopes: EnvelopeByStatus = DEFAULT,
        accepts: Accepts = Accepts.JSON,
        worker_only: bool = False,
    ) -> Callable[[Handler], Handler]:
        """A write that honours `Idempotency-Key`."""
        return self._add("POST", path, operation, scopes, envelopes, accepts, worker_only)

    def patch(
        self,
        path: str,
        *,
        operation: str,
        scopes: set[str],
        envelopes: EnvelopeByStatus = DEFAULT,
        worker_only: bool = False,
    ) -> Callable[[Handler], Handler]:
        """A change that honours `Idempotency-Key`."""
        return self._add("PATCH", path, operation, scopes, envelopes, Accepts.JSON, worker_only)

    def delete(
        self,
        path: str,
        *,
        operation: str,
        scopes: set[str],
        envelopes: EnvelopeByStatus = DEFAULT,
        worker_only: bool = False,
    ) -> Callable[[Handler], Handler]:
        """A removal; `Idempotency-Key` means nothing here."""
        return self._add("DELETE", path, operation, scopes, envelopes, Accepts.NOTHING, worker_only)

    def _add(
        self,
        method: str,
        path: str,
        operation: str,
        scopes: set[str],
        envelopes: EnvelopeByStatus,
        accepts: Accepts,
        worker_only: bool,
    ) -> Callable[[Handler], Handler]:
        def register(handler: Handler) -> Handler:
            self._endpoints.append(
                Endpoint(
                    method,
                    path,
                    operation,
                    frozenset(scopes),
                    handler,
                    envelopes,
                    accepts,
                    worker_only,
                )
            )
            return handler

        return register
