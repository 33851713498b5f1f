"""What the script of a page gets when it asks what a passkey shall sign."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import Response, abort, jsonify
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.factors.passkeys import Passkeys
from portal.accounts.parts import accounts
from portal.accounts.waiting import come_back, seconds_until


def passkey_options(ask: Callable[[Passkeys], str]) -> ResponseReturnValue:
    """404 where the portal's address allows no passkeys."""
    passkeys = accounts().passkeys
    if not passkeys.offered:
        abort(404)
    return Response(ask(passkeys), mimetype="application/json")


def too_late() -> ResponseReturnValue:
    return _sentence(_("This page is too old for that. Load it anew.")), 409


def too_many(until: datetime) -> ResponseReturnValue:
    text = _("Too many passkeys were tried from here.") + f" {come_back(until)}"
    return _sentence(text), 429, {"Retry-After": str(seconds_until(until))}


def _sentence(text: str) -> Response:
    return jsonify(message=text)
