"""How a view demands a proof: it goes on, or its answer is the way to the page that asks.

    return prove(Act.SIGN_AMENDMENT, amendment_id) or page("amendments/check.html", …)

The page that asks stands at an address of its own, since its reader leaves it for the mail and a
phone may load it anew meanwhile. It carries what was typed, and sends it with the code to the
view that demanded the proof.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from portal.accounts.parts import accounts
from portal.accounts.signed_in import current_session
from portal.accounts.step_up.acts import Act, in_words
from portal.accounts.step_up.forms import OWN_FIELDS, ProofForm
from portal.accounts.step_up.terms import Limited, Need, Stage, Use, Values, Verdict
from portal.accounts.waiting import come_back
from portal.gateway.ledger import Action
from portal.services import services
from portal.web.forms import KeyedForm
from portal.web.pages import page
from portal.web.writes import attempt


def is_proven(act: Act, object_id: str = "") -> bool:
    """Whether this session has a fresh proof for this act on this object."""
    return accounts().proofs.hold(_need(act, object_id))


def prove(act: Act, object_id: str = "") -> ResponseReturnValue | None:
    """None when this session has a fresh proof, or the posted form brings the right code; else
    where the worker gives one. For a POST that changes nothing itself."""
    need = _need(act, object_id)
    if accounts().proofs.hold(need):
        return None
    if request.form.get("step_up") == "code":
        return _try_code(need)
    return _ask(need)


def attempt_proven(
    form: KeyedForm,
    write: Callable[[str], Action],
    *,
    act: Act,
    object_id: str,
    source: str,
    unproven: Callable[[], ResponseReturnValue | None],
) -> ResponseReturnValue | None:
    """``attempt`` for a write that uses a proof up; a try that did nothing leaves it good.

    ``unproven`` answers where there is no fresh proof: by way of ``prove`` the page before.
    """
    need = _need(act, object_id)
    key = str(form.key.data)
    use = accounts().proofs.use(need, key)
    if use is None:
        return unproven()
    sent = attempt(form, write, source=source)
    if sent is None and use is Use.FIRST:
        accounts().proofs.give_back(need, key)
    return sent


def proof_page(
    form: ProofForm,
    act: Act,
    path: str,
    values: Values,
    stage: Stage,
    *,
    proof_id: str | None = None,
) -> str:
    """``proof_id``: of the proof that waits, for ways that lead elsewhere first."""
    signed_in = current_session()
    return page(
        "accounts/step_up.html",
        form=form,
        act=in_words(act),
        address=signed_in.email,
        path=path,
        kept=values,
        waiting=stage is Stage.WAITING,
        proven=stage is Stage.PROVEN,
        proof_id=proof_id,
        provider=accounts().provider_of(signed_in.account_id) if proof_id else None,
        demo=services().settings.demo,
    )


def _need(act: Act, object_id: str) -> Need:
    signed_in = current_session()
    return Need(signed_in.account_id, signed_in.session_id, act, object_id)


def _ask(need: Need) -> ResponseReturnValue:
    values = _typed()
    asked = accounts().proofs.ask(need, request.path, values)
    if isinstance(asked, Limited):
        form = ProofForm(None)
        form.fail(_too_many(asked))
        return _typed_page(form, need, Stage.OVER), 429
    accounts().jobs.send_proof_mail(asked, need.account_id, str(get_locale()))
    return redirect(url_for("accounts.proof", proof_id=asked), 303)


def _try_code(need: Need) -> ResponseReturnValue | None:
    form = ProofForm()
    if not form.validate():
        return _typed_page(form, need, Stage.WAITING), 422
    verdict = accounts().proofs.try_code(need, form.step_up_code.data)
    if verdict is Verdict.PROVEN:
        return None
    if isinstance(verdict, Limited):
        form.fail(_too_many(verdict))
        return _typed_page(form, need, Stage.OVER), 429
    if verdict is Verdict.WRONG_CODE:
        form.fail(
            _("This is not the code from the newest mail. Check it and type it again."),
            "step_up_code",
        )
        return _typed_page(form, need, Stage.WAITING), 422
    form.fail(_("This code is no longer valid. Ask for a new one."))
    return _typed_page(form, need, Stage.OVER), 422


def _typed_page(form: ProofForm, need: Need, stage: Stage) -> str:
    proof_id = accounts().proofs.waiting(need) if stage is Stage.WAITING else None
    return proof_page(form, need.act, request.path, _typed(), stage, proof_id=proof_id)


def _typed() -> Values:
    """What the posted form holds besides what this mechanism adds to it. Not its files: a browser
    sends those from the page they were chosen on."""
    return [
        (name, text)
        for name, texts in request.form.lists()
        if name not in OWN_FIELDS
        for text in texts
    ]


def _too_many(limited: Limited) -> str:
    return f"{_('Too many codes were asked for or typed.')} {come_back(limited.until)}"
