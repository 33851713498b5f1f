"""Changes to the contract: the list, one change with its document, signing, asking for one."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.current import current_worker, worker_page
from portal.accounts.step_up.acts import Act
from portal.accounts.step_up.asking import attempt_proven, prove
from portal.amendments import rules, wording
from portal.amendments.forms import SignForm, WishForm
from portal.backends.agreements import Amendment, AmendmentStage, ChangeSubject
from portal.backends.contract import Capability
from portal.gateway.cards import Card
from portal.gateway.ledger import Action, ActionKind
from portal.gateway.worker import WorkerGateway
from portal.signing.consent import note_consent
from portal.snapshots import AMENDMENTS, PERSON
from portal.web.fields import entered
from portal.web.forms import open_form
from portal.web.pages import is_fragment, late_card, page
from portal.web.previews import send_preview
from portal.web.streaming import send_download
from portal.web.today import today_for
from portal.web.writes import attempt

bp = Blueprint("amendments", __name__, url_prefix="/amendments")

LIST = "amendments"


@bp.get("")
@worker_page(Capability.AMENDMENTS)
def index() -> str:
    worker = current_worker()
    alone = late_card((LIST,)) and is_fragment()
    reads = worker.side_by_side()
    amendments = reads.show(AMENDMENTS)
    checking = (
        *worker.open_actions(ActionKind.AMENDMENT_SIGN),
        *worker.open_actions(ActionKind.AMENDMENT_REQUEST),
    )
    reads.wait()
    return page(
        "amendments/_list.html" if alone else "amendments/index.html",
        amendments=amendments,
        checking=checking,
        can_ask=worker.can(Capability.AMENDMENT_REQUEST),
        source=worker.backend.label,
        rules=rules,
        wording=wording,
    )


@bp.route("/new", methods=["GET", "POST"], endpoint="request")
@worker_page(Capability.AMENDMENT_REQUEST)
def ask() -> ResponseReturnValue:
    """Ask the employer for a change. It binds nobody until it is agreed and signed."""
    worker = current_worker()
    form = open_form(WishForm, subject=_subject_asked_for())
    if form.validate_on_submit() and _sensible(form, worker):
        wished = form.request()
        sent = attempt(
            form,
            lambda key: worker.request_amendment(wished, key=key),
            source=worker.backend.label,
        )
        if sent:
            return sent
    person = worker.side_by_side().show(PERSON)
    html = page(
        "amendments/new.html",
        form=form,
        employment=person.value.employment if person.ready else None,
        source=worker.backend.label,
    )
    return html, 422 if form.errors else 200


def _subject_asked_for() -> str | None:
    """Other pages link here with the subject chosen already."""
    subject = request.args.get("subject", "")
    return subject if subject in tuple(ChangeSubject) else None


def _sensible(form: WishForm, worker: WorkerGateway) -> bool:
    found = rules.faults(form.wish(), today_for(worker))
    for field, fault in found:
        form.fail(wording.fault(fault), field)
    return not found


@bp.get("/<id:amendment_id>")
@worker_page(Capability.AMENDMENTS)
def show(amendment_id: str) -> str:
    worker = current_worker()
    found = worker.side_by_side().holding(AMENDMENTS, amendment_id)
    amendment = worker.amendment(amendment_id, among=found.value)
    return _amendment_page(worker, amendment, reading=found)


@bp.get("/<id:amendment_id>/document")
@worker_page(Capability.AMENDMENTS, file=True)
def document(amendment_id: str) -> Response:
    """A download, or with ``?view`` what a frame shows; read once it has come through whole."""
    worker = current_worker()
    name = wording.title(worker.amendment(amendment_id))
    if "view" not in request.args:
        return send_download(worker.open_amendment(amendment_id), name, inline=False)
    return send_preview(
        lambda: worker.open_amendment(amendment_id),
        name,
        source=worker.backend.label,
        download_url=url_for("amendments.document", amendment_id=amendment_id),
    )


@bp.route("/<id:amendment_id>/sign", methods=["GET", "POST"])
@worker_page(Capability.AMENDMENT_SIGN)
def sign(amendment_id: str) -> ResponseReturnValue:
    """Read, agree and type the name; prove who you are; see it all once more; then it is signed."""
    worker = current_worker()
    form = open_form(SignForm)
    if form.validate_on_submit() and form.is_signed_by(worker):
        if request.form.get("action") == "sign":
            answer = _sign(worker, form, amendment_id)
        else:
            answer = _check_page(worker, form, amendment_id)
        if answer:
            return answer
    amendment = worker.amendment(amendment_id)
    if amendment.stage is not AmendmentStage.TO_SIGN:
        return _amendment_page(worker, amendment, not_to_sign=True), 409
    if form.errors:
        form.ask_again()
    return _page("amendments/sign.html", worker, amendment, form=form), 422 if form.errors else 200


def _check_page(
    worker: WorkerGateway, form: SignForm, amendment_id: str
) -> ResponseReturnValue | None:
    """The last look before the signature, bound to the document as the worker has read it."""
    reading = worker.amendment_reading(amendment_id)
    if reading is None:
        form.fail(_("Open the document and read it to its end before you sign it."))
        return None
    form.document_sha256.data = reading.sha256
    amendment = worker.amendment(amendment_id)
    if amendment.stage is not AmendmentStage.TO_SIGN:
        return None
    return prove(Act.SIGN_AMENDMENT, amendment_id) or _page(
        "amendments/check.html",
        worker,
        amendment,
        form=form,
        kept=entered(form),
        read_at=reading.read_at,
    )


def _sign(worker: WorkerGateway, form: SignForm, amendment_id: str) -> ResponseReturnValue | None:
    signature, sha256 = form.signature.data, form.document_sha256.data

    def write(key: str) -> Action:
        note_consent(worker, amendment_id)
        return worker.sign_amendment(amendment_id, signature, sha256, key=key)

    return attempt_proven(
        form,
        write,
        act=Act.SIGN_AMENDMENT,
        object_id=amendment_id,
        source=worker.backend.label,
        unproven=lambda: _check_page(worker, form, amendment_id),
    )


def _amendment_page(
    worker: WorkerGateway,
    amendment: Amendment,
    *,
    reading: Card[Any] | None = None,
    not_to_sign: bool = False,
) -> str:
    """``reading``: what it comes from; None: read just now."""
    to_sign = amendment.stage is AmendmentStage.TO_SIGN
    return _page(
        "amendments/show.html",
        worker,
        amendment,
        reading=reading,
        not_to_sign=not_to_sign,
        can_sign=to_sign and worker.can(Capability.AMENDMENT_SIGN),
        checking=worker.open_actions(ActionKind.AMENDMENT_SIGN),
        taken_back_by=worker.taken_back_by(amendment),
    )


def _page(template: str, worker: WorkerGateway, amendment: Amendment, **values: Any) -> str:
    return page(
        template,
        amendment=amendment,
        source=worker.backend.label,
        wording=wording,
        **values,
    )
