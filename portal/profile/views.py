"""The worker's profile, and one page for each thing that may be changed."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts.current import current_worker, worker_page
from portal.accounts.parts import accounts
from portal.accounts.step_up.acts import Act
from portal.accounts.step_up.asking import attempt_proven, is_proven, prove
from portal.backends.contract import Capability
from portal.backends.errors import Unsupported
from portal.gateway.cards import Card
from portal.gateway.ledger import Action
from portal.gateway.worker import WorkerGateway
from portal.profile import facts, rules
from portal.profile.forms import FORMS, ChangeForm, PersonalEmailForm
from portal.snapshots import BENEFITS, HR_CONTACT, PERSON, PHONES
from portal.web.forms import open_form
from portal.web.pages import is_fragment, late_card, page
from portal.web.writes import attempt

bp = Blueprint("profile", __name__, url_prefix="/profile")

CARDS = ("person", "benefits", "hr_contact")


@bp.get("")
@worker_page(Capability.PROFILE)
def show() -> str:
    worker = current_worker()
    late = late_card(CARDS)
    alone = late if is_fragment() else None
    return page(
        f"profile/_{alone}.html" if alone else "profile/show.html",
        readings=_read(worker, (alone,) if alone else CARDS),
        show_pay=request.args.get("show") == "pay" and is_proven(Act.SHOW_PAY),
        source=worker.backend.label,
        can_ask=worker.can(Capability.AMENDMENT_REQUEST),
        has_documents=worker.can(Capability.DOCUMENTS),
        facts=facts,
    )


@bp.route("/pay", methods=["GET", "POST"])
@worker_page(Capability.PROFILE)
def pay() -> ResponseReturnValue:
    """Show the pay, once the worker has proven who they are."""
    shown = url_for("profile.show", show="pay", _anchor="card-pay")
    if request.method == "GET":
        return redirect(shown, 303)
    return prove(Act.SHOW_PAY) or redirect(shown, 303)


@bp.route("/<name>", methods=["GET", "POST"])
@worker_page(Capability.PROFILE_CHANGE)
def edit(name: str) -> ResponseReturnValue:
    """``name``: a key of ``FORMS`` with hyphens for underscores."""
    worker = current_worker()
    field = name.replace("-", "_")
    if field not in FORMS or "_" in name:
        abort(404)
    form_class = FORMS[field]
    values: dict[str, str] = {}
    if request.method == "GET":
        person = worker.person()
        if field not in person.editable:
            return _locked(worker, field)
        phones = worker.phones() if field == "phone" else ()
        values = rules.current_values(field, person, phones)
    form = open_form(form_class, **values)
    form.country = worker.identity.country
    if form.validate_on_submit():
        try:
            sent = _send(worker, form)
        except Unsupported:
            return _locked(worker, field)
        if sent:
            return sent
    html = page(
        "profile/edit.html",
        form=form,
        field_name=field,
        name=name,
        title=facts.TITLES[field],
        source=worker.backend.label,
    )
    return html, 422 if form.errors else 200


def _send(worker: WorkerGateway, form: ChangeForm) -> ResponseReturnValue | None:
    source = worker.backend.label

    def write(key: str) -> Action:
        return worker.change_profile(form.change(), key=key)

    if not isinstance(form, PersonalEmailForm):
        return attempt(form, write, source=source)
    # Bound to the address: what was proven for one is worth nothing for another.
    address = accounts().personal.hash(str(form.personal_email.data))

    def send() -> ResponseReturnValue | None:
        return attempt_proven(
            form,
            write,
            act=Act.CHANGE_PERSONAL_EMAIL,
            object_id=address,
            source=source,
            unproven=lambda: prove(Act.CHANGE_PERSONAL_EMAIL, address) or send(),
        )

    return send()


def _read(worker: WorkerGateway, cards: tuple[str, ...]) -> dict[str, Card[Any]]:
    readings = (
        ("person", "person", Capability.PROFILE, PERSON),
        ("phones", "person", Capability.PROFILE, PHONES),
        ("benefits", "benefits", Capability.BENEFITS, BENEFITS),
        ("hr_contact", "hr_contact", Capability.HR_CONTACT, HR_CONTACT),
    )
    return worker.side_by_side().show_all(
        {
            name: resource
            for name, card, capability, resource in readings
            if card in cards and worker.can(capability)
        }
    )


def _locked(worker: WorkerGateway, field: str) -> ResponseReturnValue:
    html = page(
        "profile/locked.html",
        title=facts.TITLES[field],
        source=worker.backend.label,
        has_hr_contact=worker.can(Capability.HR_CONTACT),
    )
    return html, 403
