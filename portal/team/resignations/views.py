"""Resignations of the team: the list, one of them, what was added to it, and the answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from portal.backends.contract import Capability
from portal.backends.offboarding import TeamResignation
from portal.gateway.cards import Card
from portal.gateway.ledger import Action, ActionKind
from portal.gateway.manager import ManagerGateway
from portal.team import behalf
from portal.team.current import current_manager, manager_page
from portal.team.resignations import answering, leave_wording, rules, wording
from portal.team.wording import names_of
from portal.web.locale import today_of
from portal.web.pages import is_fragment, late_card, page
from portal.web.streaming import send_download

bp = Blueprint("resignations", __name__, url_prefix="/resignations")

DETAILS, LEAVE, DAYS = CARDS = ("details", "leave", "days")


@bp.get("")
@manager_page(Capability.RESIGNATION_REVIEW)
def index() -> str:
    manager = current_manager()
    return page(
        "team/resignations/index.html",
        found=manager.team_resignations.all(),
        names=names_of(manager.team.reports().values()),
        reports=manager.team.reports(),
        behalf=behalf,
        checking=_checking(manager),
        source=manager.backend.label,
        rules=rules,
        wording=wording,
    )


@bp.get("/<id:resignation_id>")
@manager_page(Capability.RESIGNATION_REVIEW)
def show(resignation_id: str) -> str:
    """Where the mail leads to: answers nothing."""
    manager = current_manager()
    one = manager.team_resignations.one(resignation_id)
    late = late_card(CARDS)
    return show_one(manager, one, alone=late if is_fragment() else None)


def show_one(
    manager: ManagerGateway,
    one: TeamResignation,
    *,
    alone: str | None = None,
    too_late: bool = False,
) -> str:
    """``alone``: only this card."""
    report = manager.team.report(one.worker_id)
    team, reads = manager.team_resignations, manager.side_by_side()
    wanted: dict[str, Callable[[], object]] = {DETAILS: lambda: team.details(one)}
    if one.waits:
        wanted[LEAVE] = lambda: answering.leave_of(manager, one)
        wanted[DAYS] = lambda: team.last_days(one)
    readings: dict[str, Card[Any]] = {
        name: reads.start(read) for name, read in wanted.items() if alone in (None, name)
    }
    reads.wait()
    return page(
        f"team/resignations/_{alone}.html" if alone else "team/resignations/show.html",
        one=one,
        name=report.name,
        acting=behalf.acting(report),
        readings=readings,
        answer=manager.resignation_answer(one.id),
        checking=_checking(manager),
        too_late=too_late,
        today=today_of(manager.team.line.time_zone, manager.identity.country),
        source=manager.backend.label,
        rules=rules,
        wording=wording,
        leave_wording=leave_wording,
    )


@bp.get("/<id:resignation_id>/files/<id:file_id>")
@manager_page(Capability.RESIGNATION_REVIEW, file=True)
def file(resignation_id: str, file_id: str) -> Response:
    """What the worker has added, to keep: never shown in the page."""
    team = current_manager().team_resignations
    name, download = team.open_file(team.one(resignation_id), file_id)
    return send_download(download, name, inline=False)


@bp.route("/<id:resignation_id>/accept", methods=["GET", "POST"])
@manager_page(Capability.RESIGNATION_REVIEW)
def accept(resignation_id: str) -> ResponseReturnValue:
    """``action`` names the button that was pressed: enter, see it once more, send."""
    manager = current_manager()
    one = manager.team_resignations.one(resignation_id)
    return answering.accept(manager, one, show_now)


@bp.route("/<id:resignation_id>/decline", methods=["GET", "POST"])
@manager_page(Capability.RESIGNATION_REVIEW)
def decline(resignation_id: str) -> ResponseReturnValue:
    """As ``accept``."""
    manager = current_manager()
    one = manager.team_resignations.one(resignation_id)
    return answering.decline(manager, one, show_now)


def show_now(manager: ManagerGateway, one: TeamResignation) -> ResponseReturnValue:
    """For an answer that comes too late."""
    return show_one(manager, one, too_late=True), 409


def _checking(manager: ManagerGateway) -> list[Action]:
    return [
        action
        for kind in (ActionKind.RESIGNATION_ACCEPT, ActionKind.RESIGNATION_DECLINE)
        for action in manager.open_actions(kind)
    ]
