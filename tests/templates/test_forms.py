from collections.abc import Callable
from typing import Any

import pytest
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    FileField,
    Form,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired
from wtforms.widgets import CheckboxInput, ListWidget

CHOICES = [SelectChoice("a", "A"), SelectChoice("b", "B")]


class EveryField(Form):
    text = StringField("Text", validators=[DataRequired("Enter a text")])
    email = EmailField("E-mail", validators=[DataRequired("Enter an address")])
    day = DateField("Day", validators=[DataRequired("Enter a day")])
    kind = SelectField(
        "Kind", choices=[SelectChoice("a", "A")], validators=[DataRequired("Choose a kind")]
    )
    note = TextAreaField("Note", validators=[DataRequired("Enter a note")])
    file = FileField("File", validators=[DataRequired("Choose a file")])
    part = RadioField(
        "Part",
        choices=[SelectChoice("a", "A"), SelectChoice("b", "B")],
        validators=[DataRequired("Choose")],
    )
    days = SelectMultipleField(
        "Days",
        choices=CHOICES,
        widget=ListWidget(),
        option_widget=CheckboxInput(),
        validators=[DataRequired("Choose a day")],
    )
    agreed = BooleanField("Agreed", validators=[DataRequired("Agree to go on")])
    nickname = StringField("Nickname")


NAMES = ["text", "email", "day", "kind", "note", "file", "part", "days", "agreed"]


@pytest.fixture
def refused() -> EveryField:
    form = EveryField()
    assert not form.validate()
    return form


@pytest.mark.parametrize("name", NAMES)
def test_field_has_a_label_and_its_hint_and_error_are_announced(
    draw: Callable[..., Any], refused: EveryField, name: str
) -> None:
    drawn = draw("field", field=refused[name], hint="A hint")
    assert refused[name].label.text in drawn.text
    assert refused[name].errors[0] in drawn.text
    described = [value for _, tag in drawn.tags if (value := tag.get("aria-describedby"))]
    assert described == [f"{name}-hint {name}-error"]
    assert {f"{name}-hint", f"{name}-error"} <= set(drawn.ids)


@pytest.mark.parametrize("name", NAMES)
def test_every_label_points_to_a_control(
    draw: Callable[..., Any], refused: EveryField, name: str
) -> None:
    drawn = draw("field", field=refused[name])
    assert drawn.all("label")
    assert {label["for"] for label in drawn.all("label")} <= set(drawn.ids)


def test_field_that_may_stay_empty_says_so(draw: Callable[..., Any]) -> None:
    assert "optional" in draw("field", field=EveryField().nickname).text
    assert "optional" not in draw("field", field=EveryField().text).text


def test_field_keeps_hostile_input_as_text(draw: Callable[..., Any]) -> None:
    form = EveryField(data={"text": '"><script>alert(1)</script>'})
    drawn = draw("field", field=form.text)
    assert drawn.one("input")["value"] == '"><script>alert(1)</script>'
    assert not drawn.all("script")


def test_error_summary_links_to_a_control_of_each_wrong_field(
    draw: Callable[..., Any], refused: EveryField
) -> None:
    ids = {found for name in NAMES for found in draw("field", field=refused[name]).ids}
    links = [link["href"] for link in draw("error_summary", form=refused).all("a")]
    assert len(links) == len(NAMES)
    assert {str(link).removeprefix("#") for link in links} <= ids


def test_error_summary_tells_errors_of_the_whole_form(draw: Callable[..., Any]) -> None:
    form = EveryField()
    form.form_errors.append("These days overlap with another request")
    assert "These days overlap" in draw("error_summary", form=form).text


def test_form_without_errors_has_no_summary(draw: Callable[..., Any]) -> None:
    assert draw("error_summary", form=EveryField()).html.strip() == ""


def test_posted_form_carries_the_token_and_works_without_htmx(draw: Callable[..., Any]) -> None:
    drawn = draw("form", content="", action="/time-off/new")
    form = drawn.one("form")
    assert (form["action"], form["method"]) == ("/time-off/new", "post")
    assert not any(name.startswith("data-hx-") for name in form)
    assert drawn.one("input")["name"] == "csrf_token"
    assert drawn.one("input")["value"]


def test_search_by_get_carries_no_token(draw: Callable[..., Any]) -> None:
    inputs = draw("search_box", action="/documents", label="Search", value="contract").all("input")
    assert [field["name"] for field in inputs] == ["q"]
