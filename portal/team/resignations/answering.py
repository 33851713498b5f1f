"""Answering a resignation, step by step: what is needed, the whole once more, and off it goes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.backends.errors import Unavailable
from portal.backends.offboarding import (
    Acceptance,
    LastDays,
    LeaveAtEnd,
    Refusal,
    TeamResignation,
)
from portal.gateway.cards import Card
from portal.gateway.manager import ManagerGateway
from portal.team import behalf
from portal.team.resignations import leave_wording, rules, wording
from portal.team.resignations.forms import (
    AcceptForm,
    DeclineForm,
    open_accept_form,
    open_decline_form,
)
from portal.web.fields import entered
from portal.web.forms import KeyedForm
from portal.web.locale import today_of
from portal.web.pages import page
from portal.web.writes import attempt

CHECK, SEND = "check", "send"
"""What the button that was pressed stands for; another one leads back to the first page."""

TooLate = Callable[[ManagerGateway, TeamResignation], ResponseReturnValue]
"""Draws how a resignation stands that does not wait any more."""


def accept(manager: ManagerGateway, one: TeamResignation, too_late: TooLate) -> ResponseReturnValue:
    if not one.waits:
        return _not_waiting(manager, one, too_late)
    wished = _wished_day(manager, one)
    leave, allowed = _around_the_end(manager, one, wished)
    form = open_accept_form(leave, manager.backend.label)
    barred = rules.wished_day_bars(wished, allowed) or not rules.countings(leave)
    action = request.form.get("action")
    if not barred and action in (CHECK, SEND) and form.holds():
        if action == CHECK:
            return _accept_check(manager, one, form, wished)
        if sent := _send(manager, one, form, form.acceptance()):
            return sent
        now = manager.team_resignations.one(one.id)
        if not now.waits:
            return too_late(manager, now)
    html = page(
        "team/resignations/accept.html",
        form=form,
        leave=leave,
        wished=wished,
        day_barred=rules.wished_day_bars(wished, allowed),
        leave_barred=not rules.countings(leave),
        **_around(manager, one),
    )
    return html, 422 if form.errors else 200


def decline(
    manager: ManagerGateway, one: TeamResignation, too_late: TooLate
) -> ResponseReturnValue:
    if not one.waits:
        return _not_waiting(manager, one, too_late)
    form = open_decline_form()
    allowed = _allowed_or_none(manager, one)
    action = request.form.get("action")
    if action in (CHECK, SEND) and form.holds() and _day_holds(manager, one, form, allowed):
        if action == CHECK:
            return _decline_check(manager, one, form)
        if sent := _send(manager, one, form, form.refusal()):
            return sent
        now = manager.team_resignations.one(one.id)
        if not now.waits:
            return too_late(manager, now)
    html = page(
        "team/resignations/decline.html", form=form, allowed=allowed, **_around(manager, one)
    )
    return html, 422 if form.errors else 200


def leave_of(manager: ManagerGateway, one: TeamResignation) -> LeaveAtEnd:
    return manager.team_resignations.leave_at_end(one, _wished_day(manager, one))


def _wished_day(manager: ManagerGateway, one: TeamResignation) -> date:
    """Raises: Unavailable, where the HR system does not say."""
    if one.last_day is not None:
        return one.last_day
    details = manager.team_resignations.details(one)
    if details is None or details.desired_end_date is None:
        raise Unavailable("a resignation without a last day", sent=False)
    return details.desired_end_date


def _around_the_end(
    manager: ManagerGateway, one: TeamResignation, wished: date
) -> tuple[LeaveAtEnd, LastDays]:
    """Side by side for a page; what is sent takes its time."""
    team = manager.team_resignations
    if request.method == "POST":
        return team.leave_at_end(one, wished), team.last_days(one)
    reads = manager.side_by_side()
    leave = reads.start(lambda: team.leave_at_end(one, wished))
    allowed = reads.start(lambda: team.last_days(one))
    _must_be_there(leave)
    _must_be_there(allowed)
    return leave.value, allowed.value


def _must_be_there(card: Card[LeaveAtEnd] | Card[LastDays]) -> None:
    if not card.ready:
        raise card.error or Unavailable("no answer in time", sent=False)


def _allowed_or_none(manager: ManagerGateway, one: TeamResignation) -> LastDays | None:
    """None, where it can't be read now: it is needed only for naming another day."""
    try:
        return manager.team_resignations.last_days(one)
    except Unavailable:
        return None


def _day_holds(
    manager: ManagerGateway, one: TeamResignation, form: DeclineForm, allowed: LastDays | None
) -> bool:
    day, source = form.possible_last_day.data, manager.backend.label
    if day is None:
        return True
    if allowed is None:
        form.fail(
            _("%(source)s does not tell just now which days are possible.", source=source),
            "possible_last_day",
        )
        return False
    fault = rules.fault_of(day, one.last_day, allowed, _today(manager))
    if fault:
        form.fail(wording.day_fault(fault, allowed, source), "possible_last_day")
    return fault is None


def _today(manager: ManagerGateway) -> date:
    return today_of(manager.team.line.time_zone, manager.identity.country)


def _accept_check(
    manager: ManagerGateway, one: TeamResignation, form: AcceptForm, wished: date
) -> str:
    return _check_page(
        manager,
        one,
        form,
        rows=leave_wording.acceptance_rows(form.acceptance(), wished, manager.backend.label),
        accepting=True,
    )


def _decline_check(manager: ManagerGateway, one: TeamResignation, form: DeclineForm) -> str:
    rows = wording.refusal_rows(form.refusal())
    return _check_page(manager, one, form, rows=rows, accepting=False)


def _check_page(
    manager: ManagerGateway,
    one: TeamResignation,
    form: KeyedForm,
    *,
    rows: list[dict[str, str]],
    accepting: bool,
) -> str:
    """The last look before what can't be undone."""
    return page(
        "team/resignations/check.html",
        rows=rows,
        accepting=accepting,
        kept=entered(form),
        **_around(manager, one),
    )


def _send(
    manager: ManagerGateway, one: TeamResignation, form: KeyedForm, answer: Acceptance | Refusal
) -> ResponseReturnValue | None:
    return attempt(
        form,
        lambda key: manager.answer_resignation(one.id, answer, key),
        source=manager.backend.label,
    )


def _not_waiting(
    manager: ManagerGateway, one: TeamResignation, too_late: TooLate
) -> ResponseReturnValue:
    if request.method == "POST":
        return too_late(manager, one)
    return redirect(url_for("team.resignations.show", resignation_id=one.id), 303)


def _around(manager: ManagerGateway, one: TeamResignation) -> dict[str, object]:
    """What every page of an answer is drawn with."""
    report = manager.team.report(one.worker_id)
    return {
        "one": one,
        "name": report.name,
        "acting": behalf.acting(report),
        "source": manager.backend.label,
        "today": _today(manager),
        "rules": rules,
        "wording": wording,
        "leave_wording": leave_wording,
    }
