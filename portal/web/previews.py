"""Files shown within a page: what can't be shown there is explained there."""

from __future__ import annotations

from collections.abc import Callable

import structlog
from flask import Response, make_response

from portal.backends.contract import Download
from portal.backends.errors import BackendError, Unavailable, Unsupported
from portal.web.headers import PAGE_POLICY
from portal.web.pages import page
from portal.web.streaming import send_download

log = structlog.get_logger("portal.previews")

FRAMED_PAGE_POLICY = PAGE_POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'")


def send_preview(
    open_file: Callable[[], Download], name: str, *, source: str, download_url: str
) -> Response:
    """The file inline where its first bytes prove that it is safe there, else a page that says why.

    It stands in a frame, where an attachment would start a download that nobody asked for and
    an error page could not be shown. Raises: NotFound, NotAllowed, TokenRefused.
    """
    try:
        response = send_download(open_file(), name, inline=True)
    except (Unavailable, Unsupported) as error:
        log.warning("preview_failed", **error.log_fields())
        return _instead(502, error=error, source=source, download_url=download_url)
    if response.headers["Content-Disposition"].startswith("inline"):
        return response
    response.close()
    return _instead(200, error=None, source=source, download_url=download_url)


def _instead(
    status: int, *, error: BackendError | None, source: str, download_url: str
) -> Response:
    html = page("previews/instead.html", error=error, source=source, download_url=download_url)
    response = make_response(html, status)
    response.headers["Content-Security-Policy"] = FRAMED_PAGE_POLICY
    return response
