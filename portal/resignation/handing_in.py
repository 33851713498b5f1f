"""Giving notice, step by step: the details, the page with the whole, and off it goes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TypeVar

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.step_up.acts import Act
from portal.accounts.step_up.asking import attempt_proven, prove
from portal.backends.agreements import Resignation, ResignationDraft
from portal.backends.errors import Unavailable
from portal.gateway.ledger import Action
from portal.gateway.readings import last_reading
from portal.gateway.reads import RESIGNATION_LETTER
from portal.gateway.worker import WorkerGateway
from portal.resignation import rules, wording
from portal.resignation.forms import DetailsForm, HandInForm
from portal.services import services
from portal.signing.consent import note_consent
from portal.signing.forms import SignatureForm
from portal.web.forms import open_form
from portal.web.pages import page
from portal.web.readings import failure_text
from portal.web.today import today_for
from portal.web.uploads import ACCEPT

FormT = TypeVar("FormT", bound=DetailsForm)


def write_details(worker: WorkerGateway) -> ResponseReturnValue:
    """The first page, empty or as it was left; a pending resignation is shown instead."""
    if rules.current(worker.resignations()):
        return redirect(url_for("resignation.index"), 303)
    return _details_page(worker, _open(DetailsForm, worker))


def check_details(worker: WorkerGateway) -> ResponseReturnValue:
    """The second page, when the details hold and the worker has proven who they are."""
    form = _open(DetailsForm, worker)
    if not _details_hold(form, worker):
        return _details_page(worker, form), 422
    try:
        pending = rules.current(worker.resignations())
    except Unavailable as error:
        form.fail(_("Nothing was sent. %(why)s", why=failure_text(error, worker.backend.label)))
        return _details_page(worker, form), 422
    if pending:
        return redirect(url_for("resignation.index"), 303)
    contract_id = worker.identity.contract_id or ""
    return prove(Act.SUBMIT_RESIGNATION, contract_id) or _check_page(_open(HandInForm, worker))


def hand_in(worker: WorkerGateway) -> ResponseReturnValue:
    """The notice itself, once everything is there: details, letter read, consent, name, proof."""
    form = _open(HandInForm, worker)
    details_hold = _details_hold(form, worker)
    uploads = form.uploads(services().settings.upload_limit_mb)
    signed = details_hold and form.is_signed_by(worker)
    if signed and uploads is not None and letter_was_read(form, worker):
        sent = _send(worker, form, form.draft(uploads))
        if sent:
            return sent
        if _pending_or_none(worker):
            return redirect(url_for("resignation.index"), 303)
    form.ask_again()
    if form.details_fail():
        return _details_page(worker, form), 422
    return _check_page(form), 422


def _send(
    worker: WorkerGateway, form: HandInForm, draft: ResignationDraft
) -> ResponseReturnValue | None:
    contract_id = worker.identity.contract_id or ""

    def write(key: str) -> Action:
        note_consent(worker, contract_id)
        return worker.submit_resignation(draft, key=key)

    return attempt_proven(
        form,
        write,
        act=Act.SUBMIT_RESIGNATION,
        object_id=contract_id,
        source=worker.backend.label,
        unproven=lambda: check_details(worker),
    )


def letter_was_read(
    form: SignatureForm, worker: WorkerGateway, since: datetime | None = None
) -> bool:
    """Whether the letter went to this worker whole, lately and after ``since``; else the form
    asks for it."""
    reading = last_reading(
        services().database,
        worker.account_id,
        RESIGNATION_LETTER,
        worker.identity.contract_id or "",
    )
    read_at = reading.read_at if reading else None
    if rules.counts_as_read(read_at, datetime.now(UTC), since):
        return True
    form.fail(_("Open the letter and read it to its end before you sign it."))
    return False


def _open(form_class: type[FormT], worker: WorkerGateway) -> FormT:
    form = open_form(form_class)
    form.offer(wording.reasons(worker.resignation_reasons()))
    return form


def _details_hold(form: DetailsForm, worker: WorkerGateway) -> bool:
    if not form.validate():
        return False
    fault = rules.fault_of(form.desired_end_date.data, today_for(worker))
    if fault:
        form.fail(wording.fault(fault), "desired_end_date")
    return fault is None


def _pending_or_none(worker: WorkerGateway) -> Resignation | None:
    try:
        return rules.current(worker.resignations())
    except Unavailable:
        return None


def _details_page(worker: WorkerGateway, form: DetailsForm) -> str:
    return page("resignation/new.html", form=form, source=worker.backend.label)


def _check_page(form: HandInForm) -> str:
    return page(
        "resignation/check.html",
        form=form,
        kept=form.details(),
        accept=ACCEPT,
        limit_mb=services().settings.upload_limit_mb,
        wording=wording,
    )
