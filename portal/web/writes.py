"""From a form to a write and on: what a refusal looks like, where a sent one leads."""

from __future__ import annotations

from collections.abc import Callable

from blinker import Signal
from flask import current_app, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.backends.errors import Conflict, Rejected, Unavailable
from portal.db import new_id
from portal.gateway.errors import DocumentChanged, KeyReused, NotRead, StillChecking
from portal.gateway.ledger import Action
from portal.web.forms import KeyedForm
from portal.web.readings import failure_text

written = Signal("Something was sent; ``action`` is what the ledger says of it.")
"""For what follows elsewhere from a write. Receivers leave the work to the queue."""


def outcome_page(action: Action) -> str:
    return url_for("actions.show", action_id=action.id)


def attempt(
    form: KeyedForm,
    write: Callable[[str], Action],
    *,
    source: str,
    then: Callable[[Action], str] = outcome_page,
) -> Response | None:
    """Do the write under the form's key and lead on to the page that follows it (``then``).

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
                "Nothing was sent. %(why)s What you entered is still here; send it again later.",
                why=failure_text(error, source),
            )
        )
    else:
        written.send(current_app._get_current_object(), action=action)  # type: ignore[attr-defined]
        return redirect(then(action), 303)
    form.key.data = new_id()
    return None


def says(source: str, sentence: str) -> str:
    """The HR system's own sentence, marked as such."""
    return _("%(source)s says: %(sentence)s", source=source, sentence=sentence)


def _explain(form: KeyedForm, error: Rejected, source: str) -> None:
    for field, message in error.fields.items():
        form.fail(says(source, message), field)
    if error.fields:
        return
    own_words = error.vendor_message and says(source, error.vendor_message)
    form.fail(own_words or _reason(error, source))


def _reason(error: Rejected, source: str) -> str:
    match error:
        case StillChecking():
            return _(
                "Something you sent about this earlier is still being checked. "
                "Wait until that is clear, then send this again."
            )
        case KeyReused():
            return _("This page was used to send something else. Look at it again, then send it.")
        case NotRead():
            return _("Open the document and read it to its end before you sign it.")
        case DocumentChanged():
            return _("The document is not the one you have read. Read it again, then sign it.")
        case Conflict():
            return _("%(source)s has changed this meanwhile. Look at it again.", source=source)
        case _:
            return _("%(source)s did not accept this.", source=source)
