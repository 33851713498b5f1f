"""Where somebody goes after sign-in: a page of ours, named by its route, and nowhere else."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from flask import current_app, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

MAX_LENGTH = 500


def own_page(target: str | None, *, leaver: bool = False) -> str | None:
    """Path and query of the signed-in page that ``target`` names; None for anything else, and for
    what a ``leaver`` may not see.

    The answer is built anew from the route, its arguments and the pairs of the query. What was
    given never becomes part of a redirect: browsers read `//host`, `/\\host` and `/<tab>/host` as
    another site.
    """
    if not target or len(target) > MAX_LENGTH or not target.startswith("/"):
        return None
    path, _, query = target.partition("?")
    adapter = current_app.create_url_adapter(request)
    assert adapter is not None  # noqa: S101  (there is a request)
    try:
        endpoint, arguments = adapter.match(path, method="GET")
    except (HTTPException, RequestRedirect):
        return None
    view = current_app.view_functions[endpoint]
    if getattr(view, "access", None) not in ("worker", "manager"):
        return None
    if leaver and not getattr(view, "leavers", False):
        return None
    # A query may name anything, so url_for, which has names of its own, does not get it.
    pairs = urlencode(parse_qsl(query))
    own = url_for(endpoint, **arguments) + (f"?{pairs}" if pairs else "")
    return own if len(own) <= MAX_LENGTH else None
