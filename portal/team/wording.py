"""The team in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.dates import format_date, format_skeleton, format_time
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from portal.backends.leave import LeaveBalance, TimeOff, TimeOffStatus
from portal.backends.team import Colleague, Decision, TeamMember
from portal.gateway.decisions import Decided
from portal.gateway.team import Absence
from portal.team import rules
from portal.team.calendar import Circle, Group, Span, Window
from portal.team.rules import DayState, Effect, NoEffect, Row
from portal.web.formats import amount, country_name, date_range, long_date, month, weekday_date
from portal.web.locale import format_locale

_STATUS = {
    TimeOffStatus.REQUESTED: (_l("Waiting for you"), "warning"),
    TimeOffStatus.APPROVED: (_l("Approved"), "success"),
    TimeOffStatus.REJECTED: (_l("Declined"), "danger"),
    TimeOffStatus.USED: (_l("Approved and over"), "neutral"),
    TimeOffStatus.CANCELLED: (_l("Withdrawn"), "neutral"),
}
_DAY = {
    DayState.WEEKEND: _l("day off"),
    DayState.HOLIDAY: _l("public holiday"),
    DayState.ASKED: _l("asked for"),
    DayState.AWAY: _l("away"),
}


def status(off: TimeOff) -> tuple[str, str]:
    """Words and tone, as the one sees it who decides."""
    text, tone = _STATUS.get(off.status, (off.status_text, "neutral"))
    return str(text), tone


def kind(off: TimeOff) -> str:
    return off.type_name or _("Time off")


def days(off: TimeOff) -> str:
    """From the weekday of the first day to that of the last."""
    if off.start == off.end:
        return weekday_date(off.start)
    return _("%(first)s to %(last)s", first=weekday_date(off.start), last=weekday_date(off.end))


def size(off: TimeOff) -> str:
    shown = amount(off.amount.amount, off.amount.unit)
    return _("%(amount)s, half of each day", amount=shown) if off.half_day else shown


def place(member: TeamMember) -> str:
    country = country_name(member.country) if member.country else ""
    return ", ".join(filter(None, [member.region, country]))


def local_time(time_zone: str) -> str:
    """The time of day there, now; empty where the zone is not known."""
    try:
        zone = ZoneInfo(time_zone) if time_zone else None
    except (ZoneInfoNotFoundError, ValueError):
        zone = None
    if zone is None:
        return ""
    now = datetime.now(UTC).astimezone(zone)
    return format_time(now, "short", tzinfo=zone, locale=format_locale())


def role(member: TeamMember) -> str:
    there = local_time(member.time_zone)
    now = _("%(time)s there now", time=there) if there else ""
    return " · ".join(filter(None, [member.job_title, place(member), now]))


def away_until(off: TimeOff) -> str:
    return _("Away until %(day)s", day=short_day(off.end))


def short_day(day: date) -> str:
    """Tue, 1 Mar."""
    return format_skeleton("MMMEd", day, locale=format_locale())


def weekday_letter(day: date) -> str:
    return format_date(day, "EEEEE", locale=format_locale())


def notice(off: TimeOff) -> str:
    given = rules.notice_days(off)
    if given is None:
        return ""
    if given < 0:
        return _("Asked for after the fact")
    return (
        ngettext("Asked for %(num)s day ahead", "Asked for %(num)s days ahead", given)
        if given
        else _("Asked for on the day itself")
    )


def waits(off: TimeOff, today: date) -> str:
    since = rules.waits_days(off, today)
    if since is None:
        return ""
    if since == 0:
        return _("Came in today")
    return ngettext("Waiting for %(num)s day", "Waiting for %(num)s days", since)


def others(found: Sequence[TimeOff], names: Mapping[str, str]) -> list[tuple[str, str]]:
    """Who is away at the same time: a name, which may run from right to left, and when."""
    return [
        (
            names.get(off.worker_id, ""),
            _(
                "%(days)s (%(state)s)",
                days=date_range(off.start, off.end),
                state=_("asked for") if off.status is TimeOffStatus.REQUESTED else _("approved"),
            ),
        )
        for off in found
    ]


def holiday_names(off: TimeOff) -> list[str]:
    return [
        _("%(day)s: %(holiday)s", day=short_day(day), holiday=name or _("public holiday"))
        for day, name in rules.holidays(off)
    ]


def balance(found: Effect | NoEffect) -> str:
    match found:
        case Effect():
            return _(
                "%(before)s by then, %(after)s if you approve",
                before=amount(found.before, found.unit),
                after=amount(found.after, found.unit),
            )
        case NoEffect.UNLIMITED:
            return _("No limit")
        case _:
            return _("Not said")


def picture(
    shown: Sequence[date],
    people: Iterable[Row],
    names: Mapping[str, str],
    today: date | None = None,
) -> dict[str, object]:
    """For the day table: the days as headings, a row of cells a person."""
    return {
        "days": [
            {
                "letter": weekday_letter(day),
                "number": day.day,
                "name": weekday_date(day),
                "iso": day.isoformat(),
                "today": day == today,
            }
            for day in shown
        ],
        "rows": [
            {
                "name": names.get(row.worker_id, ""),
                "cells": [
                    {"state": state.value, "words": str(_DAY[state]) if state in _DAY else ""}
                    for state in row.states
                ],
            }
            for row in people
        ],
    }


def names_of(people: Iterable[Colleague]) -> dict[str, str]:
    return {person.id: person.name for person in people}


def circle(which: Group) -> str:
    match which.circle:
        case Circle.TEAM:
            return _("Your team")
        case Circle.STAND_IN:
            return _("For %(name)s", name=which.manager_name)
        case Circle.ORGANIZATION:
            return _("Everybody")
        case _:
            return _("Your colleagues")


def window(shown: Window) -> str:
    """The month or the week that a calendar shows."""
    if shown.span is Span.MONTH:
        return month(shown.first)
    return date_range(shown.first, shown.last)


def spell(off: Absence) -> str:
    """When, and for those who may know what for."""
    when = date_range(off.start, off.end)
    if off.half_day:
        when = _("%(days)s, half of each day", days=when)
    asked = _("asked for") if off.status is TimeOffStatus.REQUESTED else ""
    extra = ", ".join(filter(None, [off.kind, asked]))
    return _("%(days)s (%(what)s)", days=when, what=extra) if extra else when


def facts(member: TeamMember) -> list[dict[str, str]]:
    """Who somebody is at work; what the HR system does not say is left out."""
    there = local_time(member.time_zone)
    lines = (
        (_("Called"), member.preferred_name),
        (_("Team"), member.team or member.department),
        (_("Place"), place(member)),
        (_("Works from"), member.work_location),
        (_("Time there now"), there),
        (_("E-mail at work"), member.email),
        (_("First day"), long_date(member.start_date) if member.start_date else ""),
        (_("Last day"), long_date(member.end_date) if member.end_date else ""),
    )
    return [{"label": label, "value": value} for label, value in lines if value]


def balances(found: Sequence[LeaveBalance]) -> list[dict[str, str]]:
    """What is left of each kind of leave."""
    return [{"label": each.policy_name, "value": _left(each)} for each in found]


def _left(found: LeaveBalance) -> str:
    if found.unlimited:
        return _("No limit")
    if found.available is None:
        return _("Not said")
    return _("%(amount)s left", amount=amount(found.available, found.unit))


def request_rows(off: TimeOff, today: date, left: str) -> list[dict[str, str]]:
    """``left``: what it does to the balance, ready."""
    named = holiday_names(off)
    lines = (
        (_("Days"), days(off)),
        (_("Kind"), kind(off)),
        (_("Amount"), size(off)),
        (_("Balance"), left),
        (_("Public holidays in between"), "; ".join(named)),
        (_("Notice"), notice(off)),
        (_("Waits"), waits(off, today) if off.status is TimeOffStatus.REQUESTED else ""),
    )
    return [{"label": label, "value": value} for label, value in lines if value]


def asked_and_waits(off: TimeOff, today: date) -> str:
    return " · ".join(filter(None, [notice(off), waits(off, today)]))


def kept_choice(meant: Iterable[TimeOff]) -> list[tuple[str, str]]:
    """For the page that asks why."""
    return [("chosen", off.id) for off in meant]


def outcome(rows: Sequence[Decided]) -> str:
    """The heading over what one press of a button has done."""
    done = sum(row.taken for row in rows)
    if not done:
        return _("Nothing was decided")
    if rows[0].decision is Decision.REJECT:
        return ngettext("You declined %(num)s request", "You declined %(num)s requests", done)
    return ngettext("You approved %(num)s request", "You approved %(num)s requests", done)


def result(row: Decided, now: TimeOff | None, known: bool) -> str:
    """Why one of several was not decided; empty for those that were."""
    if row.taken:
        return ""
    if row.refusal:
        return row.refusal
    if now is None:
        return _("It is not, or no longer, in your team.") if known else ""
    if now.status is TimeOffStatus.REQUESTED:
        return _("It still waits for you.")
    return _("It was settled before you pressed.")
