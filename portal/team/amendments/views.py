"""Changes to the team's contracts: the list, one of them with its document."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.backends.contract import Capability
from portal.backends.contract_changes import TeamAmendment
from portal.gateway.cards import Card
from portal.gateway.ledger import Action
from portal.gateway.manager import ManagerGateway
from portal.gateway.responsibility import Report
from portal.team import behalf
from portal.team.amendments import changing, deciding, rules, wording
from portal.team.amendments.deciding import amendment_with_steps
from portal.team.current import current_manager, manager_page
from portal.team.search import Page, Search
from portal.web.pages import is_fragment, late_card, page
from portal.web.previews import send_preview
from portal.web.streaming import send_download

bp = Blueprint("amendments", __name__)
bp.register_blueprint(changing.bp)
bp.register_blueprint(deciding.bp)

LIST = "amendments"

Readings = dict[str, Card[tuple[TeamAmendment, ...]]]


@bp.get("/amendments")
@manager_page(Capability.TEAM_AMENDMENTS)
def index() -> str:
    manager = current_manager()
    alone = late_card((LIST,)) and is_fragment()
    search = Search.of_request()
    shown = search.page(_looked_for(manager, search), rules.PEOPLE_ON_A_PAGE)
    contracts = manager.team_amendments.contracts()
    readings = _readings(manager, contracts, shown)
    found = [one for card in readings.values() if card.ready for one in card.value]
    return page(
        "team/amendments/_list.html" if alone else "team/amendments/index.html",
        groups=rules.by_group(found),
        late=[each for each in shown.items if _is(readings, each.id, "late")],
        failed=[each for each in shown.items if _is(readings, each.id, "failed")],
        shown=shown,
        search=search,
        here=partial(url_for, "team.amendments.index", **search.query),
        changeable=[each for each in shown.items if each.id in contracts],
        names={each.id: each.name for each in shown.items},
        reports={each.id: each for each in shown.items},
        behalf=behalf,
        checking=_checking(manager),
        source=manager.backend.label,
        wording=wording,
    )


@bp.get("/amendments/done/<id:action_id>")
@manager_page(Capability.TEAM_AMENDMENTS)
def done(action_id: str) -> ResponseReturnValue:
    """From what was sent to the amendment that it made or touched."""
    worker_id, amendment_id = current_manager().amended(action_id)
    return redirect(
        url_for("team.amendments.show", report_id=worker_id, amendment_id=amendment_id), 303
    )


@bp.get("/people/<id:report_id>/amendments/<id:amendment_id>")
@manager_page(Capability.TEAM_AMENDMENTS)
def show(report_id: str, amendment_id: str) -> str:
    """As it stands now, with what can be done about it."""
    manager = current_manager()
    found = manager.team_amendments.one(report_id, amendment_id)
    return amendment_with_steps(manager, found)


@bp.get("/people/<id:report_id>/amendments/<id:amendment_id>/document")
@manager_page(Capability.TEAM_AMENDMENTS, file=True)
def document(report_id: str, amendment_id: str) -> Response:
    """A download, or with ``?view`` what a frame shows."""
    manager = current_manager()
    name = wording.title(manager.team_amendments.one(report_id, amendment_id))
    open_file = partial(manager.team_amendments.open_document, report_id, amendment_id)
    if "view" not in request.args:
        return send_download(open_file(), name, inline=False)
    return send_preview(
        open_file,
        name,
        source=manager.backend.label,
        download_url=url_for(
            "team.amendments.document", report_id=report_id, amendment_id=amendment_id
        ),
    )


def _looked_for(manager: ManagerGateway, search: Search) -> list[Report]:
    """By name; of those whom a search finds."""
    reports = manager.team.reports()
    found = {each.id for each in search.among(manager.team.members())} if search.text else reports
    people = (report for worker_id, report in reports.items() if worker_id in found)
    return sorted(people, key=lambda each: each.name.casefold())


def _readings(
    manager: ManagerGateway, contracts: Mapping[str, str], shown: Page[Report]
) -> Readings:
    """One read for each person: the HR system has no list for several."""
    reads = manager.side_by_side()
    readings = {
        each.id: reads.start(
            partial(manager.team_amendments.of_contract, each.id, contracts[each.id])
        )
        for each in shown.items
        if each.id in contracts
    }
    reads.wait()
    return readings


def _is(readings: Readings, worker_id: str, state: str) -> bool:
    return worker_id in readings and bool(getattr(readings[worker_id], state))


def _checking(manager: ManagerGateway) -> list[Action]:
    return [action for action in manager.open_actions() if action.kind in deciding.KINDS]
