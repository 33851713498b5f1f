"""Making a draft of a change, and changing it: what should change, then the new values."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.backends.contract import Capability
from portal.backends.contract_changes import (
    Amendable,
    AmendmentDraft,
    EffectiveDates,
    TeamAmendment,
    TermKind,
)
from portal.backends.errors import Rejected, Unavailable
from portal.gateway.ledger import Action, ActionState
from portal.gateway.manager import ManagerGateway
from portal.team import behalf
from portal.team.amendments import rules, wording
from portal.team.amendments.deciding import amendment_with_steps
from portal.team.amendments.forms import AmendmentForm, form_for, known, offer
from portal.team.current import current_manager, manager_page
from portal.web.forms import open_form
from portal.web.pages import page
from portal.web.readings import failure_text
from portal.web.writes import attempt, outcome_page, says

bp = Blueprint("changing", __name__)


@bp.route("/people/<id:report_id>/amendments/new", methods=["GET", "POST"])
@manager_page(Capability.TEAM_AMENDMENTS)
def new(report_id: str) -> ResponseReturnValue:
    """Nothing goes to the worker: what comes of it is a draft."""
    manager = current_manager()
    amendable = manager.team_amendments.amendable(report_id)
    form = _open(form_for(amendable))
    asked = form.keep_chosen()
    if request.method == "POST" and asked:
        sent = _send(
            manager,
            form,
            report_id,
            lambda draft, key: manager.draft_amendment(report_id, draft, key),
        )
        if sent:
            return sent
    return _page(manager, amendable, form, bool(asked))


@bp.route("/people/<id:report_id>/amendments/<id:amendment_id>/change", methods=["GET", "POST"])
@manager_page(Capability.TEAM_AMENDMENTS)
def change(report_id: str, amendment_id: str) -> ResponseReturnValue:
    """Another day for a draft, and other values for what it changes or something besides."""
    manager = current_manager()
    found = manager.team_amendments.one(report_id, amendment_id)
    if rules.Step.CHANGE not in rules.steps(found):
        return amendment_with_steps(manager, found, too_late=True), 409
    amendable = manager.team_amendments.amendable(report_id)
    dates = manager.team_amendments.effective_dates(found)
    form = _open(
        form_for(amendable, dates),
        effective_date=found.amendment.effective_date,
        seen=manager.seen(found),
    )
    if dates.fixed:
        form.effective_date.data = found.amendment.effective_date
    form.keep_chosen()
    if request.method == "POST":
        seen = str(form.seen.data)
        sent = _send(
            manager,
            form,
            report_id,
            lambda draft, key: manager.change_amendment(found, draft, seen, key),
        )
        if sent:
            return sent
        form.seen.data = manager.seen(manager.team_amendments.one(report_id, amendment_id))
    return _page(manager, amendable, form, _is_second_page(form), found=found, dates=dates)


def _open(form_class: type[AmendmentForm], **values: object) -> AmendmentForm:
    """With the terms that were ticked on the page before, or that a link names."""
    chosen = known(form_class.terms, request.args.getlist("chosen"))
    return open_form(form_class, chosen=chosen, **values)


def _is_second_page(form: AmendmentForm) -> bool:
    return request.method == "POST" or "step" in request.args or bool(form.chosen.data)


def _send(
    manager: ManagerGateway,
    form: AmendmentForm,
    report_id: str,
    write: Callable[[AmendmentDraft, str], Action],
) -> ResponseReturnValue | None:
    if not form.validate_on_submit() or not _is_possible(manager, form, report_id):
        return None
    return attempt(
        form, lambda key: write(form.draft(), key), source=manager.backend.label, then=_after
    )


def _after(action: Action) -> str:
    if action.state is ActionState.ACCEPTED:
        return url_for("team.amendments.done", action_id=action.id)
    return outcome_page(action)


def _is_possible(manager: ManagerGateway, form: AmendmentForm, report_id: str) -> bool:
    """Ask the HR system before anything is made there."""
    if not form.draft().changes:
        return True
    source = manager.backend.label
    try:
        problems = manager.team_amendments.problems(report_id, form.draft())
    except Rejected as error:
        form.fail(
            says(source, error.vendor_message)
            if error.vendor_message
            else str(_("%(source)s did not accept this.", source=source))
        )
        return False
    except Unavailable as error:
        why = failure_text(error, source)
        form.fail(_("Nothing was sent. %(why)s", why=why))
        return False
    for term, message in problems.items():
        refused = (
            says(source, message)
            if message
            else _("%(source)s did not accept this.", source=source)
        )
        form.fail(refused, term)
    return not problems


def _page(
    manager: ManagerGateway,
    amendable: Amendable,
    form: AmendmentForm,
    fields: bool,
    *,
    found: TeamAmendment | None = None,
    dates: EffectiveDates | None = None,
) -> ResponseReturnValue:
    if not fields:
        offer(form, required=found is None)
        if "step" in request.args:
            form.fail(_("Tick what should change."), "chosen")
    report = manager.team.report(amendable.worker_id)
    html = page(
        f"team/amendments/{'values' if fields else 'choose'}.html",
        form=form,
        amendable=amendable,
        elsewhere=[each for each in amendable.terms if each.kind is TermKind.ELSEWHERE],
        found=found,
        dates=dates,
        report_id=amendable.worker_id,
        name=report.name,
        acting=behalf.acting(report),
        action=request.path,
        shows_pay=manager.team_amendments.shows_pay,
        source=manager.backend.label,
        wording=wording,
    )
    return html, 422 if form.errors else 200
