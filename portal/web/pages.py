"""Rendering: a whole page, or one fragment of it when htmx asks."""

from __future__ import annotations

import time
from typing import Any

from flask import Response, after_this_request, render_template, request
from htmx_flask import Htmx
from htmx_flask import request as htmx_request

from portal.backends import context
from portal.gateway.fanout import alone

LATE_CARD_SECONDS = 10.0
"""How long a card that fetches itself waits: the page is there already."""

htmx = Htmx()


def is_fragment() -> bool:
    """Whether htmx wants a piece and not a page (a history restore wants the page)."""
    wanted = htmx_request.htmx
    return bool(wanted) and not wanted.history_restore_request


def late_card(names: tuple[str, ...]) -> str | None:
    """The card that this request fetches alone (``?card=``), which may then take its time."""
    name = request.args.get("card")
    if name not in names:
        return None
    context.deadline.set(time.monotonic() + LATE_CARD_SECONDS)
    alone.set(True)
    after_this_request(_as_before)
    return name


def _as_before(response: Response) -> Response:
    """The thread serves others after this."""
    context.deadline.set(None)
    alone.set(False)
    return response


def page(template: str, /, **values: Any) -> str:
    return render_template(template, **values)
