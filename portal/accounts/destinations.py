"""Where somebody goes after sign-in: a page of ours, named by its route, and nowhere else."""

from __future__ import annotations

from flask import current_app, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

MAX_LENGTH = 500


def own_page(path: str | None) -> str | None:
    """The path of the signed-in page that ``path`` names; None for anything else.

    The answer is built anew from the route and its arguments. What was given never becomes part of
    a redirect: browsers read `//host`, `/\\host` and `/<tab>/host` as another site.
    """
    if not path or len(path) > MAX_LENGTH or not path.startswith("/"):
        return None
    adapter = current_app.create_url_adapter(request)
    assert adapter is not None  # noqa: S101  (there is a request)
    try:
        endpoint, arguments = adapter.match(path, method="GET")
    except (HTTPException, RequestRedirect):
        return None
    view = current_app.view_functions[endpoint]
    if getattr(view, "access", None) not in ("worker", "manager"):
        return None
    own: str = url_for(endpoint, **arguments)
    return own if len(own) <= MAX_LENGTH else None
