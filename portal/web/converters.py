"""Ids in URLs: what does not look like one is 404 before any view runs."""

from __future__ import annotations

from flask import Flask
from werkzeug.routing import BaseConverter, ValidationError

from portal.backends.types import is_valid_id


class IdConverter(BaseConverter):
    """``<id:payslip_id>``: an opaque id of the HR system or of ours."""

    regex = r"[^/]{1,128}"

    def to_python(self, value: str) -> str:
        if not is_valid_id(value):
            raise ValidationError
        return value

    def to_url(self, value: str) -> str:
        if not is_valid_id(value):
            raise ValueError("not an id")
        return value


def init_converters(app: Flask) -> None:
    app.url_map.converters["id"] = IdConverter
    # An address with a doubled slash is no page, not a redirect to something that resembles it.
    app.url_map.merge_slashes = False
