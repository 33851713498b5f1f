"""Structured logs: one line a request, an id that goes on to the backend, nothing personal."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import MutableMapping
from typing import Any

import structlog
from flask import Flask, Response, g, request

from portal.audit import Visitor, visitor
from portal.backends import context
from portal.db import new_id

_REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
# Local variables stay out: they hold tokens and what people typed.
_TRACEBACKS = structlog.processors.ExceptionRenderer(
    structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
)
log = structlog.get_logger("portal.request")


def configure_logs(log_format: str) -> None:
    """Once per process. ``log_format``: ``json`` for machines, ``console`` for people."""
    renderer: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer()
        if log_format == "console"
        else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[
            _add_request_id,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _TRACEBACKS,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=False,
    )


def init_logs(app: Flask) -> None:
    """Give each request an id and write its line. Paths are logged as route patterns."""

    @app.before_request
    def start() -> None:
        asked = request.headers.get("X-Request-Id", "")
        request_id = asked if _REQUEST_ID.fullmatch(asked) else new_id()
        context.request_id.set(request_id)
        context.deadline.set(None)
        visitor.set(Visitor(request.remote_addr or "", request.user_agent.string))
        g.request_id = request_id
        g.started = time.perf_counter()

    @app.after_request
    def finish(response: Response) -> Response:
        response.headers["X-Request-Id"] = g.get("request_id", "")
        log.info(
            "request",
            method=request.method,
            route=request.url_rule.rule if request.url_rule else None,
            status=response.status_code,
            ms=round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000, 1),
        )
        return response


def _add_request_id(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    if request_id := context.request_id.get():
        event.setdefault("request_id", request_id)
    return event
