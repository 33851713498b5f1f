from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Form, RadioField, SelectChoice

from portal.web.fields import AmountField, DayField, LineField, TextField, clean_text, entered
from portal.web.locale import init_locale


@pytest.fixture(autouse=True)
def _request() -> Iterator[None]:
    app = Flask(__name__)
    init_locale(app)
    with app.test_request_context():
        yield


class Sample(Form):  # type: ignore[misc]
    day = DayField("Day", missing="Enter a day.")
    other_day = DayField("Other day")
    amount = AmountField("Amount")
    text = TextField("Text", 10, missing="Say something.")
    line = LineField("Line", 10)
    kind = RadioField("Kind", choices=[SelectChoice("a", "A"), SelectChoice("b", "B")])
    half = BooleanField("Half")


def sample(**values: str) -> Any:
    return Sample(MultiDict({"day": "2028-02-29", "text": "x", "kind": "a", **values}))


@pytest.mark.parametrize(
    ("text", "amount"),
    [("7.5", Decimal("7.5")), ("7,5", Decimal("7.5")), (" 1500 ", Decimal(1500)), ("", None)],
)
def test_amounts_take_a_point_or_a_comma(text: str, amount: Decimal | None) -> None:
    form = sample(amount=text)
    assert form.validate()
    assert form.amount.data == amount


@pytest.mark.parametrize("text", ["65,000", "1e9", "NaN", "Infinity", "-1", "7.5h", "٣", "9" * 400])
def test_amounts_that_could_be_mistaken_are_refused_and_kept(text: str) -> None:
    form = sample(amount=text)
    assert not form.validate()
    assert form.amount.errors == ["Enter a number like 1500 or 7.5, without other characters."]
    assert form.amount._value() == text


@pytest.mark.parametrize("text", ["2027-02-29", "29.02.2028", "tomorrow", "2028-02-29T00:00Z"])
def test_days_that_are_none_are_refused_and_kept(text: str) -> None:
    form = sample(day=text, other_day=text)
    assert not form.validate()
    for field in (form.day, form.other_day):
        assert field.errors == ["Enter a real date, like 2027-03-31."]
        assert field._value() == text


def test_a_day_that_is_needed_says_so_and_one_that_is_not_may_be_empty() -> None:
    form = sample(day="")
    assert not form.validate()
    assert form.errors == {"day": ["Enter a day."]}
    assert sample().day.data == date(2028, 2, 29)


def test_text_is_counted_as_it_is_sent() -> None:
    form = sample(text=" 12345\r\n6789\0 ")
    assert form.validate()
    assert form.text.data == "12345\n6789"
    too_long = sample(text="x" * 11)
    assert not too_long.validate()
    assert too_long.text.errors == ["Use 10 characters or fewer."]
    assert sample(text=" \r\n ").validate() is False


def test_a_line_is_one_line() -> None:
    assert sample(line=" a\r\nb\t c ").line.data == "a b c"


def test_control_characters_go_and_writing_stays() -> None:
    assert clean_text("a\x00b\x1b[31m\u202eאב\u200d\n\tc") == "ab[31m\u202eאב\u200d\n\tc"
    assert clean_text(None) == ""


def test_what_was_entered_can_be_carried_along() -> None:
    form = sample(amount="7,5", half="y", line="b")
    again = Sample(MultiDict(entered(form)))
    assert again.validate()
    assert again.data == form.data
    assert ("half", "y") not in entered(sample())
