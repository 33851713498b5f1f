"""Time off in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.backends.leave import (
    DayKind,
    LeaveBalance,
    LeaveEvent,
    LeaveEventKind,
    TimeOff,
    TimeOffDay,
    TimeOffDraft,
    TimeOffStatus,
    TimeOffType,
)
from portal.time_off import rules
from portal.time_off.rules import Fault, Problem, Step
from portal.web.formats import amount, date_range, long_date, number, weekday_date

_STATUS = {
    TimeOffStatus.REQUESTED: (_l("Waiting for an answer"), "warning"),
    TimeOffStatus.APPROVED: (_l("Approved"), "success"),
    TimeOffStatus.REJECTED: (_l("Declined"), "danger"),
    TimeOffStatus.USED: (_l("Taken"), "neutral"),
    TimeOffStatus.CANCELLED: (_l("Withdrawn"), "neutral"),
}
_SHARE = {
    "used": _l("Used"),
    "upcoming": _l("Approved, ahead"),
    "requested": _l("Requested"),
    "available": _l("Left"),
}
_EVENT = {
    LeaveEventKind.ACCRUED: _l("Earned"),
    LeaveEventKind.TAKEN: _l("Time off"),
    LeaveEventKind.ADJUSTED: _l("Corrected by your employer"),
    LeaveEventKind.CARRIED_OVER: _l("Carried over from the year before"),
    LeaveEventKind.EXPIRED: _l("Expired"),
    LeaveEventKind.PAID_OUT: _l("Paid out"),
    LeaveEventKind.UNKNOWN: _l("Other change"),
}
_STEP = {
    (Step.ASKED, "done"): _l("You asked"),
    (Step.DECIDED, "current"): _l("Your employer decides"),
    (Step.DECIDED, "done"): _l("Your employer decided"),
    (Step.TAKEN, "todo"): _l("Time off"),
    (Step.TAKEN, "current"): _l("Time off"),
    (Step.TAKEN, "done"): _l("Time off taken"),
    (Step.CANCELLED, "done"): _l("Withdrawn"),
}


def status(request: TimeOff) -> tuple[str, str]:
    """Words and tone; a state we do not know keeps the HR system's own word."""
    text, tone = _STATUS.get(request.status, (request.status_text, "neutral"))
    return str(text), tone


def names(types: Iterable[TimeOffType], balances: Iterable[LeaveBalance]) -> dict[str, str]:
    """What the kinds of time off are called, by id; a balance knows only its policy's name."""
    by_policy = {type_id: one.policy_name for one in balances for type_id in one.type_ids}
    return by_policy | {kind.id: kind.name for kind in types}


def name(request: TimeOff, known: Mapping[str, str]) -> str:
    """``known``: from ``names``, for lists that do not carry them."""
    return request.type_name or known.get(request.type_id) or _("Time off")


def choice(kind: TimeOffType, balance: LeaveBalance | None) -> str:
    """A kind of time off with what is left of it."""
    left = rules.available(balance) if balance else None
    if left is None:
        return kind.name
    return _("%(name)s (%(left)s left)", name=kind.name, left=amount(left.amount, left.unit))


def steps(request: TimeOff, decision: str) -> list[dict[str, Any]]:
    """For the steps component. ``decision`` is the state in words."""
    rows = []
    for one in rules.progress(request):
        detail = [decision] if one.step is Step.DECIDED and one.state == "done" else []
        if one.at is not None:
            detail.append(long_date(one.at))
        rows.append(
            {
                "label": str(_STEP[one.step, one.state]),
                "state": one.state,
                "detail": ", ".join(detail),
            }
        )
    return rows


# Balances ------------------------------------------------------------------------------------


def segments(balance: LeaveBalance) -> list[dict[str, Any]]:
    """For the balance bar."""
    return [
        {
            "kind": kind,
            "label": str(_SHARE[kind]),
            "amount": float(size),
            "text": amount(size, balance.unit),
        }
        for kind, size in rules.shares(balance)
    ]


def account(balance: LeaveBalance) -> list[dict[str, str]]:
    """How a balance comes about, line by line; what the HR system does not say is left out."""
    always = (
        (_("Earned so far"), balance.accrued),
        (_("Used"), balance.used),
        (_("Total of the period"), None if balance.unlimited else balance.total),
    )
    unless_nothing = (
        (_("Still to be earned"), balance.upcoming_accruals),
        (_("Approved, ahead"), balance.approved),
        (_("Requested, not decided"), balance.requested),
        (_("Expired"), balance.expired),
    )
    lines = [*always, *((label, size) for label, size in unless_nothing if size)]
    rows = [
        {"label": label, "value": amount(size, balance.unit)}
        for label, size in lines
        if size is not None
    ]
    if balance.period_end is not None:
        rows.append({"label": _("The period ends on"), "value": long_date(balance.period_end)})
    return rows


def events(found: Sequence[LeaveEvent], balance: LeaveBalance) -> list[dict[str, str]]:
    """For the timeline, in the order given."""
    return [
        {
            "title": _(
                "%(what)s: %(amount)s",
                what=str(_EVENT[event.kind]),
                amount=_signed(event.amount, balance),
            ),
            "when": long_date(event.on),
            "datetime": event.on.isoformat(),
            "tone": "success" if event.amount > 0 else "neutral",
        }
        for event in found
    ]


def _signed(size: Decimal, balance: LeaveBalance) -> str:
    shown = amount(abs(size), balance.unit)
    return f"+{shown}" if size > 0 else f"\N{MINUS SIGN}{shown}" if size < 0 else shown


# A request that is being written ------------------------------------------------------------


def days_left_out(days: Sequence[TimeOffDay]) -> list[str]:
    """The days of a preview that do not count, holidays by name, in order."""
    left_out = []
    for day in days:
        if day.amount or day.kind is DayKind.WORKING_DAY:
            continue
        if day.holiday_name:
            left_out.append(
                _("%(day)s: %(holiday)s", day=weekday_date(day.on), holiday=day.holiday_name)
            )
        elif day.kind is DayKind.HOLIDAY:
            left_out.append(_("%(day)s: public holiday", day=weekday_date(day.on)))
        else:
            left_out.append(_("%(day)s: not a working day", day=weekday_date(day.on)))
    return left_out


def problem(found: Problem, kind: TimeOffType, types: Sequence[TimeOffType]) -> str:
    """The sentence under the field."""
    match found.fault:
        case Fault.NEEDS_DOCUMENT:
            return _(
                "%(kind)s needs a document, which can't be sent from here. See below how to ask.",
                kind=kind.name,
            )
        case Fault.ENDS_BEFORE_START:
            return _("The last day is before the first day.")
        case Fault.TOO_FAR:
            return _("Choose a day within two years from today.")
        case Fault.IN_THE_PAST:
            return _("%(kind)s can't be asked for after the fact.", kind=kind.name)
        case Fault.TOO_SOON:
            return _too_soon(found, kind)
        case Fault.OVERLAPS:
            return _overlaps(found, types)
        case Fault.WHOLE_DAYS_ONLY:
            return _("%(kind)s can't be taken in such parts of a day.", kind=kind.name)
        case Fault.HOURS_OUT_OF_RANGE:
            return _("Enter the hours of one day: more than 0 and at most 24.")
        case Fault.NOTE_MISSING:
            return _("%(kind)s needs a note. Say in a few words what it is for.", kind=kind.name)


def _too_soon(found: Problem, kind: TimeOffType) -> str:
    if found.earliest is None or kind.notice is None:
        return _("%(kind)s has to be asked for earlier.", kind=kind.name)
    return _(
        "%(kind)s has to be asked for %(notice)s beforehand. The earliest first day is %(day)s.",
        kind=kind.name,
        notice=amount(kind.notice.amount, kind.notice.unit),
        day=long_date(found.earliest),
    )


def _overlaps(found: Problem, types: Sequence[TimeOffType]) -> str:
    if found.other is None:
        return _("These days overlap with another request of yours.")
    return _(
        "These days overlap with another request of yours: %(name)s, %(days)s (%(state)s).",
        name=name(found.other, names(types, ())),
        days=date_range(found.other.start, found.other.end),
        state=status(found.other)[0],
    )


def part_of_day(half_day: bool, hours: Decimal | None) -> str:
    if half_day:
        return _("Half of each day")
    if hours is not None:
        return _("%(hours)s hours of each day", hours=number(hours))
    return _("Whole days")


def manager_sees(manager: str, draft: TimeOffDraft, kind: str) -> dict[str, str]:
    """For the check page: the mail and the page that the manager decides on."""
    seen = [kind, date_range(draft.start, draft.end)]
    if draft.half_day or draft.hours_per_day is not None:
        seen.append(part_of_day(draft.half_day, draft.hours_per_day))
    if draft.note:
        seen.append(_("your note"))
    seen.append(_("what is left of your leave"))
    return {
        "label": _("%(name)s, who decides", name=manager) if manager else _("Whoever decides"),
        "value": ", ".join(seen),
        "note": _("At once, by mail and on this site."),
    }


def colleagues_see(name: str, draft: TimeOffDraft) -> dict[str, str]:
    """For the check page: the calendar of the team, and what their own programs fetch of it."""
    when = date_range(draft.start, draft.end)
    if draft.half_day:
        when = _("%(days)s, half of each day", days=when)
    return {
        "label": _("Your colleagues, in the team's calendar"),
        "value": _("%(name)s is away, %(days)s", name=name, days=when),
        "note": _("Only once it is approved. Never what it is for, and never your note."),
    }
