"""What a worker fills in to ask for time off, and to withdraw a request."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectChoice
from wtforms.validators import InputRequired

from portal.backends.leave import Granularity, TimeOffDraft, TimeOffType
from portal.time_off.rules import NOTE_LIMIT
from portal.web.fields import AmountField, DayField, TextField
from portal.web.forms import KeyedForm


class TimeOffForm(KeyedForm):
    """Field names are those of ``TimeOffDraft``. Nothing else that is posted is read."""

    type_id = RadioField(
        _l("Kind of time off"), [InputRequired(_l("Choose the kind of time off."))], choices=[]
    )
    start = DayField(_l("First day"), _l("Enter the first day."))
    end = DayField(_l("Last day"), _l("Enter the last day, for a single day the same again."))
    half_day = BooleanField(_l("Half days only"))
    hours_per_day = AmountField(_l("Hours a day"))
    note = TextField(_l("Note to your employer"), NOTE_LIMIT)

    def offer(self, choices: Sequence[tuple[str, str]]) -> None:
        """Set the kinds that can be chosen, id and words; a single one is chosen already."""
        self.type_id.choices = [SelectChoice(type_id, words) for type_id, words in choices]
        if len(choices) == 1 and not self.type_id.data:
            self.type_id.data = choices[0][0]

    def draft(self) -> TimeOffDraft:
        """Only after ``validate()``."""
        return TimeOffDraft(
            type_id=self.type_id.data,
            start=self.start.data,
            end=self.end.data,
            half_day=self.half_day.data,
            hours_per_day=self.hours_per_day.data,
            note=self.note.data,
        )

    def forget_parts(self, kind: TimeOffType) -> None:
        """Drop what this kind can't take, once the worker was told."""
        if kind.granularity is not Granularity.HALF_DAYS:
            self.half_day.data = False
        if kind.granularity is not Granularity.HOURS:
            self.hours_per_day.data = None
            self.hours_per_day.raw_data = None


class CancelForm(KeyedForm):
    """Asks nothing; pressing its button is the answer."""
