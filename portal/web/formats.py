"""Jinja filters: dates, money, numbers and leave in the reader's format."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache

from babel.core import Locale
from babel.dates import format_date, format_datetime, format_skeleton, format_time
from babel.numbers import format_currency, format_decimal
from flask import Flask
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from markupsafe import Markup

from portal.backends.leave import LeaveUnit
from portal.backends.types import Money
from portal.web.locale import format_locale

_PER = {
    "year": _l("a year"),
    "month": _l("a month"),
    "week": _l("a week"),
    "day": _l("a day"),
    "hour": _l("an hour"),
}


def init_formats(app: Flask) -> None:
    app.jinja_env.filters.update(
        {
            "date": long_date,
            "short_date": short_date,
            "weekday_date": weekday_date,
            "month": month,
            "day_month": day_month,
            "datetime": instant,
            "date_range": date_range,
            "period": period,
            "money": money,
            "per": per,
            "amount": amount,
            "number": number,
            "ago": ago,
            "country_name": country_name,
        }
    )


def long_date(value: date) -> str:
    """29 February 2028."""
    return format_date(value, "long", locale=format_locale())


def short_date(value: date) -> str:
    """29 Feb 2028: the month in letters, as beside ``day_month``."""
    return format_skeleton("yMMMd", value, locale=format_locale())


def weekday_date(value: date) -> str:
    """Tuesday, 29 February 2028."""
    return format_date(value, "full", locale=format_locale())


def month(value: date) -> str:
    """February 2028."""
    return format_skeleton("yMMMM", value, locale=format_locale())


def day_month(value: date) -> str:
    """29 Feb."""
    return format_skeleton("MMMd", value, locale=format_locale())


def date_range(start: date, end: date) -> str:
    """One date when both are the same; the year once when it is shared."""
    if start == end:
        return short_date(start)
    if start.year == end.year:
        return _("%(start)s to %(end)s", start=day_month(start), end=short_date(end))
    return _("%(start)s to %(end)s", start=short_date(start), end=short_date(end))


def period(start: date, end: date | None) -> str:
    """What a payslip covers: a month by its name, anything else from day to day."""
    last_day = monthrange(start.year, start.month)[1]
    if end is None or (start.day == 1 and end == start.replace(day=last_day)):
        return month(start)
    return date_range(start, end)


def instant(value: datetime) -> Markup:
    """A ``<time>`` element in UTC, said so: the server does not know the reader's clock."""
    utc = value.astimezone(UTC)
    return Markup('<time datetime="{}">{}</time>').format(
        utc.strftime("%Y-%m-%dT%H:%M:%SZ"), instant_text(utc)
    )


def instant_text(value: datetime) -> str:
    """The same for mails and wherever else no element may stand."""
    text = format_datetime(value.astimezone(UTC), "medium", locale=format_locale())
    return f"{text} UTC"


def clock_time(value: datetime) -> str:
    """``14:05 UTC``, said so as in ``instant``."""
    return f"{format_time(value.astimezone(UTC), 'short', locale=format_locale())} UTC"


def money(value: Money) -> str:
    return format_currency(value.amount, value.currency, locale=format_locale())


def per(word: str) -> str:
    """What time a rate of pay is for ("yearly" as well as "year"); else the word itself."""
    known = _PER.get(word.lower().removesuffix("ly").replace("dai", "day"))
    return word if known is None else str(known)


def number(value: Decimal | int) -> str:
    return _plain(value + 0, format_locale())  # there is no -0


@lru_cache(2048)
def _plain(value: Decimal | int, locale: Locale) -> str:
    return format_decimal(value, format="#,##0.##", locale=locale)


def amount(value: Decimal, unit: LeaveUnit) -> str:
    """``2.5 days``. Plural forms follow the whole number nearest above, as speech does."""
    shown = number(value)
    count = 1 if abs(value) == 1 else 2
    match unit:
        case LeaveUnit.HOURS:
            return ngettext("%(shown)s hour", "%(shown)s hours", count, shown=shown)
        case LeaveUnit.WORKING_DAYS:
            return ngettext("%(shown)s day", "%(shown)s days", count, shown=shown)
        case LeaveUnit.CALENDAR_DAYS:
            return ngettext("%(shown)s calendar day", "%(shown)s calendar days", count, shown=shown)
        case LeaveUnit.WEEKS:
            return ngettext("%(shown)s week", "%(shown)s weeks", count, shown=shown)
        case LeaveUnit.MONTHS:
            return ngettext("%(shown)s month", "%(shown)s months", count, shown=shown)
        case LeaveUnit.YEARS:
            return ngettext("%(shown)s year", "%(shown)s years", count, shown=shown)
        case LeaveUnit.UNKNOWN:
            return shown


def ago(value: datetime) -> str:
    """``just now``, ``4 min ago``, ``3 h ago``; a date beyond a day."""
    minutes = int((datetime.now(UTC) - value).total_seconds() // 60)
    if minutes < 1:
        return _("just now")
    if minutes < 60:
        return _("%(count)s min ago", count=minutes)
    if minutes < 24 * 60:
        return _("%(count)s h ago", count=minutes // 60)
    return short_date(value.date())


def country_name(code: str) -> str:
    """In the reader's language; the code itself when unknown."""
    locale: Locale = format_locale()
    return str(locale.territories.get(code.upper(), code))
