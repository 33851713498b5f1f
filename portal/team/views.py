"""The team: who is who and who is there, person by person."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Blueprint, url_for

from portal.backends.contract import Capability
from portal.gateway.cards import Card
from portal.gateway.responsibility import Behalf
from portal.team import behalf, calendar_views, nudges, reviews, rules, substitute_views, wording
from portal.team.amendments import views as amendments
from portal.team.current import current_manager, manager_page
from portal.team.resignations import views as resignations
from portal.team.search import PEOPLE, Search
from portal.web.locale import today_of
from portal.web.pages import is_fragment, late_card, page

bp = Blueprint("team", __name__, url_prefix="/team")
bp.register_blueprint(reviews.bp)
bp.register_blueprint(nudges.bp)
bp.register_blueprint(calendar_views.bp)
bp.register_blueprint(amendments.bp)
bp.register_blueprint(resignations.bp)
bp.register_blueprint(substitute_views.bp)

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
    search = Search.of_request()
    reads.wait()
    reports = manager.team.reports()
    return page(
        f"team/_{alone}.html" if alone else "team/index.html",
        readings=readings,
        names=wording.names_of(reports.values()),
        reports=reports,
        search=search,
        here=partial(url_for, "team.index", **search.query),
        for_employer=manager.team.for_employer,
        has_own=bool(manager.team.own_reports()),
        only_own=all(each.behalf is Behalf.SELF for each in reports.values()),
        notices=behalf.notices(manager.substitutions(), manager.identity.worker_id),
        behalf=behalf,
        waiting=len(manager.team.waiting()) if readings[AWAY].ready else None,
        today=today_of(manager.team.line.time_zone, manager.identity.country),
        today_of=today_of,
        source=manager.backend.label,
        most=PEOPLE,
        changes_contracts=manager.can(Capability.TEAM_AMENDMENTS),
        rules=rules,
        wording=wording,
    )


@bp.get("/people/<id:report_id>")
@manager_page(Capability.TEAM)
def person(report_id: str) -> str:
    """What a manager may see of a report: nothing of pay, and nothing private."""
    manager = current_manager()
    report = manager.team.report(report_id)
    late = late_card(ABOUT)
    alone = late if is_fragment() else None
    reads = manager.side_by_side()
    readings: dict[str, Card[Any]] = {}
    if alone in (None, BALANCES):
        readings[BALANCES] = reads.start(lambda: manager.team.leave_balances(report_id))
    if alone in (None, PLANS):
        readings[PLANS] = reads.start(lambda: manager.team.standing_around(report))
    member = None if alone else manager.team.member(report_id)
    reads.wait()
    return page(
        f"team/_person_{alone}.html" if alone else "team/person.html",
        report_id=report_id,
        member=member,
        acting=behalf.acting(report),
        readings=readings,
        source=manager.backend.label,
        changes_contracts=manager.can(Capability.TEAM_AMENDMENTS),
        wording=wording,
    )
