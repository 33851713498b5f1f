"""The team: who is who and who is there, person by person."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from portal.backends.contract import Capability
from portal.gateway.cards import Card
from portal.team import calendar_views, nudges, reviews, rules, wording
from portal.team.current import current_manager, manager_page
from portal.team.resignations import views as resignations
from portal.web.locale import today_of
from portal.web.pages import is_fragment, late_card, page

bp = Blueprint("team", __name__, url_prefix="/team")
bp.register_blueprint(reviews.bp)
bp.register_blueprint(nudges.bp)
bp.register_blueprint(calendar_views.bp)
bp.register_blueprint(resignations.bp)

MEMBERS, AWAY, LEAVERS = CARDS = ("members", "away", "leavers")
BALANCES, PLANS = ABOUT = ("balances", "plans")


@bp.get("")
@manager_page(Capability.TEAM)
def index() -> str:
    manager = current_manager()
    late = late_card(CARDS)
    alone = late if is_fragment() else None
    reads = manager.side_by_side()
    readings: dict[str, Card[Any]] = {AWAY: reads.start(manager.team.standing_of_reports)}
    if alone in (None, MEMBERS):
        readings[MEMBERS] = reads.start(manager.team.members)
    if alone in (None, LEAVERS) and manager.can(Capability.RESIGNATION_REVIEW):
        readings[LEAVERS] = reads.start(manager.team_resignations.waiting)
    reads.wait()
    return page(
        f"team/_{alone}.html" if alone else "team/index.html",
        readings=readings,
        names=wording.names_of(manager.team.reports().values()),
        waiting=len(manager.team.waiting()) if readings[AWAY].ready else None,
        today=today_of(manager.team.line.time_zone, manager.identity.country),
        today_of=today_of,
        source=manager.backend.label,
        rules=rules,
        wording=wording,
    )


@bp.get("/people/<id:report_id>")
@manager_page(Capability.TEAM)
def person(report_id: str) -> str:
    """What a manager may see of a report: nothing of pay, and nothing private."""
    manager = current_manager()
    manager.team.report(report_id)
    late = late_card(ABOUT)
    alone = late if is_fragment() else None
    reads = manager.side_by_side()
    readings: dict[str, Card[Any]] = {}
    if alone in (None, BALANCES):
        readings[BALANCES] = reads.start(lambda: manager.team.leave_balances(report_id))
    if alone in (None, PLANS):
        readings[PLANS] = reads.start(manager.team.standing_of_reports)
    member = None if alone else manager.team.member(report_id)
    reads.wait()
    return page(
        f"team/_person_{alone}.html" if alone else "team/person.html",
        report_id=report_id,
        member=member,
        readings=readings,
        source=manager.backend.label,
        wording=wording,
    )
