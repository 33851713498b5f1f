"""Forms that follow from what the HR system says may change."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal
from typing import Any, cast

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    Field,
    HiddenField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    widgets,
)
from wtforms.validators import InputRequired

from portal.backends.contract_changes import (
    Amendable,
    AmendableTerm,
    AmendmentDraft,
    Change,
    EffectiveDates,
    TermKind,
)
from portal.team.amendments import rules, wording
from portal.team.forms import REASON_LIMIT
from portal.web.fields import AmountField, DayField, LineField, TextField
from portal.web.forms import KeyedForm

LINE_LIMIT = 200
TEXT_LIMIT = 5000


class AmendmentForm(KeyedForm):
    """For one contract: ``form_for`` adds a field for each term. Those that were not chosen on the
    page before are taken out by ``keep_chosen``."""

    chosen = SelectMultipleField(
        _l("What should change?"), option_widget=widgets.CheckboxInput(), validate_choice=False
    )
    effective_date: Field
    seen = HiddenField(default="")
    """Fingerprint of the draft that is changed; empty for a new one."""

    terms: tuple[AmendableTerm, ...] = ()
    dates: EffectiveDates | None = None

    def keep_chosen(self) -> list[AmendableTerm]:
        """The terms that the form is about now, in their own order."""
        chosen = set(self.chosen.data or ())
        for each in self.terms:
            if each.term not in chosen:
                for name in _names(each):
                    del self[name]
        return [each for each in self.terms if each.term in chosen]

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        for each in self.terms:
            if each.term not in self or self[each.term].errors:
                continue
            if fault := _fault(each, self[each.term].data):
                self.fail(wording.fault(fault, each), each.term)
        day = self.effective_date.data
        fault = rules.effective_fault(self.dates, day) if day else None
        if fault and self.dates:
            limits = self.dates.earliest, self.dates.latest
            self.fail(wording.day_fault(fault, *limits), "effective_date")
        return not self.errors

    def draft(self) -> AmendmentDraft:
        """Only after ``validate()``."""
        changes = tuple(self._change(each) for each in self.terms if each.term in self)
        return AmendmentDraft(self.effective_date.data, changes)

    def _change(self, each: AmendableTerm) -> Change:
        value, *rest = (_plain(self[name].data) for name in _names(each))
        return Change(each.term, value, *rest)


def form_for(amendable: Amendable, dates: EffectiveDates | None = None) -> type[AmendmentForm]:
    """``dates``: the limits of a draft that is there already. A sum is not changed in one: there it
    would be a second one."""
    left_out = (
        {TermKind.ELSEWHERE} if dates is None else {TermKind.ELSEWHERE, TermKind.SUM_IN_WORDS}
    )
    terms = tuple(each for each in amendable.terms if each.kind not in left_out)
    fields: dict[str, Any] = {}
    for each in terms:
        fields |= dict(zip(_names(each), _fields(each, amendable.currency), strict=True))
    # Last, as on the page: errors are listed in the order of the fields.
    day = DayField(_l("From when?"), missing=_l("Enter the day it should start."))
    fields |= {"effective_date": day, "terms": terms, "dates": dates}
    return cast("type[AmendmentForm]", type("AmendmentFormOfOne", (AmendmentForm,), fields))


def offer(form: AmendmentForm, *, required: bool) -> None:
    """The boxes of the first page."""
    form.chosen.flags.required = required
    form.chosen.choices = [
        SelectChoice(each.term.value, wording.term(each.term)) for each in form.terms
    ]


def known(terms: Iterable[AmendableTerm], asked: Collection[str]) -> list[str]:
    """Of the terms that a link or a form names, those that may change."""
    return [each.term.value for each in terms if each.term.value in asked]


class StepForm(KeyedForm):
    """A press of a button about an amendment as it was shown."""

    seen = HiddenField(default="")


class SilentCancelForm(StepForm):
    """Nobody knows of the draft, so nobody needs a reason."""

    reason = TextField(_l("Reason"), REASON_LIMIT)


class CancelForm(StepForm):
    reason = TextField(
        _l("Reason"), REASON_LIMIT, _l("Say why in a sentence: it is sent with the answer.")
    )


def _names(each: AmendableTerm) -> tuple[str, ...]:
    """The form's fields for one term, in the order of what a ``Change`` says."""
    name = each.term.value
    sums = each.kind is TermKind.SUM_IN_WORDS
    return (name, f"{name}_option", f"{name}_words") if sums else (name,)


def _fields(each: AmendableTerm, currency: str) -> tuple[Field, ...]:
    if each.kind is not TermKind.SUM_IN_WORDS:
        return (_field(each, currency),)
    what = _("What for?")
    return (
        RequiredAmountField(wording.label(each, currency), _missing(wording.label(each, currency))),
        _choice(each, _("Of what kind?")),
        LineField(what, LINE_LIMIT, missing=_missing(what)),
    )


def _choice(each: AmendableTerm, label: str) -> SelectField:
    options = [SelectChoice(option, wording.option(option)) for option in each.options]
    return SelectField(
        label,
        [InputRequired(_missing(label))],
        choices=[SelectChoice("", _("Choose")), *options],
    )


def _missing(label: str) -> str:
    return _("%(term)s: enter the new value.", term=label)


def _field(each: AmendableTerm, currency: str) -> Field:
    label = wording.label(each, currency)
    missing = _missing(label)
    match each.kind:
        case TermKind.MONEY | TermKind.NUMBER:
            return RequiredAmountField(label, missing)
        case TermKind.DAY:
            return DayField(label, missing=missing)
        case TermKind.CHOICE:
            return _choice(each, label)
        case TermKind.TEXT:
            return TextField(label, TEXT_LIMIT, missing=missing)
        case _:
            return LineField(label, LINE_LIMIT, missing=missing)


class RequiredAmountField(AmountField):
    def __init__(self, label: object, missing: object, **options: Any) -> None:
        super().__init__(label, **options)
        self.validators = [InputRequired(missing)]
        self.flags.required = True


def _fault(each: AmendableTerm, value: object) -> rules.Fault | None:
    if isinstance(value, Decimal) and each.kind is TermKind.SUM_IN_WORDS and not value:
        return rules.Fault.NOTHING
    if isinstance(value, Decimal):
        return rules.number_fault(each, value)
    if isinstance(value, date):
        return rules.day_fault(each.earliest, each.latest, value)
    return None


def _plain(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else str(value)
