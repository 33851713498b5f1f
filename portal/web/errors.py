"""Where every uncaught error becomes a page. These pages call no backend."""

from __future__ import annotations

import structlog
from flask import Flask, Response, g, make_response, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from portal.backends.errors import (
    BackendError,
    Conflict,
    Limited,
    NotAllowed,
    NotFound,
    Rejected,
    Unavailable,
    Unsupported,
)
from portal.db import StorageUnavailable, VaultError
from portal.services import services
from portal.web.readings import failure_text

log = structlog.get_logger("portal.errors")

_STATUS: tuple[tuple[type[BackendError], int], ...] = (
    (Limited, 503),
    (Unavailable, 502),
    (NotAllowed, 403),
    (NotFound, 404),
    (Conflict, 409),
    (Rejected, 422),
    (Unsupported, 404),
)
"""First match wins: subclasses stand above their parents."""
_PASSING = frozenset({502, 503})
_PAGES = frozenset({400, 401, 403, 404, 405, 409, 410, 413, 422, 429, 500, 502, 503})


def init_errors(app: Flask) -> None:
    app.register_error_handler(BackendError, _backend_error)
    app.register_error_handler(StorageUnavailable, _storage_unavailable)
    app.register_error_handler(VaultError, _unexpected)
    app.register_error_handler(CSRFError, csrf_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unexpected)


def status_of(error: BackendError) -> int:
    """The HTTP status that an error of a backend becomes."""
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 502)


def error_page(status: int, message: str | None = None) -> Response:
    """The page for ``status``; ``message`` replaces its lead, in words for the worker."""
    shown = status if status in _PAGES else (400 if status < 500 else 500)
    html = render_template(
        f"errors/{shown}.html",
        request_id=g.get("request_id", ""),
        message=message,
        retry_url=_retry_url(status),
    )
    return make_response(html, status)


def _retry_url(status: int) -> str | None:
    """The same page again, where that may help. Never for what was sent."""
    if status in _PASSING and request.method == "GET" and request.url_rule is not None:
        return request.full_path.removesuffix("?")
    return None


def _backend_error(error: BackendError) -> Response:
    status = status_of(error)
    log.warning("backend_error", page=status, **error.log_fields())
    response = error_page(status, _message(error, status))
    if isinstance(error, Limited):
        response.headers["Retry-After"] = str(max(1, round(error.retry_after)))
    return response


def _message(error: BackendError, status: int) -> str | None:
    """What the page says first; None: what it says of all errors of this status."""
    if isinstance(error, Unavailable) and error.since is not None:
        backend = services().backends.get(error.backend)
        return failure_text(error, backend.label if backend else _("The HR system"))
    return error.vendor_message or None if status == 422 else None


def _storage_unavailable(error: StorageUnavailable) -> Response:
    log.error("storage_unavailable", reason=str(error))
    response = error_page(503)
    response.headers["Retry-After"] = "10"
    return response


def csrf_error(error: CSRFError) -> Response:
    """The page for a form without a token, or with another browser's."""
    log.info("csrf_refused", reason=error.description)
    return error_page(400)


def _http_error(error: HTTPException) -> Response | HTTPException:
    if error.code is None or error.code < 400:
        return error
    response = error_page(error.code)
    for name, value in error.get_headers():
        if name.lower() not in ("content-type", "content-length"):
            response.headers[name] = value
    return response


def _unexpected(error: Exception) -> Response:
    log.exception("unexpected_error", error=type(error).__name__)
    return error_page(500)
