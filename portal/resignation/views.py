"""Giving notice: what it means, handing it in, following it, the letter."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.current import current_worker, worker_page
from portal.accounts.step_up.acts import Act
from portal.accounts.step_up.asking import attempt_proven, prove
from portal.backends.agreements import LetterStage, Resignation
from portal.backends.contract import Capability
from portal.gateway.ledger import Action, ActionKind
from portal.gateway.worker import WorkerGateway
from portal.resignation import handing_in, rules, wording
from portal.resignation.forms import PaperForm
from portal.resignation.rules import LegalForm
from portal.services import services
from portal.signing.consent import note_consent
from portal.signing.forms import SignatureForm
from portal.snapshots import RESIGNATIONS
from portal.web.fields import entered
from portal.web.forms import open_form
from portal.web.pages import is_fragment, late_card, page
from portal.web.previews import send_preview
from portal.web.streaming import send_download
from portal.web.today import today_for

bp = Blueprint("resignation", __name__, url_prefix="/resignation")

STATE = "resignation"


@bp.get("")
@worker_page(Capability.RESIGNATION)
def index() -> str:
    alone = late_card((STATE,)) and is_fragment()
    return _state_page(current_worker(), "resignation/_state.html" if alone else None)


def _state_page(
    worker: WorkerGateway, template: str | None = None, *, not_to_sign: bool = False
) -> str:
    reads = worker.side_by_side()
    resignations = reads.start(worker.resignations) if not_to_sign else reads.show(RESIGNATIONS)
    checking = (
        *worker.open_actions(ActionKind.RESIGNATION_SUBMIT),
        *worker.open_actions(ActionKind.RESIGNATION_SIGN),
    )
    reads.wait()
    latest = rules.latest(resignations.value) if resignations.ready else None
    return page(
        template or "resignation/index.html",
        resignations=resignations,
        answer=worker.answer_to_resignation(latest) if latest else None,
        checking=checking,
        not_to_sign=not_to_sign,
        formality=rules.formality_of(worker.identity.country),
        can_sign=worker.can(Capability.RESIGNATION_SIGN),
        leaver_days=services().settings.leaver_days,
        source=worker.backend.label,
        rules=rules,
        wording=wording,
    )


@bp.route("/new", methods=["GET", "POST"])
@worker_page(Capability.RESIGNATION)
def new() -> ResponseReturnValue:
    """``action`` names the button that was pressed. Not offered where the law bars it."""
    worker = current_worker()
    if rules.formality_of(worker.identity.country):
        return redirect(url_for("resignation.paper"), 303)
    match request.form.get("action"):
        case None | "change":
            return handing_in.write_details(worker)
        case "send":
            return handing_in.hand_in(worker)
        case _:
            return handing_in.check_details(worker)


@bp.get("/letter")
@worker_page(Capability.RESIGNATION, file=True)
def letter() -> Response:
    """A download, or with ``?view`` what a frame shows; read once it has come through whole."""
    worker = current_worker()
    name = _("Resignation letter")
    if "view" not in request.args:
        return send_download(worker.preview_resignation_letter(), name, inline=False)
    return send_preview(
        worker.preview_resignation_letter,
        name,
        source=worker.backend.label,
        download_url=url_for("resignation.letter"),
    )


@bp.route("/letter/sign", methods=["GET", "POST"])
@worker_page(Capability.RESIGNATION_SIGN)
def sign_letter() -> ResponseReturnValue:
    """Read, agree and type the name; prove who you are; see it once more; then it is signed."""
    worker = current_worker()
    if rules.formality_of(worker.identity.country):
        return redirect(url_for("resignation.paper"), 303)
    form = open_form(SignatureForm)
    if form.validate_on_submit() and form.is_signed_by(worker):
        if request.form.get("action") == "sign":
            answer = _sign(worker, form)
        else:
            answer = _check_page(worker, form)
        if answer:
            return answer
    if _to_sign(worker) is None:
        return _state_page(worker, not_to_sign=True), 409
    if form.errors:
        form.ask_again()
    return page("resignation/sign_letter.html", form=form), 422 if form.errors else 200


def _to_sign(worker: WorkerGateway) -> Resignation | None:
    pending = rules.current(worker.resignations())
    return pending if pending and pending.letter is LetterStage.TO_SIGN else None


def _check_page(worker: WorkerGateway, form: SignatureForm) -> ResponseReturnValue | None:
    """The last look before the signature."""
    waiting = _to_sign(worker)
    if waiting is None or not handing_in.letter_was_read(form, worker, waiting.created_at):
        return None
    proof = prove(Act.SIGN_RESIGNATION_LETTER, worker.identity.contract_id or "")
    return proof or page("resignation/check_letter.html", form=form, kept=entered(form))


def _sign(worker: WorkerGateway, form: SignatureForm) -> ResponseReturnValue | None:
    if not handing_in.letter_was_read(form, worker):
        return None
    signature, contract_id = form.signature.data, worker.identity.contract_id or ""

    def write(key: str) -> Action:
        note_consent(worker, contract_id)
        return worker.sign_resignation_letter(signature, key=key)

    return attempt_proven(
        form,
        write,
        act=Act.SIGN_RESIGNATION_LETTER,
        object_id=contract_id,
        source=worker.backend.label,
        unproven=lambda: _check_page(worker, form),
    )


@bp.route("/paper", methods=["GET", "POST"])
@worker_page(Capability.RESIGNATION)
def paper() -> ResponseReturnValue:
    """Where the law wants another form: how it is done, and the letter ready for the pen."""
    worker = current_worker()
    formality = rules.formality_of(worker.identity.country)
    if formality is None:
        return redirect(url_for("resignation.index"), 303)
    form = open_form(PaperForm)
    on_paper = formality.form is LegalForm.PAPER
    if on_paper and form.validate_on_submit() and _day_holds(form, worker):
        return page(
            "resignation/paper_letter.html",
            person=worker.person(),
            last_day=form.last_day.data,
            wording=wording,
        )
    html = page(
        "resignation/paper.html",
        form=form,
        formality=formality,
        source=worker.backend.label,
    )
    return html, 422 if form.errors else 200


def _day_holds(form: PaperForm, worker: WorkerGateway) -> bool:
    day = form.last_day.data
    fault = rules.fault_of(day, today_for(worker)) if day else None
    if fault:
        form.fail(wording.fault(fault), "last_day")
    return fault is None
