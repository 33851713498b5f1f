"""Signing an amendment, and asking for one."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectChoice
from wtforms.validators import InputRequired

from portal.amendments.rules import REASON_LIMIT, VALUE_LIMIT, Wish, plain_value
from portal.backends.agreements import AmendmentRequest, ChangeSubject
from portal.signing.forms import SignatureForm
from portal.web.fields import DayField, LineField, TextField
from portal.web.forms import KeyedForm


class SignForm(SignatureForm):
    document_sha256 = HiddenField(default="")
    """Of the document as it was read; set on the way to the check page."""


class WishForm(KeyedForm):
    """Field names are those of ``AmendmentRequest``."""

    subject = RadioField(
        _l("What should change?"),
        [InputRequired(_l("Choose what should change."))],
        choices=[
            SelectChoice(ChangeSubject.SALARY.value, _l("My salary")),
            SelectChoice(ChangeSubject.JOB_TITLE.value, _l("My job title")),
            SelectChoice(ChangeSubject.WEEKLY_HOURS.value, _l("My weekly hours")),
            SelectChoice(ChangeSubject.OTHER.value, _l("Something else")),
        ],
    )
    value = LineField(
        _l("What do you wish for?"), VALUE_LIMIT, missing=_l("Say what you wish for.")
    )
    effective_date = DayField(_l("From when?"), missing=_l("Enter the day it should start."))
    reason = TextField(_l("Why?"), REASON_LIMIT, missing=_l("Give a reason in a sentence or two."))

    def wish(self) -> Wish:
        """Only after ``validate()``."""
        return Wish(ChangeSubject(self.subject.data), self.value.data, self.effective_date.data)

    def request(self) -> AmendmentRequest:
        """Only after ``validate()``."""
        wish = self.wish()
        return AmendmentRequest(
            subject=wish.subject,
            value=plain_value(wish),
            reason=self.reason.data,
            effective_date=wish.effective_date,
        )
