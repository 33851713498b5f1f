"""Giving notice: the details, then the signature; and the letter on paper."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import MultipleFileField, SelectChoice, SelectField
from wtforms.validators import InputRequired

from portal.backends.agreements import ResignationDraft, ResignationReason
from portal.backends.types import Upload
from portal.resignation.rules import DETAIL_LIMIT, MOST_FILES
from portal.signing.forms import SignatureForm
from portal.web.fields import DayField, TextField, entered
from portal.web.forms import Form, KeyedForm
from portal.web.uploads import UploadRefused, read_upload, refusal_text


class DetailsForm(KeyedForm):
    """Field names are those of ``ResignationDraft``."""

    reason = SelectField(_l("Why do you leave?"), [InputRequired(_l("Choose a reason."))])
    desired_end_date = DayField(
        _l("The last day you wish for"), missing=_l("Enter the last day you wish for.")
    )
    detail = TextField(_l("Anything you want to add"), DETAIL_LIMIT)

    def offer(self, reasons: list[tuple[str, str]]) -> None:
        offered = [("", _("Choose a reason")), *reasons]
        self.reason.choices = [SelectChoice(value, words) for value, words in offered]


_DETAILS = ("key", "reason", "desired_end_date", "detail")


class HandInForm(DetailsForm, SignatureForm):
    attachments = MultipleFileField(_l("Supporting documents"))

    def details(self) -> list[tuple[str, str]]:
        """What was entered on the page before, for this one to carry along."""
        return [(name, value) for name, value in entered(self) if name in _DETAILS]

    def details_fail(self) -> bool:
        """Whether an error belongs to the page before."""
        return any(self[name].errors for name in _DETAILS)

    def uploads(self, limit_mb: int) -> tuple[Upload, ...] | None:
        """The files, checked; None when one of them is refused, with the reason on the form."""
        chosen = [file for file in self.attachments.data or () if file and file.filename]
        if len(chosen) > MOST_FILES:
            self.fail(_("Choose %(count)s files or fewer.", count=MOST_FILES), "attachments")
            return None
        try:
            return tuple(read_upload(file, limit_mb) for file in chosen)
        except UploadRefused as refused:
            self.fail(refusal_text(refused.problem, limit_mb), "attachments")
            return None

    def draft(self, uploads: tuple[Upload, ...]) -> ResignationDraft:
        """Only after ``validate()``."""
        return ResignationDraft(
            reason=ResignationReason(self.reason.data),
            desired_end_date=self.desired_end_date.data,
            signature=self.signature.data,
            detail=self.detail.data,
            attachments=uploads,
        )


class PaperForm(Form):
    """For the letter that is signed by hand. Nothing of it is sent or stored."""

    last_day = DayField(_l("Your last day"))
