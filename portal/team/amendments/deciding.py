"""Sending an amendment on its way, agreeing to it for the employer, taking it back.

What binds is shown once more before it is sent, and asks for a proof of who is there. Every page
carries a fingerprint of what it shows: a button decides on that alone.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from portal.accounts.step_up.acts import Act
from portal.accounts.step_up.asking import attempt_proven, prove
from portal.backends.contract import Capability
from portal.backends.contract_changes import TeamAmendment
from portal.gateway.ledger import Action, ActionKind
from portal.gateway.manager import ManagerGateway
from portal.team.amendments import rules
from portal.team.amendments.current import amendment_page
from portal.team.amendments.forms import CancelForm, SilentCancelForm, StepForm
from portal.team.amendments.rules import Step
from portal.team.current import current_manager, manager_page
from portal.web.fields import entered
from portal.web.forms import open_form
from portal.web.writes import attempt

bp = Blueprint("deciding", __name__)

KINDS = frozenset(
    {
        ActionKind.TEAM_AMENDMENT_DRAFT,
        ActionKind.TEAM_AMENDMENT_CHANGE,
        ActionKind.TEAM_AMENDMENT_CONFIRM,
        ActionKind.TEAM_AMENDMENT_ACCEPT,
        ActionKind.TEAM_AMENDMENT_CANCEL,
    }
)

Write = Callable[[TeamAmendment, str, str], Action]


@bp.route("/people/<id:report_id>/amendments/<id:amendment_id>/confirm", methods=["GET", "POST"])
@manager_page(Capability.TEAM_AMENDMENTS)
def confirm(report_id: str, amendment_id: str) -> ResponseReturnValue:
    """A draft goes on its way, a worker's wish too."""
    manager = current_manager()
    return _decide(
        manager,
        report_id,
        amendment_id,
        Step.CONFIRM,
        Act.CONFIRM_AMENDMENT,
        manager.confirm_amendment,
    )


@bp.route("/people/<id:report_id>/amendments/<id:amendment_id>/accept", methods=["GET", "POST"])
@manager_page(Capability.TEAM_AMENDMENTS)
def accept(report_id: str, amendment_id: str) -> ResponseReturnValue:
    """The employer agrees to what was prepared."""
    manager = current_manager()
    return _decide(
        manager,
        report_id,
        amendment_id,
        Step.ACCEPT,
        Act.ACCEPT_AMENDMENT,
        manager.accept_amendment,
    )


@bp.route("/people/<id:report_id>/amendments/<id:amendment_id>/cancel", methods=["GET", "POST"])
@manager_page(Capability.TEAM_AMENDMENTS)
def cancel(report_id: str, amendment_id: str) -> ResponseReturnValue:
    """Asks first; whoever knows of it gets the reason."""
    manager = current_manager()
    found = manager.team_amendments.one(report_id, amendment_id)
    needs_reason = Step.CANCEL in rules.steps(found) and rules.is_known_to_the_worker(found)
    form = open_form(CancelForm if needs_reason else SilentCancelForm)
    if form.validate_on_submit():
        reason, seen = str(form.reason.data), str(form.seen.data)
        sent = attempt(
            form,
            lambda key: manager.cancel_amendment(found, seen, key, reason),
            source=manager.backend.label,
        )
        if sent:
            return sent
        found = manager.team_amendments.one(report_id, amendment_id)
    if Step.CANCEL not in rules.steps(found):
        return _too_late(manager, found)
    form.seen.data = manager.seen(found)
    return amendment_page(
        "cancel", manager, found, form=form, needs_reason=rules.is_known_to_the_worker(found)
    ), 422 if form.errors else 200


def amendment_with_steps(
    manager: ManagerGateway,
    found: TeamAmendment,
    *,
    form: StepForm | None = None,
    too_late: bool = False,
) -> str:
    """The page of one amendment. ``too_late``: it says something else than what was decided on."""
    form = form or open_form(StepForm)
    form.seen.data = manager.seen(found)
    checking = [
        each
        for each in manager.open_actions()
        if each.kind in KINDS and each.reference in ("", found.id)
    ]
    return amendment_page("show", manager, found, form=form, too_late=too_late, checking=checking)


def _decide(
    manager: ManagerGateway,
    report_id: str,
    amendment_id: str,
    step: Step,
    act: Act,
    write: Write,
) -> ResponseReturnValue:
    found = manager.team_amendments.one(report_id, amendment_id)
    form = open_form(StepForm)
    if request.method == "GET":
        return amendment_with_steps(manager, found, form=form)

    def check() -> ResponseReturnValue:
        if step not in rules.steps(found) or form.seen.data != manager.seen(found):
            return _too_late(manager, found)
        return prove(act, amendment_id) or amendment_page(
            "check", manager, found, form=form, step=step, kept=entered(form)
        )

    if not form.validate_on_submit():
        return amendment_with_steps(manager, found, form=form), 422
    if request.form.get("action") != "send":
        return check()
    sent = attempt_proven(
        form,
        lambda key: write(found, str(form.seen.data), key),
        act=act,
        object_id=amendment_id,
        source=manager.backend.label,
        unproven=check,
    )
    if sent:
        return sent
    now = manager.team_amendments.one(report_id, amendment_id)
    if step not in rules.steps(now):
        return _too_late(manager, now)
    return amendment_with_steps(manager, now, form=form), 422


def _too_late(manager: ManagerGateway, found: TeamAmendment) -> ResponseReturnValue:
    return amendment_with_steps(manager, found, form=_fresh(), too_late=True), 409


def _fresh() -> StepForm:
    """Not what was posted: that was for something else."""
    return StepForm(None)
