"""GET /: one glance at everything that may matter today."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, abort

from portal.accounts.current import current_session, current_worker, worker_page
from portal.accounts.parts import accounts
from portal.backends.contract import Capability
from portal.backends.types import DocumentGroup
from portal.gateway.cards import Card
from portal.gateway.page_reads import PageReads
from portal.gateway.worker import WorkerGateway
from portal.home import rules
from portal.home.leaver import leaver_page
from portal.snapshots import (
    AMENDMENTS,
    DOCUMENTS,
    LEAVE_BALANCES,
    PAYSLIPS,
    RESIGNATIONS,
    TIME_OFF,
)
from portal.web.locale import today_of
from portal.web.pages import is_fragment, late_card, page

bp = Blueprint("home", __name__)

CARDS = ("attention", "time_off", "balances", "payslip")
ASKED_FOR = DocumentGroup.COMPLIANCE
PAPERS, TEAM = "papers", "team"
"""Fetch themselves always: they would be one call too many for the page."""


@bp.get("/")
@worker_page(leavers=True)
def index() -> str:
    if current_session().leaver:
        return leaver_page()
    worker = current_worker()
    late = late_card((*CARDS, PAPERS, TEAM))
    alone = late if is_fragment() else None
    reads = worker.side_by_side()
    readings = _start(worker, reads, (alone,) if alone else CARDS)
    if alone == TEAM:
        if not current_session().may_manage:
            abort(404)
        readings[TEAM] = reads.start(worker.team.waiting)
    return page(
        "home/_card.html" if alone else "home/index.html",
        alone=alone,
        readings=readings,
        checking=worker.open_actions(),
        invitations=() if alone else worker.invitations(),
        manages=current_session().may_manage,
        has_papers=worker.can(Capability.DOCUMENT_UPLOAD),
        name=current_session().name,
        leaves_on=None if alone else _leaves_on_without_address(),
        source=worker.backend.label,
        today=today_of("", worker.identity.country),
        rules=rules,
    )


def _leaves_on_without_address() -> date | None:
    """The last day of who has not given an address for the time after it."""
    signed_in = current_session()
    last_day = signed_in.identity.last_day
    given = last_day and accounts().personal.of(signed_in.account_id)
    return None if given else last_day


def _start(worker: WorkerGateway, reads: PageReads, cards: tuple[str, ...]) -> dict[str, Card[Any]]:
    """One call a reading, all at once; five at most, the number Deel takes in a second."""
    readings = (
        ("amendments", "attention", Capability.AMENDMENTS, AMENDMENTS),
        ("resignations", "attention", Capability.RESIGNATION, RESIGNATIONS),
        ("time_off", "time_off", Capability.TIME_OFF, TIME_OFF),
        ("balances", "balances", Capability.LEAVE_BALANCES, LEAVE_BALANCES),
        ("payslips", "payslip", Capability.PAYSLIPS, PAYSLIPS),
        (PAPERS, PAPERS, Capability.DOCUMENT_UPLOAD, DOCUMENTS[ASKED_FOR]),
    )
    return reads.show_all(
        {
            name: resource
            for name, card, capability, resource in readings
            if card in cards and worker.can(capability)
        }
    )
