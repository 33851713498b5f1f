"""What a page can't do without is waited for as long as a card is; then the page says so, and asks
for itself again with more time."""

from __future__ import annotations

import time
from collections.abc import Callable
from urllib.parse import urlencode

from flask import make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.backends import context
from portal.backends.errors import Unavailable
from portal.gateway.cards import was_late
from portal.services import services
from portal.web.pages import is_fragment

PATIENT = "patient"
"""In the query of a page that its reader waits for knowingly."""
PATIENT_SECONDS = 10.0


def within_page_time(draw: Callable[[], ResponseReturnValue], source: str) -> ResponseReturnValue:
    """Draw a page by the page deadline, or one that leads there once ``source`` has answered.

    What is sent takes its time, and so does a piece of a page. Raises: as ``draw``.
    """
    if request.method == "POST" or is_fragment():
        return draw()
    patient = PATIENT in request.args
    seconds = PATIENT_SECONDS if patient else services().settings.page_deadline
    deadline = time.monotonic() + seconds
    earlier = context.deadline.set(deadline)
    try:
        return draw()
    except Unavailable as error:
        if patient or not was_late(error, time.monotonic(), deadline):
            raise
        return _one_moment(source)
    finally:
        context.deadline.reset(earlier)


def _one_moment(source: str) -> ResponseReturnValue:
    # A query may name anything, so url_for, which has names of its own, does not get it.
    query = urlencode({**request.args, PATIENT: "1"})
    again = f"{url_for(str(request.endpoint), **(request.view_args or {}))}?{query}"
    response = make_response(render_template("errors/one_moment.html", again=again, source=source))
    response.status_code = 503
    response.headers["Retry-After"] = "1"
    return response
