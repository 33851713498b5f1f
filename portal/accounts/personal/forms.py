"""A private address, and the code that was mailed there."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import EmailField
from wtforms.validators import DataRequired

from portal.accounts.forms import address_validators, trimmed
from portal.accounts.identities import is_same_address
from portal.web.forms import Form


class AddressForm(Form):
    address = EmailField(
        _l("Your personal e-mail address"),
        filters=[trimmed],
        validators=[DataRequired(_l("Enter your e-mail address.")), *address_validators()],
    )

    def differs_from(self, at_work: str, personal: str | None) -> bool:
        """False, with the words for it, for one that opens this account already."""
        typed = str(self.address.data)
        if personal and is_same_address(typed, personal):
            self.fail(_("You have given this address already."), "address")
        elif is_same_address(typed, at_work):
            self.fail(
                _("This is the address that you have at work. Enter one of your own."), "address"
            )
        return not self.errors
