"""Codes of a second factor, and what passkeys are called."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField
from wtforms.validators import DataRequired, Regexp

from portal.accounts.factors.models import NAME_LENGTH
from portal.accounts.factors.recovery import LENGTH, as_typed
from portal.accounts.forms import plain_digits
from portal.web.fields import LineField
from portal.web.forms import Form

APP_DIGITS = 6


def app_code_field() -> Any:
    return StringField(
        _l("Code from your authenticator app"),
        filters=[plain_digits],
        validators=[
            DataRequired(_l("Enter the code that the app shows.")),
            Regexp(
                rf"^[0-9]{{{APP_DIGITS}}}\Z",
                message=_l("The code has six digits. Check the app."),
            ),
        ],
    )


def recovery_code_field() -> Any:
    return StringField(
        _l("Recovery code"),
        filters=[as_typed],
        validators=[
            DataRequired(_l("Enter one of your recovery codes.")),
            Regexp(
                rf"^[0-9a-z]{{{LENGTH}}}\Z",
                message=_l("A recovery code has ten letters and digits. Check your list."),
            ),
        ],
    )


class AppCodeForm(Form):
    code = app_code_field()


class RecoveryCodeForm(Form):
    recovery_code = recovery_code_field()


class PasskeyForm(Form):
    """What the browser's script puts in once the passkey has answered."""

    credential = HiddenField()


class PasskeyNameForm(Form):
    name = LineField(
        _l("Name of the passkey"),
        NAME_LENGTH,
        _l("Give it a name that you will know it by."),
    )
    credential = HiddenField()
