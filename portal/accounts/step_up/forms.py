"""The codes that prove who is there. Their fields travel with those of the form they are asked
for."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import StringField

from portal.accounts.factors.forms import app_code_field, recovery_code_field
from portal.accounts.forms import code_validators, plain_digits
from portal.web.forms import Form

OWN_FIELDS = frozenset(
    {"csrf_token", "step_up", "step_up_code", "step_up_recovery", "step_up_passkey"}
)


class ProofForm(Form):
    step_up_code = StringField(
        _l("Code from the mail"), filters=[plain_digits], validators=code_validators()
    )


class AppProofForm(Form):
    step_up_code = app_code_field()


class RecoveryProofForm(Form):
    step_up_recovery = recovery_code_field()
