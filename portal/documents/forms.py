"""Handing in a paper, and acknowledging one."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField
from wtforms.validators import DataRequired

from portal.backends.types import Upload
from portal.documents.uploads import UploadProblem, UploadRefused, check_upload
from portal.web.forms import KeyedForm


class UploadForm(KeyedForm):
    file = FileField(_l("File"), validators=[FileRequired(_l("Choose a file."))])

    def checked(self, limit_mb: int) -> Upload | None:
        """The file as it may be sent on; None when it is refused, with the reason on the form."""
        sent = self.file.data
        limit = limit_mb * 1024 * 1024
        content = sent.read(limit + 1)
        try:
            return check_upload(sent.filename, sent.content_type, content, limit=limit)
        except UploadRefused as refused:
            self.fail(_in_words(refused.problem, limit_mb), "file")
            return None


class AcknowledgeForm(KeyedForm):
    read = BooleanField(
        _l("I have read this paper and understood it"),
        validators=[DataRequired(_l("Confirm that you have read the paper."))],
    )


def _in_words(problem: UploadProblem, limit_mb: int) -> str:
    match problem:
        case UploadProblem.MISSING:
            return _("Choose a file.")
        case UploadProblem.EMPTY:
            return _("This file is empty. Choose another one.")
        case UploadProblem.TOO_LARGE:
            return _("This file is larger than %(limit)s MB. Choose a smaller one.", limit=limit_mb)
        case UploadProblem.NAME:
            return _("The name of this file has signs that can't be sent on. Rename it first.")
        case UploadProblem.TYPE:
            return _("Choose a PDF, JPG, PNG or HEIC file.")
        case UploadProblem.CONTENT:
            return _("This file is not what its name says. Save it anew as PDF, JPG, PNG or HEIC.")
