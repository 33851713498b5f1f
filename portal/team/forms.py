"""What a manager fills in to decide."""

from __future__ import annotations

from flask import request
from flask_babel import lazy_gettext as _l

from portal.backends.types import is_valid_id
from portal.web.fields import TextField
from portal.web.forms import Form, KeyedForm

REASON_LIMIT = 500
MOST_AT_ONCE = 100


class DecisionForm(KeyedForm):
    """Approving asks for nothing more than the press of a button."""


class RejectionForm(KeyedForm):
    reason = TextField(
        _l("Reason"), REASON_LIMIT, _l("Say why in a sentence: it is sent with the answer.")
    )


class FeedForm(Form):
    """The button says whether the address is to be new or gone."""


def chosen_ids() -> tuple[str, ...]:
    """The requests that were ticked, each once, or the one whose own button was pressed; what
    can't be an id was never offered."""
    ticked = request.form.getlist("alone") or request.form.getlist("chosen")[:MOST_AT_ONCE]
    return tuple(dict.fromkeys(each for each in ticked if is_valid_id(each)))
