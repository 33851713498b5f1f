"""Time off to review: the queue, one request, and what was decided."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.backends.contract import Capability
from portal.backends.leave import LeaveBalance, TimeOff, TimeOffStatus
from portal.backends.team import Decision
from portal.gateway.cards import Card
from portal.gateway.ledger import Action, ActionKind, ActionState
from portal.gateway.manager import ManagerGateway
from portal.gateway.team import OwnRequest
from portal.team import behalf, rules, wording
from portal.team.current import current_manager, manager_page
from portal.team.forms import DecisionForm, RejectionForm, chosen_ids
from portal.team.search import REQUESTS, Search
from portal.web.forms import KeyedForm, open_form
from portal.web.locale import today_of
from portal.web.pages import is_fragment, late_card, page
from portal.web.writes import attempt, outcome_page

bp = Blueprint("time_off", __name__, url_prefix="/time-off")

Balances = dict[str, Card[tuple[LeaveBalance, ...]]]
BALANCES = "balances"
APPROVE, ASK_WHY, REJECT = "approve", "ask_why", "reject"
"""What the button that was pressed stands for."""


@bp.get("")
@manager_page(Capability.TIME_OFF_REVIEW)
def index() -> str:
    manager = current_manager()
    return _queue(manager, open_form(DecisionForm), late=late_card((BALANCES,)))


@bp.post("")
@manager_page(Capability.TIME_OFF_REVIEW)
def decide() -> ResponseReturnValue:
    """Several at once, or one of the list."""
    manager = current_manager()
    ids = chosen_ids()
    action = APPROVE if "alone" in request.form else request.form.get("action", "")
    if action == ASK_WHY and ids:
        return _ask_why(manager, open_form(RejectionForm), ids)
    form = open_form(RejectionForm if action == REJECT else DecisionForm)
    if not ids:
        form.fail(_("Tick at least one request."))
    elif action in (APPROVE, REJECT):
        if form.validate_on_submit() and (sent := _send(manager, form, ids, Decision(action))):
            return sent
        if action == REJECT:
            return _ask_why(manager, form, ids), 422
    return _queue(manager, form), 422


@bp.get("/<id:time_off_id>/review")
@manager_page(Capability.TIME_OFF_REVIEW)
def review(time_off_id: str) -> ResponseReturnValue:
    """Where the mail leads to: decides nothing."""
    manager = current_manager()
    late = late_card((BALANCES,))
    try:
        off = manager.team.request(time_off_id, _today(manager))
    except OwnRequest:
        return _own_request(manager, time_off_id)
    if late and is_fragment():
        return _late_balances(_balances(manager, [off]), [off])
    return _one(manager, off, open_form(DecisionForm))


@bp.post("/<id:time_off_id>/review")
@manager_page(Capability.TIME_OFF_REVIEW)
def decide_one(time_off_id: str) -> ResponseReturnValue:
    """What somebody decided meanwhile is shown as it is."""
    manager = current_manager()
    try:
        off = manager.team.request(time_off_id, _today(manager))
    except OwnRequest:
        return _own_request(manager, time_off_id)
    action = request.form.get("action", "")
    if action == ASK_WHY and off.status is TimeOffStatus.REQUESTED:
        return _ask_why(manager, open_form(RejectionForm), (off.id,))
    form = open_form(RejectionForm if action == REJECT else DecisionForm)
    if action in (APPROVE, REJECT):
        if form.validate_on_submit() and (
            sent := _send(manager, form, (off.id,), Decision(action))
        ):
            return sent
        if action == REJECT and off in manager.team.waiting_of([off.id]):
            return _ask_why(manager, form, (off.id,)), 422
    now = manager.team.request(off.id, _today(manager))
    too_late = now.status is not TimeOffStatus.REQUESTED
    return _one(manager, now, form, too_late=too_late), 409 if too_late else 422


@bp.get("/decided/<id:action_id>")
@manager_page(Capability.TIME_OFF_REVIEW)
def decided(action_id: str) -> str:
    """Request by request, as it stands now."""
    manager = current_manager()
    rows = manager.decided(action_id)
    ids = [row.time_off_id for row in rows]
    reads = manager.side_by_side()
    reading = reads.start(lambda: manager.team.requests(ids))
    reads.wait()
    return page(
        "team/decided.html",
        rows=rows,
        behalf=behalf,
        now={each.id: each for each in reading.value} if reading.ready else {},
        known=reading.ready,
        source=manager.backend.label,
        wording=wording,
    )


def _send(
    manager: ManagerGateway, form: KeyedForm, ids: tuple[str, ...], decision: Decision
) -> ResponseReturnValue | None:
    reason = form.reason.data if decision is Decision.REJECT else ""
    return attempt(
        form,
        lambda key: manager.review_time_off(
            ids, decision, key, today=_today(manager), reason=reason
        ),
        source=manager.backend.label,
        then=_after,
    )


def _after(action: Action) -> str:
    if action.state is ActionState.ACCEPTED:
        return url_for("team.time_off.decided", action_id=action.id)
    return outcome_page(action)


def _queue(manager: ManagerGateway, form: KeyedForm, *, late: str | None = None) -> str:
    search = Search.of_request()
    reports = manager.team.reports()
    found = rules.longest_waiting_first(_looked_for(manager, search))
    shown = search.page(found, REQUESTS)
    waiting = shown.items
    balances = _balances(manager, waiting)
    if late and is_fragment():
        return _late_balances(balances, waiting)
    checking = [
        action
        for kind in (ActionKind.TIME_OFF_APPROVE, ActionKind.TIME_OFF_REJECT)
        for action in manager.open_actions(kind)
    ]
    return page(
        "team/queue.html",
        form=form,
        waiting=waiting,
        balances=balances,
        some_late=any(card.late for card in balances.values()),
        chosen=chosen_ids(),
        checking=checking,
        search=search,
        shown=shown,
        here=partial(url_for, "team.time_off.index", **search.query),
        for_employer=manager.team.for_employer,
        reports=reports,
        names=wording.names_of(reports.values()),
        standing={off.id: manager.team.standing_around(reports[off.worker_id]) for off in waiting},
        **_around(manager),
    )


def _looked_for(manager: ManagerGateway, search: Search) -> Sequence[TimeOff]:
    """What waits, of those whom a search of everybody finds; of whom nobody knows any more,
    nothing."""
    reports = manager.team.reports()
    waiting = [off for off in manager.team.waiting() if off.worker_id in reports]
    if not search.text:
        return waiting
    members = {each.id for each in search.among(manager.team.members())}
    return [off for off in waiting if off.worker_id in members]


def _own_request(manager: ManagerGateway, time_off_id: str) -> ResponseReturnValue:
    """Nobody decides on it themselves, in whoever's place; says who can."""
    boss = manager.team.line.manager
    others = manager.substitutes_of(boss.id) if boss else ()
    html = page(
        "team/own_request.html",
        time_off_id=time_off_id,
        deciders=behalf.deciders(boss, others),
    )
    return html, 403


def _late_balances(balances: Balances, requests: Sequence[TimeOff]) -> str:
    return page(
        "team/_late_balances.html",
        waiting=requests,
        balances=balances,
        rules=rules,
        wording=wording,
    )


def _one(manager: ManagerGateway, off: TimeOff, form: KeyedForm, *, too_late: bool = False) -> str:
    report = manager.team.report(off.worker_id)
    return page(
        "team/review.html",
        form=form,
        off=off,
        too_late=too_late,
        balance=_balances(manager, [off])[off.id],
        acting=behalf.acting(report),
        names=wording.names_of(manager.team.team_of(report).values()),
        standing=manager.team.standing_around(report),
        **_around(manager),
    )


def _ask_why(manager: ManagerGateway, form: KeyedForm, ids: Sequence[str]) -> str:
    """Declining can't be undone, so it asks; only what still waits is asked about."""
    meant = manager.team.waiting_of(ids)
    reports = manager.team.some_reports(off.worker_id for off in meant)
    known = [off for off in meant if off.worker_id in reports]
    return page(
        "team/decline.html",
        form=form,
        meant=known,
        reports=reports,
        names=wording.names_of(reports.values()),
        **_around(manager),
    )


def _around(manager: ManagerGateway) -> dict[str, object]:
    """What every page about requests is drawn with."""
    return {
        "today": _today(manager),
        "source": manager.backend.label,
        "behalf": behalf,
        "rules": rules,
        "wording": wording,
    }


def _balances(manager: ManagerGateway, requests: Sequence[TimeOff]) -> Balances:
    """By request, side by side: one call for each year of each who asks."""
    reads = manager.side_by_side()
    of_year: dict[tuple[str, int], Card[tuple[LeaveBalance, ...]]] = {}
    for off in requests:
        year = off.worker_id, off.start.year
        if year not in of_year:
            read = partial(manager.team.leave_balances, off.worker_id, off.start)
            of_year[year] = reads.start(read)
    reads.wait()
    return {off.id: of_year[off.worker_id, off.start.year] for off in requests}


def _today(manager: ManagerGateway) -> date:
    return today_of(manager.team.line.time_zone, manager.identity.country)
