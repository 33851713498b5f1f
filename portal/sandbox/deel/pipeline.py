"""What happens to every call, in this order: faults, rate limit, authentication, token kind,
scopes, content type, idempotency, handler."""

import uuid

from flask import Blueprint, Response, request

from portal.sandbox import broken
from portal.sandbox.clock import instant
from portal.sandbox.deel import strangers
from portal.sandbox.deel.call import Answer, Call, Caller, to_json
from portal.sandbox.deel.endpoint import Accepts, Endpoint
from portal.sandbox.deel.errors import Envelope, Refused, refuse, render
from portal.sandbox.deel.idempotency import Idempotency
from portal.sandbox.deel.rate import RateLimit, too_many_requests
from portal.sandbox.deel.tokens import authenticate, revoke, unauthorized
from portal.sandbox.faults import Hit, Kind
from portal.sandbox.journal import Entry
from portal.sandbox.nightly import catch_up
from portal.sandbox.state import Sandbox


class Pipeline:
    """Turns endpoints into views of a blueprint."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._rate_limit = RateLimit(sandbox)
        self._idempotency = Idempotency(sandbox)

    def mount(self, blueprint: Blueprint, endpoint: Endpoint) -> None:
        """Serve one endpoint."""

        def view(**ids: str) -> Response:
            return self._respond(endpoint, ids)

        blueprint.add_url_rule(
            endpoint.path,
            endpoint=endpoint.operation.replace(".", "_"),
            view_func=view,
            methods=[endpoint.method],
        )

    def _respond(self, endpoint: Endpoint, ids: dict[str, str]) -> Response:
        sandbox = self._sandbox
        fault = sandbox.faults.take(endpoint.operation)
        entry = Entry(
            operation=endpoint.operation,
            method=request.method,
            path=request.path,
            at=instant(sandbox.clock.now()),
            idempotency_key=request.headers.get("Idempotency-Key"),
            request_id=str(uuid.uuid4()),
            fault=fault.kind if fault else None,
        )
        sandbox.journal.add(entry)
        early = broken.instead_of_call(fault) if fault else None
        if early is not None:
            entry.status = early.status_code
            return early
        try:
            answer = self._answer(endpoint, ids, entry, fault)
        except Refused as refused:
            answer = refusal(refused, endpoint, entry.request_id)
        entry.status = answer.status
        headers = {"x-request-id": entry.request_id, **answer.headers}
        response = Response(answer.body, answer.status, headers, content_type=answer.content_type)
        return broken.instead_of_answer(fault, response) if fault else response

    def _answer(
        self, endpoint: Endpoint, ids: dict[str, str], entry: Entry, fault: Hit | None
    ) -> Answer:
        sandbox = self._sandbox
        if fault and fault.kind is Kind.TOO_MANY_REQUESTS:
            raise too_many_requests()
        if fault and fault.kind is Kind.SERVER_ERROR:
            raise refuse(500, "Internal server error", code="INTERNAL_SERVER_ERROR")
        self._rate_limit.check()
        catch_up(sandbox)
        caller = authenticate(sandbox, request.headers.get("Authorization"))
        entry.token, entry.worker = caller.kind, caller.worker
        if fault and fault.kind is Kind.EXPIRED_TOKEN:
            if caller.worker:
                revoke(sandbox, caller.worker)
            raise unauthorized()
        _check_rights(endpoint, caller)
        _check_content_type(endpoint)
        if fault and fault.kind is Kind.STRANGER and endpoint.method == "GET":
            caller, ids = strangers.swap(sandbox.store.db, caller, ids)
        call = Call(sandbox, caller, entry.request_id)

        def carry_out() -> Answer:
            broken.take_time(sandbox, fault)
            return endpoint.handler(call, **ids)

        if entry.idempotency_key is not None and endpoint.method in ("POST", "PATCH"):
            return self._idempotency.once(
                caller, entry.idempotency_key, entry.request_id, carry_out
            )
        return carry_out()


def _check_rights(endpoint: Endpoint, caller: Caller) -> None:
    if not endpoint.admits(caller.kind):
        raise refuse(403, "Invalid token type for this endpoint", code="TOKEN_TYPE_NOT_ALLOWED")
    if not endpoint.scopes & caller.scopes:
        needed = ", ".join(sorted(endpoint.scopes))
        raise refuse(403, f"Insufficient scope. One of: {needed}", code="FORBIDDEN")


def _check_content_type(endpoint: Endpoint) -> None:
    if endpoint.accepts is not Accepts.NOTHING and request.mimetype != endpoint.accepts.value:
        raise refuse(400, f"Content-Type must be {endpoint.accepts.value}", code="BAD_REQUEST")


def refusal(refused: Refused, endpoint: Endpoint | None, request_id: str) -> Answer:
    """The answer that a refusal becomes, in the envelope of its endpoint and status."""
    by_status = endpoint.envelopes if endpoint else {}
    envelope = refused.envelope or by_status.get(refused.status, Envelope.A)
    described = {
        "method": request.method,
        "url": request.full_path.rstrip("?"),
        "status": refused.status,
        "api_req_id": request_id,
        "docs": "https://developer.deel.com/",
        "source": "public-api",
    }
    headers = {"Retry-After": str(refused.retry_after)} if refused.retry_after else {}
    return Answer(refused.status, to_json(render(envelope, refused, described)), headers=headers)
