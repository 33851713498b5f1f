"""What was typed into this page's form before the session ended, on its way to that form."""

from __future__ import annotations

from flask import g
from werkzeug.datastructures import MultiDict


def offer(values: MultiDict[str, str]) -> None:
    """Lay the values ready for the form that this request opens."""
    g.held_form = values


def take() -> MultiDict[str, str] | None:
    """The values for the form of this request, once."""
    values: MultiDict[str, str] | None = g.pop("held_form", None)
    return values
