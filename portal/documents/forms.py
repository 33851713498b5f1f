"""Handing in a paper, and acknowledging one."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField
from wtforms.validators import DataRequired

from portal.backends.types import Upload
from portal.web.forms import KeyedForm
from portal.web.uploads import UploadRefused, read_upload, refusal_text


class UploadForm(KeyedForm):
    file = FileField(_l("File"), validators=[FileRequired(_l("Choose a file."))])

    def checked(self, limit_mb: int) -> Upload | None:
        """The file as it may be sent on; None when it is refused, with the reason on the form."""
        try:
            return read_upload(self.file.data, limit_mb)
        except UploadRefused as refused:
            self.fail(refusal_text(refused.problem, limit_mb), "file")
            return None


class AcknowledgeForm(KeyedForm):
    read = BooleanField(
        _l("I have read this paper and understood it"),
        validators=[DataRequired(_l("Confirm that you have read the paper."))],
    )
