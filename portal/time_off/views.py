"""Time off: what is left, what was asked for, asking, withdrawing."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from portal.accounts.current import current_worker, worker_page
from portal.backends.contract import Capability
from portal.backends.errors import Unavailable
from portal.backends.leave import TimeOff
from portal.gateway.fanout import Card
from portal.gateway.ledger import ActionKind
from portal.gateway.worker import WorkerGateway
from portal.time_off import rules, wording
from portal.time_off.desk import Desk, check, closed_desk, open_desk, preview
from portal.time_off.forms import CancelForm, TimeOffForm
from portal.web.errors import status_of
from portal.web.fields import entered
from portal.web.forms import open_form
from portal.web.pages import is_fragment, late_card, page
from portal.web.writes import attempt

bp = Blueprint("time_off", __name__, url_prefix="/time-off")

BALANCES, REQUESTS = CARDS = ("balances", "requests")


@bp.get("")
@worker_page(Capability.TIME_OFF)
def index() -> str:
    worker = current_worker()
    late = late_card(CARDS)
    alone = late if is_fragment() else None
    reads = worker.side_by_side()
    readings: dict[str, Card[Any]] = {}
    if alone in (None, BALANCES) and worker.can(Capability.LEAVE_BALANCES):
        readings[BALANCES] = reads.start(worker.leave_balances)
    if alone in (None, REQUESTS):
        readings[REQUESTS] = reads.start(worker.time_off)
    checking = worker.open_actions(ActionKind.TIME_OFF_SUBMIT)
    reads.wait()
    return page(
        f"time_off/_{alone}.html" if alone else "time_off/index.html",
        readings=readings,
        checking=checking,
        source=worker.backend.label,
        rules=rules,
        wording=wording,
    )


@bp.route("/new", methods=["GET", "POST"])
@worker_page(Capability.TIME_OFF)
def new() -> ResponseReturnValue:
    """The form, its check page and sending; ``action`` names the button that was pressed."""
    worker = current_worker()
    form = open_form(TimeOffForm)
    if request.method == "GET":
        return _form_page(worker, form, open_desk(worker, checking=False))
    try:
        desk = open_desk(worker, checking=True)
    except Unavailable as error:
        return _form_page(worker, form, closed_desk(form, worker, error)), status_of(error)
    form.offer(desk.choices())
    match request.form.get("action"):
        case "change":
            return _form_page(worker, form, desk)
        case "preview":
            return _live_part(worker, form, desk)
        case "send":
            sent = _send(worker, form, desk)
        case _:
            sent = _check_page(worker, form, desk)
    return sent or (_form_page(worker, form, desk), 422)


def _form_page(worker: WorkerGateway, form: TimeOffForm, desk: Desk) -> str:
    if desk.types:
        form.offer(desk.choices())
    return page("time_off/new.html", **_shown(worker, form, desk), preview=None, objections=())


def _live_part(worker: WorkerGateway, form: TimeOffForm, desk: Desk) -> str:
    """What follows from the fields filled in so far, in place while the form is still written."""
    kind = desk.kind(form.type_id.data)
    if kind:
        form.forget_parts(kind)
    complete = bool(kind and form.start.data and form.end.data)
    seen = preview(form, worker) if complete and check(form, desk, own=desk.own) else None
    objections = [text for texts in form.errors.values() for text in texts]
    return page(
        "time_off/_live.html", **_shown(worker, form, desk), preview=seen, objections=objections
    )


def _check_page(worker: WorkerGateway, form: TimeOffForm, desk: Desk) -> ResponseReturnValue | None:
    if not check(form, desk, own=desk.own):
        return None
    seen = None
    if worker.can(Capability.TIME_OFF_PREVIEW):
        seen = preview(form, worker)
        if seen is None:
            return None
    return page(
        "time_off/check.html", **_shown(worker, form, desk), preview=seen, kept=entered(form)
    )


def _send(worker: WorkerGateway, form: TimeOffForm, desk: Desk) -> ResponseReturnValue | None:
    # Our own list may hold this very request, sent a moment ago: that is the ledger's to see.
    if not check(form, desk, own=()):
        return None
    draft = form.draft()
    return attempt(
        form, lambda key: worker.submit_time_off(draft, key=key), source=worker.backend.label
    )


def _shown(worker: WorkerGateway, form: TimeOffForm, desk: Desk) -> dict[str, Any]:
    kind = desk.kind(form.type_id.data)
    return {
        "form": form,
        "kind": kind,
        "earliest": rules.earliest_start(kind, desk.today) if kind and kind.notice else None,
        "source": worker.backend.label,
        "wording": wording,
    }


@bp.get("/<id:time_off_id>")
@worker_page(Capability.TIME_OFF)
def show(time_off_id: str) -> str:
    worker = current_worker()
    return _request_page(worker, worker.time_off_request(time_off_id))


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
    off = worker.time_off_request(time_off_id)
    if not off.cancellable:
        return _request_page(worker, off, too_late=True), 409
    html = page(
        "time_off/cancel.html",
        form=form,
        off=off,
        name=wording.name(off, worker.time_off_types()),
        source=worker.backend.label,
    )
    return html, 422 if form.errors else 200


def _request_page(worker: WorkerGateway, off: TimeOff, *, too_late: bool = False) -> str:
    return page(
        "time_off/show.html",
        off=off,
        too_late=too_late,
        can_cancel=off.cancellable and worker.can(Capability.TIME_OFF_CANCEL),
        types=worker.time_off_types(),
        source=worker.backend.label,
        wording=wording,
    )
