"""What a card says of its reading: how fresh it is, or why there is none."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask_babel import gettext as _

from portal.backends.errors import BackendError, Limited, NotAllowed, Unavailable, Unsupported
from portal.gateway.cards import Card
from portal.web.formats import ago, clock_time


def init_readings(app: Flask) -> None:
    app.jinja_env.filters.update({"failure": failure_text, "freshness": freshness_text})


def freshness_text(reading: Card[Any] | None, source: str) -> str:
    """How old what is shown is. None: it was read for this page. ``source``: the HR system."""
    if reading is None or reading.read_at is None:
        return _("%(source)s, just now", source=source)
    when = ago(reading.read_at)
    if reading.unanswered:
        return _("%(source)s isn't answering; this is from %(when)s", source=source, when=when)
    return f"{source}, {when}"


def failure_text(error: BackendError | None, source: str) -> str:
    """Why a reading failed, for the worker. ``source`` is the HR system's name."""
    if isinstance(error, Limited):
        return _("Many people are using %(source)s just now. Try again in a minute.", source=source)
    if isinstance(error, NotAllowed):
        return _(
            "%(source)s does not let this site show it. Ask your HR team, it is not your mistake.",
            source=source,
        )
    if isinstance(error, Unsupported):
        return _("%(source)s does not offer this.", source=source)
    if isinstance(error, Unavailable) and error.since is not None:
        return _(
            "%(source)s stopped answering %(ago)s (%(time)s). We keep trying. "
            "Nothing of yours is lost.",
            source=source,
            ago=ago(error.since),
            time=clock_time(error.since),
        )
    return _(
        "%(source)s is not answering properly just now. Nothing of yours is lost.", source=source
    )
