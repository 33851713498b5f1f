"""Requests for other hosts than our own are refused, and those that name what no browser names;
health checks come by any address."""

from __future__ import annotations

from flask import Flask, abort, request

from portal.settings import Settings

_ANY_HOST = frozenset({"health.alive", "health.ready"})


def init_hosts(app: Flask, settings: Settings) -> None:
    own = settings.host.lower()

    @app.before_request
    def refuse_other_hosts() -> None:
        if request.host.lower() != own and request.endpoint not in _ANY_HOST:
            abort(400)

    @app.before_request
    def refuse_what_is_no_text() -> None:
        """Browsers send bytes of another alphabet as `%ff`; bare ones fail wherever a page reads
        its query, as an error of ours."""
        try:
            request.query_string.decode()
        except UnicodeDecodeError:
            abort(400)
