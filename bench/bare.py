"""The same server, the same templates, no portal: what a page costs that has nothing to find out.

Run as a process by ``warm.py``: ``python -m bench.bare COOKIE PORT`` under the portal's settings.
It draws each page once as the portal would, for the worker whose cookie it is given, and keeps the
template with everything it was drawn from. From then on a plain Flask route renders that again:
no session in the database, no snapshot, no call, none of the portal's hooks.
"""

from __future__ import annotations

import sys
from functools import partial
from typing import Any

from flask import Flask, request, template_rendered
from jinja2 import Template

import portal
import portal.serving
from portal.cli import main
from portal.settings import Settings

PAGES = ("/", "/time-off")


def bare(settings: Settings, *options: Any, cookie: str) -> Flask:
    app = portal.create_app(settings, *options)
    drawn = [_drawn(app, settings, path, cookie) for path in PAGES]
    for hooks in (app.before_request_funcs, app.after_request_funcs, app.teardown_request_funcs):
        hooks.clear()
    app.wsgi_app = partial(Flask.wsgi_app, app)  # type: ignore[method-assign]
    for endpoint, template, values in drawn:
        app.view_functions[endpoint] = partial(template.render, values)
    return app


def _drawn(
    app: Flask, settings: Settings, path: str, cookie: str
) -> tuple[str, Template, dict[str, Any]]:
    """The page's endpoint, its template, and the template's values."""
    seen: list[tuple[str, Template, dict[str, Any]]] = []

    def note(_app: Flask, template: Template, context: dict[str, Any], **_more: Any) -> None:
        seen.append((str(request.endpoint), template, context))

    with template_rendered.connected_to(note, app):
        page = app.test_client(use_cookies=False).get(
            path, base_url=settings.base_url, headers={"Cookie": cookie}
        )
    assert page.status_code == 200, f"{path} answered {page.status_code}"
    [drawn] = seen
    return drawn


if __name__ == "__main__":
    cookie, port = sys.argv[1:]
    portal.serving.create_app = partial(bare, cookie=cookie)  # type: ignore[attr-defined]
    main(["serve", f"--port={port}"])
