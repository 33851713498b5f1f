"""The route that serves files. No authorization header belongs here, as with an object store."""

import uuid

from flask import Blueprint, Response, request

from portal.sandbox import broken
from portal.sandbox.clock import instant
from portal.sandbox.files import PREFIX, LinkRefused
from portal.sandbox.journal import Entry
from portal.sandbox.rendering import stored_file_or_none
from portal.sandbox.state import Sandbox

OPERATION = "files.get"


def blueprint(sandbox: Sandbox) -> Blueprint:
    """`GET /files/<token>`; the journal calls it `files.get` and does not keep the token."""
    routes = Blueprint("files", __name__)

    @routes.get(f"{PREFIX}<token>")
    def get_file(token: str) -> Response:
        fault = sandbox.faults.take(OPERATION)
        entry = Entry(
            operation=OPERATION,
            method=request.method,
            path=PREFIX,
            at=instant(sandbox.clock.now()),
            request_id=str(uuid.uuid4()),
            token="leaked" if "Authorization" in request.headers else None,
            fault=fault.kind if fault else None,
        )
        sandbox.journal.add(entry)
        broken.take_time(sandbox, fault)
        early = broken.instead_of_call(fault) if fault else None
        response = early or _response(sandbox, token)
        if fault and early is None:
            response = broken.instead_of_answer(fault, response)
        entry.status = response.status_code
        return response

    return routes


def _response(sandbox: Sandbox, token: str) -> Response:
    if "Authorization" in request.headers:
        return _error(400, "InvalidArgument", "Only one auth mechanism allowed")
    try:
        kind, key = sandbox.links.read(token)
    except LinkRefused as refused:
        return _error(403, "AccessDenied", str(refused))
    stored = stored_file_or_none(sandbox, kind, key)
    if stored is None:
        return _error(404, "NoSuchKey", "The specified key does not exist.")
    response = Response(stored.blocks(), content_type=stored.content_type)
    response.content_length = stored.length
    return response


def _error(status: int, code: str, message: str) -> Response:
    xml = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<Error><Code>{code}</Code><Message>{message}</Message></Error>"
    )
    return Response(xml, status, content_type="application/xml")
