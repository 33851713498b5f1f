"""Asking for time off, step by step: the form, its preview, the check page, and off it goes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.backends.contract import Capability
from portal.backends.errors import Unavailable
from portal.backends.leave import LeaveBalance, TimeOff, TimeOffPreview
from portal.gateway.worker import WorkerGateway
from portal.snapshots import LEAVE_BALANCES
from portal.time_off import rules, wording
from portal.time_off.desk import Desk, Need, look_at_desk, open_desk
from portal.time_off.forms import TimeOffForm
from portal.web.errors import status_of
from portal.web.fields import entered
from portal.web.forms import open_form
from portal.web.locale import today_of
from portal.web.pages import page
from portal.web.readings import failure_text
from portal.web.writes import attempt, says


def write(worker: WorkerGateway) -> ResponseReturnValue:
    """The form, empty or as it was left."""
    form = open_form(TimeOffForm)
    desk = look_at_desk(worker, balances=True)
    return _form_page(worker, form, desk, desk.balances)


def preview_in_place(worker: WorkerGateway) -> ResponseReturnValue:
    """What follows from the fields filled in so far, while the form is still being written."""
    form = open_form(TimeOffForm)
    desk = look_at_desk(worker)
    form.offer(_choices(desk, ()))
    kind = desk.kind(form.type_id.data)
    if kind:
        form.forget_parts(kind)
    complete = bool(kind and form.start.data and form.end.data)
    seen = _previewed(form, worker) if complete and _holds(form, desk, own=()) else None
    objections = [text for texts in form.errors.values() for text in texts]
    return page(
        "time_off/_live.html", **_shown(worker, form, desk), preview=seen, objections=objections
    )


def check(worker: WorkerGateway) -> ResponseReturnValue:
    """The page with the whole, when nothing speaks against it."""
    form = open_form(TimeOffForm)
    try:
        desk = open_desk(worker, Need.OWN_REQUESTS | Need.PERSON)
    except Unavailable as error:
        return _kept(worker, form, error)
    form.offer(_choices(desk, ()))
    if _holds(form, desk, own=desk.own):
        seen = None
        if worker.can(Capability.TIME_OFF_PREVIEW):
            seen = _previewed(form, worker)
        if not form.errors:
            shown = _shown(worker, form, desk)
            return page(
                "time_off/check.html",
                **shown,
                preview=seen,
                kept=entered(form),
                seen_by=_seen_by(worker, form, desk),
            )
    return _form_page(worker, form, desk, _balances(worker)), 422


def send(worker: WorkerGateway) -> ResponseReturnValue:
    form = open_form(TimeOffForm)
    try:
        desk = open_desk(worker, Need.PERSON)
    except Unavailable as error:
        return _kept(worker, form, error)
    form.offer(_choices(desk, ()))
    # Our own list may hold this very request, sent a moment ago: that is the ledger's to see.
    if _holds(form, desk, own=()):
        draft = form.draft()
        sent = attempt(
            form, lambda key: worker.submit_time_off(draft, key=key), source=worker.backend.label
        )
        if sent:
            return sent
    return _form_page(worker, form, desk, _balances(worker)), 422


def _holds(form: TimeOffForm, desk: Desk, *, own: Sequence[TimeOff]) -> bool:
    """Whether nothing we know speaks against the form; else the form says what."""
    kind = desk.kind(form.type_id.data)
    if not form.validate() or kind is None:
        return False
    found = rules.problems(form.draft(), kind, today=desk.today, own=own)
    for problem in found:
        form.fail(wording.problem(problem, kind, desk.types), problem.field)
    form.forget_parts(kind)
    return not found


def _previewed(form: TimeOffForm, worker: WorkerGateway) -> TimeOffPreview | None:
    """What the HR system says of the form; what it objects to, the form then says."""
    source = worker.backend.label
    try:
        seen = worker.preview_time_off(form.draft())
    except Unavailable as error:
        form.fail(_("Nothing was sent. %(why)s", why=failure_text(error, source)))
        return None
    if not seen.valid:
        form.fail(says(source, seen.message or _("These days can't be asked for.")), "start")
    if seen.attachment_required:
        form.fail(_("A document is needed, which can't be sent from here."), "type_id")
    return None if form.errors else seen


def _seen_by(worker: WorkerGateway, form: TimeOffForm, desk: Desk) -> list[dict[str, str]]:
    """Who is shown what of the request by this site; empty where it shows others nothing."""
    kind = desk.kind(form.type_id.data)
    if kind is None:
        return []
    rows = []
    if worker.can(Capability.TIME_OFF_REVIEW):
        rows.append(wording.manager_sees(desk.manager, form.draft(), kind.name))
    if worker.can(Capability.TEAM_CALENDAR):
        rows.append(wording.colleagues_see(worker.identity.name, form.draft()))
    return rows


def _kept(worker: WorkerGateway, form: TimeOffForm, error: Unavailable) -> ResponseReturnValue:
    """The form as it was filled in, which could not be looked at."""
    chosen = str(form.type_id.data or "")
    form.offer([(chosen, _("The kind you chose"))] if chosen else [])
    form.fail(_("Nothing was sent. %(why)s", why=failure_text(error, worker.backend.label)))
    desk = Desk((), today_of("", worker.identity.country))
    shown = _shown(worker, form, desk)
    return page("time_off/new.html", **shown, preview=None, objections=()), status_of(error)


def _form_page(
    worker: WorkerGateway, form: TimeOffForm, desk: Desk, balances: Sequence[LeaveBalance]
) -> str:
    form.offer(_choices(desk, balances))
    return page("time_off/new.html", **_shown(worker, form, desk), preview=None, objections=())


def _choices(desk: Desk, balances: Sequence[LeaveBalance]) -> list[tuple[str, str]]:
    return [
        (kind.id, wording.choice(kind, rules.balance_for(kind, balances))) for kind in desk.types
    ]


def _balances(worker: WorkerGateway) -> tuple[LeaveBalance, ...]:
    """For a form that is shown again, so that its choices read as before."""
    if not worker.can(Capability.LEAVE_BALANCES):
        return ()
    card = worker.side_by_side().show(LEAVE_BALANCES)
    return card.value if card.ready else ()


def _shown(worker: WorkerGateway, form: TimeOffForm, desk: Desk) -> dict[str, Any]:
    kind = desk.kind(form.type_id.data)
    return {
        "form": form,
        "kind": kind,
        "earliest": rules.earliest_start(kind, desk.today) if kind and kind.notice else None,
        "source": worker.backend.label,
        "wording": wording,
    }
