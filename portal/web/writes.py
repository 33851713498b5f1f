"""From a form to a write and on: what a refusal looks like, where a sent one leads."""

from __future__ import annotations

from collections.abc import Callable

from flask import redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.backends.errors import Conflict, Rejected, Unavailable
from portal.db import new_id
from portal.gateway.errors import StillChecking
from portal.gateway.ledger import Action
from portal.web.forms import KeyedForm


def attempt(form: KeyedForm, write: Callable[[str], Action], *, source: str) -> Response | None:
    """Do the write under the form's key and lead on to the page that follows it.

    None when nothing was done; the form then says why, and carries a new key, since what is
    sent next is another act. ``source`` is the HR system's name.
    """
    try:
        action = write(str(form.key.data))
    except Rejected as error:
        _explain(form, error, source)
    except Unavailable as error:
        if error.sent:
            raise
        form.fail(
            _(
                "Nothing was sent: %(source)s is not answering just now. "
                "What you entered is still here; send it again in a moment.",
                source=source,
            )
        )
    else:
        return redirect(url_for("actions.show", action_id=action.id), 303)
    form.key.data = new_id()
    return None


def _explain(form: KeyedForm, error: Rejected, source: str) -> None:
    for field, message in error.fields.items():
        form.fail(message, field)
    if error.fields:
        return
    if isinstance(error, StillChecking):
        general = _(
            "Something you sent about this earlier is still being checked. "
            "Wait until that is clear, then send this again."
        )
    elif isinstance(error, Conflict):
        general = _("%(source)s has changed this meanwhile. Look at it again.", source=source)
    else:
        general = _("%(source)s did not accept this.", source=source)
    form.fail(error.vendor_message or general)
