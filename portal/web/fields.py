"""Form fields that several features share: a day, an amount, a text of some length."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    Field,
    FileField,
    MultipleFileField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.csrf.core import CSRFTokenField
from wtforms.form import BaseForm
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import TextInput

_AMOUNT = re.compile(r"[0-9]{1,12}([.,][0-9]{1,2})?")


def entered(form: BaseForm) -> list[tuple[str, str]]:
    """What stands in the form's fields, for a check page to carry along unseen.

    Not the files: a browser sends those from the page they were chosen on.
    """
    values = []
    for field in form:
        if isinstance(field, BooleanField):
            if field.data:
                values.append((field.name, "y"))
        elif isinstance(field, SelectField):
            values.append((field.name, str(field.data or "")))
        elif not isinstance(field, FileField | MultipleFileField | CSRFTokenField):
            values.append((field.name, str(field._value())))
    return values


def clean_text(text: str | None) -> str:
    """As it is counted and sent: one kind of line end, no control characters, no empty edges."""
    lines = (text or "").replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        character
        for character in lines
        if character in "\n\t" or unicodedata.category(character) != "Cc"
    ).strip()


class DayField(DateField):  # type: ignore[misc]
    """A calendar day, as ``<input type="date">`` sends it; ``missing`` is the error without one."""

    def __init__(self, label: object, missing: object | None = None, **options: Any) -> None:
        super().__init__(
            label,
            [InputRequired(missing) if missing else Optional()],
            invalid_value_message=_l("Enter a real date, like 2027-03-31."),
            **options,
        )


class TextField(TextAreaField):  # type: ignore[misc]
    """Some lines of text of at most ``limit`` characters; ``missing`` is the error without any."""

    def __init__(
        self, label: object, limit: int, missing: object | None = None, **options: Any
    ) -> None:
        super().__init__(
            label,
            _text_validators(limit, missing),
            filters=[clean_text],
            **options,
        )


class LineField(StringField):  # type: ignore[misc]
    """One line of text of at most ``limit`` characters."""

    def __init__(
        self, label: object, limit: int, missing: object | None = None, **options: Any
    ) -> None:
        super().__init__(
            label,
            _text_validators(limit, missing),
            filters=[lambda text: " ".join(clean_text(text).split())],
            **options,
        )


def _text_validators(limit: int, missing: object | None) -> list[object]:
    length = Length(max=limit, message=_l("Use %(max)d characters or fewer."))
    return [DataRequired(missing), length] if missing else [length]


class AmountField(Field):  # type: ignore[misc]
    """A plain decimal of two places at most, with a point or a comma.

    Anything else is refused rather than guessed: ``65,000`` might be 65 or 65 thousand.
    """

    widget = TextInput()

    def __init__(self, label: object, **options: Any) -> None:
        super().__init__(label, [Optional()], **options)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else str(self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data: Decimal | None = None
        text = valuelist[0].strip() if valuelist else ""
        if not text:
            return
        if not _AMOUNT.fullmatch(text):
            raise ValueError(_l("Enter a number like 1500 or 7.5, without other characters."))
        self.data = Decimal(text.replace(",", "."))
