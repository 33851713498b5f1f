"""What a manager fills in to answer a resignation."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectChoice, SelectField
from wtforms.validators import InputRequired

from portal.backends.offboarding import (
    Acceptance,
    DeclineReason,
    LeaveAtEnd,
    LeavePeriod,
    LeaveTracking,
    OffPlatformLeave,
    Refusal,
    Severance,
    SeveranceUnit,
    UsedLeave,
)
from portal.team.resignations import leave_wording, rules, wording
from portal.web.fields import AmountField, DayField, TextField
from portal.web.forms import KeyedForm, open_form

DETAIL_LIMIT = 500


class AcceptForm(KeyedForm):
    """Its fields depend on the leave: ``open_accept_form`` makes them, in the page's order."""

    leave: LeaveAtEnd
    scheduled: AmountField
    severance: SelectField
    severance_amount: AmountField

    tracking = RadioField(
        _l("Who has counted the time off?"),
        [InputRequired(_l("Say who has counted the time off."))],
        choices=[],
    )

    @property
    def offers_elsewhere(self) -> bool:
        """Whether the fields for what was taken elsewhere are there to be filled in."""
        return LeaveTracking.OFF_PLATFORM in rules.countings(self.leave)

    @property
    def used(self) -> list[tuple[LeavePeriod, AmountField]]:
        """A leave year each."""
        return [
            (period, self[_used_name(place, period)])
            for place, period in enumerate(self.leave.periods)
        ]

    @property
    def counted_elsewhere(self) -> bool:
        return bool(self.tracking.data == LeaveTracking.OFF_PLATFORM)

    def holds(self) -> bool:
        """``validate()``, and that the parts fit each other."""
        if not self.validate():
            return False
        amounts = [*(field for _period, field in self.used), self.scheduled]
        for field in amounts if self.offers_elsewhere else ():
            if self.counted_elsewhere and field.data is None:
                self.fail(
                    _("%(field)s: enter how much, 0 if it is none.", field=field.label.text),
                    field.name,
                )
            elif not self.counted_elsewhere and field.data is not None:
                self.fail(
                    _("Leave it empty, or say above that the time off was counted elsewhere."),
                    field.name,
                )
        if bool(self.severance.data) != bool(self.severance_amount.data):
            self.fail(
                _("Enter more than 0, or choose that there is none.")
                if self.severance.data
                else _("Leave it empty, or choose what it is counted in."),
                "severance_amount",
            )
        return not self.errors

    def acceptance(self) -> Acceptance:
        """Only after ``holds()``."""
        amount, unit = self.severance_amount.data, self.severance.data
        return Acceptance(
            self._off_platform() if self.counted_elsewhere else None,
            Severance(amount, SeveranceUnit(unit)) if amount and unit else None,
        )

    def _off_platform(self) -> OffPlatformLeave:
        if self.leave.unit is None:
            raise ValueError("offered for one unit alone")
        used = tuple(
            UsedLeave(period.start, period.end, field.data or Decimal())
            for period, field in self.used
        )
        return OffPlatformLeave(used, self.scheduled.data or Decimal(), self.leave.unit)


def open_accept_form(leave: LeaveAtEnd, source: str) -> AcceptForm:
    """With one field a leave year, and what can be said of the leave in this HR system."""
    offered = rules.countings(leave)
    parts: dict[str, Any] = {
        "leave": leave,
        **{
            _used_name(place, period): AmountField(leave_wording.used_in(period))
            for place, period in enumerate(leave.periods)
        },
        "scheduled": AmountField(_("Still to be taken before the last day")),
        "severance": SelectField(
            _("Severance pay"),
            choices=[SelectChoice("", _("None")), *_choices(leave_wording.SEVERANCE)],
        ),
        "severance_amount": AmountField(_("How many")),
    }
    form_class: type[AcceptForm] = type("AcceptForm", (AcceptForm,), parts)
    form = open_form(form_class)
    form.tracking.choices = [
        SelectChoice(tracking.value, leave_wording.counting(tracking, source))
        for tracking in offered
    ]
    if leave.tracking is not None or len(offered) == 1:
        form.tracking.data = form.tracking.data or offered[0].value
    return form


class DeclineForm(KeyedForm):
    reason = RadioField(
        _l("Why do you not accept it?"), [InputRequired(_l("Choose a reason."))], choices=[]
    )
    possible_last_day = DayField(_l("A last day that you could agree to"))
    detail = TextField(_l("In your own words"), DETAIL_LIMIT)

    def holds(self) -> bool:
        """``validate()``, and that the parts fit each other."""
        if not self.validate():
            return False
        if self.reason.data == DeclineReason.OTHER and not self.detail.data:
            self.fail(_("Say in a sentence what the reason is."), "detail")
        if self.reason.data != DeclineReason.LAST_DAY and self.possible_last_day.data:
            self.fail(
                _("Leave it empty, or choose that you do not agree with the last day."),
                "possible_last_day",
            )
        return not self.errors

    def refusal(self) -> Refusal:
        """Only after ``holds()``."""
        return Refusal(
            DeclineReason(self.reason.data), self.detail.data, self.possible_last_day.data
        )


def open_decline_form() -> DeclineForm:
    form = open_form(DeclineForm)
    form.reason.choices = _choices(wording.DECLINED)
    return form


def _choices(words: dict[Any, Any]) -> Sequence[SelectChoice]:
    return [SelectChoice(value.value, str(text)) for value, text in words.items()]


def _used_name(place: int, period: LeavePeriod) -> str:
    """Names the leave year: what was entered for one is never sent for another, should the HR
    system's list change on the way."""
    return f"used_{place}_{period.start:%Y%m%d}"
