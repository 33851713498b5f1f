"""The code that proves who is there. Its fields travel with those of the form it is asked for."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import StringField

from portal.accounts.forms import code_validators, plain_digits
from portal.web.forms import Form

OWN_FIELDS = frozenset({"csrf_token", "step_up", "step_up_code"})


class ProofForm(Form):
    step_up_code = StringField(
        _l("Code from the mail"), filters=[plain_digits], validators=code_validators()
    )
