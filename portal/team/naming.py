"""A manager names a substitute: what is entered, checked, and sent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectChoice, SelectField
from wtforms.validators import InputRequired

from portal.backends.errors import BackendError
from portal.backends.team import Colleague
from portal.gateway.manager import ManagerGateway
from portal.gateway.team import Absence
from portal.web.fields import DayField
from portal.web.formats import date_range
from portal.web.forms import Form, KeyedForm
from portal.web.locale import today_of, zone_of

LONGEST = timedelta(days=366)
"""From today to the last day."""


class NamingForm(KeyedForm):
    who = SelectField(_l("Who stands in for you?"), [InputRequired(_l("Choose somebody."))])
    first = DayField(_l("First day"), missing=_l("Enter the first day."))
    last = DayField(_l("Last day"), missing=_l("Enter the last day."))

    def offer(self, people: Iterable[Colleague]) -> None:
        offered = [("", _("Choose a colleague")), *((each.id, each.name) for each in people)]
        self.who.choices = [SelectChoice(value, words) for value, words in offered]


class AnswerForm(Form):
    """The button says what."""


@dataclass(frozen=True, slots=True)
class Named:
    """What a form asks for, found to be in order."""

    colleague: Colleague
    first: date
    last: date
    away: tuple[Absence, ...] = ()
    """When the colleague is away on these days, as far as it could be read."""


def checked(manager: ManagerGateway, form: NamingForm, people: Iterable[Colleague]) -> Named | None:
    """None with the reasons on the form. Raises: BackendError."""
    if not form.validate():
        return None
    colleague = next(each for each in people if each.id == form.who.data)
    first, last, today = form.first.data, form.last.data, today_for(manager)
    if first < today:
        form.fail(_("Choose today or a later day."), "first")
    elif last < first:
        form.fail(_("The last day is before the first day."), "last")
    elif last > today + LONGEST:
        form.fail(_("Choose a day within a year from today."), "last")
    elif other := manager.substitute_in(first, last):
        form.fail(
            _(
                "%(name)s is named for %(days)s already. Choose other days, or end that first.",
                name=other.substitute.name,
                days=date_range(other.first, other.last),
            ),
            "first",
        )
    if form.errors:
        return None
    return Named(colleague, first, last, _away(manager, colleague, first, last))


def named(manager: ManagerGateway, form: NamingForm, wish: Named) -> str | None:
    """Its id; None with the reason on the form. Raises: BackendError, StorageUnavailable."""
    identity = manager.signs_in(wish.colleague)
    if identity is None:
        form.fail(_("%(name)s can't sign in here.", name=wish.colleague.name), "who")
        return None
    days = (wish.first, wish.last)
    found = manager.name_substitute(identity, days, _between(manager, *days), str(form.key.data))
    if found is None:
        form.fail(_("Somebody is named for these days by now. Look at it again."))
    return found


def today_for(manager: ManagerGateway) -> date:
    return today_of(manager.team.line.time_zone, manager.identity.country)


def _between(manager: ManagerGateway, first: date, last: date) -> tuple[datetime, datetime]:
    """From the first midnight to that after the last day, where the manager lives."""
    zone = zone_of(manager.team.line.time_zone, manager.identity.country)
    return (
        datetime.combine(first, time(), zone),
        datetime.combine(last + timedelta(days=1), time(), zone),
    )


def _away(
    manager: ManagerGateway, colleague: Colleague, first: date, last: date
) -> tuple[Absence, ...]:
    try:
        return manager.team.absences_of([colleague], first, last, today_for(manager))
    except BackendError:
        return ()
