"""What a card says of its reading: how fresh it is, or why there is none."""

from __future__ import annotations

from flask_babel import gettext as _

from portal.backends.errors import BackendError, Limited, NotAllowed, Unsupported


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
    return _(
        "%(source)s is not answering properly just now. Nothing of yours is lost.", source=source
    )
