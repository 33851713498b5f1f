"""The two questions of sign-in, and what a typed code has to look like."""

from __future__ import annotations

import re

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, HiddenField, StringField
from wtforms.validators import DataRequired, Length, Regexp

from portal.accounts.tokens import CODE_DIGITS
from portal.web.forms import Form

ADDRESS_LENGTH = 254
_ADDRESS = re.compile(r"[^\s@\x00-\x1f\x7f]+@[^\s@\x00-\x1f\x7f]+\Z")


def trimmed(text: str | None) -> str:
    """Without the blanks that keyboards add. A line break is no blank: it is refused."""
    return (text or "").strip(" ")


def plain_digits(text: str | None) -> str:
    """Without blanks and dashes; digits of any script as 0 to 9."""
    typed = "".join(letter for letter in text or "" if not letter.isspace() and letter != "-")
    return "".join(str(int(letter)) if letter.isdecimal() else letter for letter in typed)


def address_validators() -> list[object]:
    return [
        Length(max=ADDRESS_LENGTH, message=_l("This is too long to be an e-mail address.")),
        Regexp(_ADDRESS, message=_l("Enter one e-mail address, like name@example.com.")),
    ]


def code_validators() -> list[object]:
    """Of a code that was mailed."""
    return [
        DataRequired(_l("Enter the code from the mail.")),
        Regexp(
            rf"^[0-9]{{{CODE_DIGITS}}}\Z",
            message=_l("The code has six digits. Check the mail."),
        ),
    ]


class SignInForm(Form):
    email = EmailField(
        _l("Your e-mail address"),
        filters=[trimmed],
        validators=[
            DataRequired(_l("Enter your e-mail address.")),
            *address_validators(),
        ],
    )
    next = HiddenField()


class CodeForm(Form):
    code = StringField(
        _l("Code from the mail"),
        filters=[plain_digits],
        validators=code_validators(),
    )
