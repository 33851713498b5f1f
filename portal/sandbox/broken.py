"""Answers that a healthy server would not give. Which fault does what is in `faults.py`."""

import json
import math
import time
from collections.abc import Iterator
from typing import Any

from flask import Response, request

from portal.sandbox.faults import Hit, Kind, cut_connection
from portal.sandbox.state import Sandbox

DEPTH = 100_000
HUGE_BYTES = 64 * 1024 * 1024
SHORT_HOLD = 1.0
LONG_HOLD = 60.0

ERROR_PAGE = """<!doctype html><html><head><title>500 Internal Server Error</title></head><body>
<h1>Internal Server Error</h1><pre>TypeError: Cannot read properties of undefined (reading 'id')
    at ContractService.find (/srv/app/src/services/contract.service.ts:214:31)
    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)
</pre></body></html>
"""
MAINTENANCE_PAGE = """<!doctype html><html><head><title>Just a moment...</title></head>
<body><h1>We are making things better</h1></body></html>
"""


def take_time(sandbox: Sandbox, fault: Hit | None) -> None:
    """Be as slow as the settings and the fault say."""
    if sandbox.settings.latency_ms:
        time.sleep(sandbox.settings.latency_ms / 1000)
    if fault and fault.kind is Kind.LATENCY:
        fault.hold(SHORT_HOLD)


def instead_of_call(fault: Hit) -> Response | None:
    """The answer of a fault that keeps the call from having any effect; None to go on."""
    match fault.kind:
        case Kind.HANG:
            return _held(fault)
        case Kind.CUT:
            cut_connection(request.environ)
            return Response(status=500)
        case Kind.SERVER_ERROR_PAGE:
            return Response(ERROR_PAGE, 500, content_type="text/html; charset=utf-8")
        case _:
            return None


def instead_of_answer(fault: Hit, response: Response) -> Response:
    """The answer as the fault leaves it."""
    match fault.kind:
        case Kind.ACCEPTED_THEN_TIMEOUT:
            return _held(fault)
        case Kind.HTML:
            return Response(MAINTENANCE_PAGE, 200, content_type="text/html; charset=utf-8")
        case Kind.TRUNCATED:
            return _truncated(response)
        case Kind.NAN:
            return _rewritten(
                response, json.dumps(_without_numbers(response.get_json(silent=True)))
            )
        case Kind.NULL | Kind.MISSING:
            values = _hollow(response.get_json(silent=True), missing=fault.kind is Kind.MISSING)
            return _rewritten(response, json.dumps(values))
        case Kind.EMPTY_ITEM:
            values = _with_empty_item(response.get_json(silent=True))
            return _rewritten(response, json.dumps(values))
        case Kind.DUPLICATE_KEYS:
            return _rewritten(response, _first_key_twice(response.get_data(as_text=True)))
        case Kind.DEEP:
            return _rewritten(response, '{"data":' + "[" * DEPTH + "]" * DEPTH + "}")
        case Kind.HUGE:
            return Response(_endless_list(), response.status_code, mimetype="application/json")
        case _:
            return response


def _held(fault: Hit) -> Response:
    fault.hold(LONG_HOLD)
    cut_connection(request.environ)
    return Response(status=504)


def _truncated(response: Response) -> Response:
    body = response.get_data()
    environ = request.environ

    def first_half() -> Iterator[bytes]:
        yield body[: len(body) // 2]
        cut_connection(environ)

    cut = Response(first_half(), response.status_code, content_type=response.content_type)
    cut.content_length = len(body)
    return cut


def _rewritten(response: Response, body: str) -> Response:
    return Response(body, response.status_code, content_type="application/json; charset=utf-8")


def _without_numbers(value: Any) -> Any:
    match value:
        case dict():
            return {key: _without_numbers(item) for key, item in value.items()} | {"rank": math.nan}
        case list():
            return [_without_numbers(item) for item in value]
        case bool() | str() | None:
            return value
        case _:
            return math.nan


def _hollow(value: Any, *, missing: bool) -> Any:
    """The same lists and objects, but whatever is neither is null, or left out of its object."""
    match value:
        case dict():
            return {
                key: _hollow(item, missing=missing)
                for key, item in value.items()
                if isinstance(item, dict | list) or not missing
            }
        case list():
            return [_hollow(item, missing=missing) for item in value]
        case _:
            return None


def _with_empty_item(value: Any) -> Any:
    """An object in place of the first member of each list that is not inside of another."""
    match value:
        case dict():
            return {key: _with_empty_item(item) for key, item in value.items()}
        case [_, *rest]:
            return [{}, *rest]
        case _:
            return value


def _first_key_twice(body: str) -> str:
    key = next(iter(json.loads(body)), "data")
    return f"{body.rstrip()[:-1]},{json.dumps(key)}:null}}"


def _endless_list() -> Iterator[bytes]:
    yield b'{"data":["'
    block = b"x" * 65536
    for _ in range(HUGE_BYTES // len(block)):
        yield block
    yield b'"]}'
