"""The leave of somebody who resigns, and what is said of it to accept, in words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from portal.backends.leave import LeaveUnit
from portal.backends.offboarding import (
    Acceptance,
    LeaveAtEnd,
    LeavePeriod,
    LeaveTracking,
    Severance,
    SeveranceUnit,
    UpcomingLeave,
)
from portal.web.formats import amount, date_range, number, weekday_date

SEVERANCE = {
    SeveranceUnit.DAYS: _l("Days of pay"),
    SeveranceUnit.WEEKS: _l("Weeks of pay"),
    SeveranceUnit.MONTHS: _l("Months of pay"),
}
_UNIT = {
    LeaveUnit.HOURS: _l("in hours"),
    LeaveUnit.WORKING_DAYS: _l("in days"),
    LeaveUnit.CALENDAR_DAYS: _l("in calendar days"),
    LeaveUnit.WEEKS: _l("in weeks"),
    LeaveUnit.MONTHS: _l("in months"),
    LeaveUnit.YEARS: _l("in years"),
}


def rows(leave: LeaveAtEnd, source: str) -> list[dict[str, str]]:
    found = [{"label": _("Counted"), "value": _counted(leave, source)}]
    if leave.remaining is not None:
        found.append(
            {"label": _("Left on the last day"), "value": _amount(leave.remaining, leave.unit)}
        )
    found += [
        {
            "label": _("Taken, %(period)s", period=date_range(period.start, period.end)),
            "value": _("Not said") if period.used is None else amount(period.used, period.unit),
        }
        for period in leave.periods
    ]
    return found


def _counted(leave: LeaveAtEnd, source: str) -> str:
    match leave.tracking:
        case LeaveTracking.ON_PLATFORM:
            return _("In %(source)s", source=source)
        case LeaveTracking.OFF_PLATFORM:
            return _("Elsewhere: %(source)s asks you what was taken", source=source)
        case None:
            return _("%(source)s does not say where", source=source)


def upcoming(off: UpcomingLeave) -> str:
    text = _(
        "%(days)s, %(amount)s",
        days=date_range(off.start, off.end),
        amount=amount(off.amount.amount, off.amount.unit),
    )
    return text if off.approved else _("%(time_off)s (only asked for)", time_off=text)


def counting(tracking: LeaveTracking, source: str) -> str:
    if tracking is LeaveTracking.ON_PLATFORM:
        return _("%(source)s: its figures above are complete", source=source)
    return _("Somebody else: I enter below what was taken")


def used_in(period: LeavePeriod) -> str:
    return _(
        "Taken, %(period)s, %(unit)s",
        period=date_range(period.start, period.end),
        unit=unit(period.unit),
    )


def unit(of: LeaveUnit | None) -> str:
    return str(_UNIT[of]) if of in _UNIT else ""


def acceptance_rows(acceptance: Acceptance, day: date, source: str) -> list[dict[str, str]]:
    """For the last look before it is sent."""
    rows = [{"label": _("Last day"), "value": weekday_date(day)}]
    elsewhere = acceptance.off_platform
    if elsewhere is None:
        rows.append({"label": _("Time off"), "value": _("As %(source)s has it", source=source)})
    else:
        rows += [
            {
                "label": _("Taken, %(period)s", period=date_range(each.start, each.end)),
                "value": amount(each.amount, elsewhere.unit),
            }
            for each in elsewhere.used
        ]
        rows.append(
            {
                "label": _("Still to be taken before the last day"),
                "value": amount(elsewhere.scheduled, elsewhere.unit),
            }
        )
    rows.append({"label": _("Severance pay"), "value": _severance(acceptance.severance)})
    return rows


def _severance(severance: Severance | None) -> str:
    if severance is None:
        return _("None")
    count = 1 if severance.amount == 1 else 2
    shown = number(severance.amount)
    match severance.unit:
        case SeveranceUnit.DAYS:
            return ngettext("%(shown)s day of pay", "%(shown)s days of pay", count, shown=shown)
        case SeveranceUnit.WEEKS:
            return ngettext("%(shown)s week of pay", "%(shown)s weeks of pay", count, shown=shown)
        case SeveranceUnit.MONTHS:
            return ngettext("%(shown)s month of pay", "%(shown)s months of pay", count, shown=shown)


def _amount(value: Decimal, of: LeaveUnit | None) -> str:
    return amount(value, of or LeaveUnit.UNKNOWN)
