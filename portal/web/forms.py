"""The base of every form: CSRF, the key of a write, values kept across an expired session."""

from __future__ import annotations

from typing import Any, TypeVar

from flask import request
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.datastructures import CombinedMultiDict
from wtforms import HiddenField
from wtforms.validators import Regexp

from portal.db import new_id
from portal.web import held

FormT = TypeVar("FormT", bound="Form")


class Form(FlaskForm):  # type: ignore[misc]
    def fail(self, message: str, field: str | None = None) -> None:
        """Add an error found after validation, to one field or to the form."""
        if field is not None and field in self:
            self[field].errors = [*self[field].errors, message]
        else:
            self.form_errors.append(message)


class KeyedForm(Form):
    """A form that writes. ``key`` names this one act: sending it twice does it once."""

    key = HiddenField(
        default=new_id,
        validators=[Regexp(r"^[0-9a-f]{32}$", message=_l("Please open this page again."))],
    )


def open_form(form_class: type[FormT], **values: Any) -> FormT:
    """The form of this request: what was posted, else what was held, else ``values``."""
    if request.method == "POST":
        return form_class(CombinedMultiDict([request.files, request.form]), **values)
    kept = held.take()
    if kept is not None:
        return form_class(kept, **values)
    return form_class(None, **values)
