"""One form for each thing that a worker may change."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import EmailField, TelField
from wtforms.validators import DataRequired, Email, Length, ValidationError

from portal.backends.types import Address, Phone, ProfileChange
from portal.profile import rules
from portal.web.fields import LineField, clean_text
from portal.web.forms import KeyedForm


class ChangeForm(KeyedForm):
    """``country`` of the worker: where a phone number without a plus belongs."""

    country: str = ""

    def change(self) -> ProfileChange:
        raise NotImplementedError


class PreferredNameForm(ChangeForm):
    preferred_name = LineField(
        _l("Preferred name"), 100, _l("Enter the name you want to be called by.")
    )

    def change(self) -> ProfileChange:
        return ProfileChange(preferred_name=self.preferred_name.data)


class PersonalEmailForm(ChangeForm):
    """Its change needs a proof of who is there: the HR system may sign in whoever reads there."""

    personal_email = EmailField(
        _l("Personal e-mail"),
        filters=[clean_text],
        validators=[
            DataRequired(_l("Enter your e-mail address.")),
            Length(max=254, message=_l("Use %(max)d characters or fewer.")),
            Email(_l("Enter an e-mail address like name@example.com.")),
        ],
    )

    def change(self) -> ProfileChange:
        return ProfileChange(personal_email=self.personal_email.data)


class PhoneForm(ChangeForm):
    phone = TelField(
        _l("Phone"),
        filters=[clean_text],
        validators=[
            DataRequired(_l("Enter your phone number.")),
            Length(max=40, message=_l("Use %(max)d characters or fewer.")),
        ],
    )

    def validate_phone(self, field: TelField) -> None:
        self._parsed(field)

    def change(self) -> ProfileChange:
        return ProfileChange(phone=self._parsed(self.phone))

    def _parsed(self, field: TelField) -> Phone:
        try:
            return rules.parse_phone(str(field.data), self.country)
        except ValueError:
            raise ValidationError(
                _("Enter a phone number with its country code, like +49 30 901820.")
            ) from None


class AddressForm(ChangeForm):
    street = LineField(_l("Street and number"), 200, _l("Enter your street and number."))
    city = LineField(_l("Town or city"), 100, _l("Enter your town or city."))
    region = LineField(_l("State or region"), 100)
    postal_code = LineField(_l("Postal code"), 20, _l("Enter your postal code."))

    def change(self) -> ProfileChange:
        return ProfileChange(
            address=Address(
                street=self.street.data,
                city=self.city.data,
                region=self.region.data,
                postal_code=self.postal_code.data,
            )
        )


FORMS: dict[str, type[ChangeForm]] = {
    "preferred_name": PreferredNameForm,
    "personal_email": PersonalEmailForm,
    "phone": PhoneForm,
    "address": AddressForm,
}
