"""Time off: what is left, what was asked for, asking, withdrawing."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from portal.accounts.current import current_worker, worker_page
from portal.backends.contract import Capability
from portal.backends.errors import BackendError
from portal.backends.leave import TimeOff, TimeOffStatus, TimeOffType
from portal.gateway.cards import Card
from portal.gateway.ledger import ActionKind
from portal.gateway.page_reads import PageReads
from portal.gateway.worker import WorkerGateway
from portal.snapshots import LEAVE_BALANCES, PERSON, TIME_OFF, TIME_OFF_TYPES, Resource
from portal.time_off import asking, rules, wording
from portal.time_off.forms import CancelForm
from portal.web.deciders import decided_by, has_it
from portal.web.forms import open_form
from portal.web.pages import is_fragment, late_card, page
from portal.web.writes import attempt

bp = Blueprint("time_off", __name__, url_prefix="/time-off")

BALANCES, REQUESTS = CARDS = ("balances", "requests")
TYPES = "types"
"""No card: names for a list of requests that stands without the balances."""


@bp.get("")
@worker_page(Capability.TIME_OFF)
def index() -> str:
    worker = current_worker()
    late = late_card(CARDS)
    alone = late if is_fragment() else None
    reads = worker.side_by_side()
    wanted: dict[str, Resource[Any]] = {}
    if alone in (None, BALANCES) and worker.can(Capability.LEAVE_BALANCES):
        wanted[BALANCES] = LEAVE_BALANCES
    if alone in (None, REQUESTS):
        wanted[REQUESTS] = TIME_OFF
    if BALANCES not in wanted:
        wanted[TYPES] = TIME_OFF_TYPES
    readings = reads.show_all(wanted)
    checking = worker.open_actions(ActionKind.TIME_OFF_SUBMIT)
    reads.wait()
    return page(
        f"time_off/_{alone}.html" if alone else "time_off/index.html",
        readings=readings,
        names=wording.names(_there(readings, TYPES), _there(readings, BALANCES)),
        checking=checking,
        has_calendar=worker.can(Capability.TEAM_CALENDAR),
        source=worker.backend.label,
        rules=rules,
        wording=wording,
    )


def _there(readings: dict[str, Card[Any]], name: str) -> tuple[Any, ...]:
    """What was read under this name, empty when it was not or could not be."""
    card = readings.get(name)
    return card.value if card and card.ready else ()


@bp.route("/new", methods=["GET", "POST"])
@worker_page(Capability.TIME_OFF)
def new() -> ResponseReturnValue:
    """``action`` names the button that was pressed."""
    worker = current_worker()
    match request.form.get("action"):
        case None | "change":
            return asking.write(worker)
        case "preview":
            return asking.preview_in_place(worker)
        case "send":
            return asking.send(worker)
        case _:
            return asking.check(worker)


@bp.get("/<id:time_off_id>")
@worker_page(Capability.TIME_OFF)
def show(time_off_id: str) -> str:
    worker = current_worker()
    reads = worker.side_by_side()
    types = reads.show(TIME_OFF_TYPES)
    requests = reads.holding(TIME_OFF, time_off_id)
    off = worker.time_off_request(time_off_id, among=requests.value)
    holder = _holder(worker, off, reads)
    return _request_page(worker, off, _names(types), reading=requests, holder=holder)


@bp.route("/<id:time_off_id>/cancel", methods=["GET", "POST"])
@worker_page(Capability.TIME_OFF_CANCEL)
def cancel(time_off_id: str) -> ResponseReturnValue:
    """Ask before withdrawing; what somebody decided meanwhile is shown as it is."""
    worker = current_worker()
    form = open_form(CancelForm)
    if form.validate_on_submit():
        sent = attempt(
            form,
            lambda key: worker.cancel_time_off(time_off_id, key=key),
            source=worker.backend.label,
        )
        if sent:
            return sent
    types = worker.side_by_side().show(TIME_OFF_TYPES)
    off = worker.time_off_request(time_off_id)
    names = _names(types)
    if not off.cancellable:
        return _request_page(worker, off, names, too_late=True), 409
    html = page(
        "time_off/cancel.html",
        form=form,
        off=off,
        name=wording.name(off, names),
        source=worker.backend.label,
    )
    return html, 422 if form.errors else 200


def _names(types: Card[tuple[TimeOffType, ...]]) -> dict[str, str]:
    """What a request's kind may be called."""
    return wording.names(types.value if types.ready else (), ())


def _holder(worker: WorkerGateway, off: TimeOff, reads: PageReads) -> str:
    """Who has a request that waits, as a sentence; empty where nobody is known or has to decide."""
    if off.status is not TimeOffStatus.REQUESTED or not worker.can(Capability.TIME_OFF_REVIEW):
        return ""
    try:
        manager = reads.latest(PERSON).value.manager
    except BackendError:
        return ""
    return has_it(manager.name, worker.substitutes_of(manager.id)) if manager else ""


def _request_page(
    worker: WorkerGateway,
    off: TimeOff,
    names: dict[str, str],
    *,
    reading: Card[Any] | None = None,
    holder: str = "",
    too_late: bool = False,
) -> str:
    """``reading``: what it comes from; None: read just now."""
    answer = worker.answer_to(off)
    return page(
        "time_off/show.html",
        off=off,
        reading=reading,
        answer=answer,
        answered_by=decided_by(answer) if answer else "",
        holder=holder,
        too_late=too_late,
        can_cancel=off.cancellable and worker.can(Capability.TIME_OFF_CANCEL),
        names=names,
        source=worker.backend.label,
        wording=wording,
    )
