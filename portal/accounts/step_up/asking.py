"""How a view demands a proof: it goes on, or its answer is the way to the page that asks.

    return prove(Act.SIGN_AMENDMENT, amendment_id) or page("amendments/check.html", …)

The page that asks stands at an address of its own, since its reader leaves it for the mail and a
phone may load it anew meanwhile. It carries what was typed, and sends it with the code to the
view that demanded the proof. Who has a second factor is asked for that one, and gets no mail.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from portal.accounts.factors.news import News
from portal.accounts.factors.telling import tell
from portal.accounts.parts import accounts
from portal.accounts.signed_in import current_session
from portal.accounts.step_up.acts import Act, in_words
from portal.accounts.step_up.forms import OWN_FIELDS, AppProofForm, ProofForm, RecoveryProofForm
from portal.accounts.step_up.terms import Limited, Need, Stage, Use, Values, Verdict
from portal.accounts.waiting import come_back
from portal.gateway.ledger import Action
from portal.services import services
from portal.web.forms import Form, KeyedForm
from portal.web.pages import page
from portal.web.writes import attempt

PURPOSE = "proof"
"""What a passkey is asked for here."""


def is_proven(act: Act, object_id: str = "") -> bool:
    """Whether this session has a fresh proof for this act on this object."""
    return accounts().proofs.hold(_need(act, object_id))


def prove(act: Act, object_id: str = "") -> ResponseReturnValue | None:
    """None when this session has a fresh proof, or the posted form brings one; else where the
    worker gives it. It is good for its ten minutes: a write that uses it up goes by way of
    ``attempt_proven``."""
    need = _need(act, object_id)
    if accounts().proofs.hold(need):
        return None
    tried = _TRIES.get(request.form.get("step_up", ""))
    return tried(need) if tried else _ask(need)


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
    act: Act,
    path: str,
    values: Values,
    stage: Stage,
    *,
    tried: Form | None = None,
    proof_id: str | None = None,
) -> str:
    """``tried``: the form that was posted and refused. ``proof_id``: of the proof that waits, for
    ways that lead elsewhere first."""
    signed_in = current_session()
    held = accounts().factors.of(signed_in.account_id)
    code_form: Form = AppProofForm(None) if held.app else ProofForm(None)
    recovery_form: Form = RecoveryProofForm(None)
    if isinstance(tried, RecoveryProofForm):
        recovery_form = tried
    elif tried is not None:
        code_form = tried
    return page(
        "accounts/step_up.html",
        form=tried or code_form,
        code_form=code_form,
        recovery_form=recovery_form,
        held=held,
        has_passkey=held.passkeys > 0 and accounts().passkeys.offered,
        act=in_words(act),
        address=signed_in.email,
        path=path,
        kept=values,
        waiting=stage is Stage.WAITING,
        proven=stage is Stage.PROVEN,
        proof_id=proof_id,
        # After the last day the employer's provider vouches for nobody.
        provider=accounts().provider_of(signed_in.account_id)
        if proof_id and not signed_in.leaver
        else None,
        demo=services().settings.demo,
    )


def _need(act: Act, object_id: str) -> Need:
    signed_in = current_session()
    return Need(signed_in.account_id, signed_in.session_id, act, object_id)


def _ask(need: Need) -> ResponseReturnValue:
    asked = accounts().proofs.ask(need, request.path, _typed())
    if isinstance(asked, Limited):
        return _refused(need, asked, _blank(need))
    if not accounts().factors.of(need.account_id).any:
        accounts().jobs.send_proof_mail(asked, need.account_id, str(get_locale()))
    return redirect(url_for("accounts.proof", proof_id=asked), 303)


def _try_code(need: Need) -> ResponseReturnValue | None:
    """From the mail, or from the app of who has one."""
    held = accounts().factors.of(need.account_id)
    if held.any and not held.app:
        return _ask(need)
    form = AppProofForm() if held.app else ProofForm()
    if not form.validate():
        return _typed_page(form, need, Stage.WAITING), 422
    code = str(form.step_up_code.data)
    if not held.app:
        return _after(need, form, "step_up_code", accounts().proofs.try_code(need, code))
    apps = accounts().apps
    verdict = accounts().proofs.try_factor(
        need, "app", lambda db: apps.is_right(db, need.account_id, code)
    )
    return _after(need, form, "step_up_code", verdict)


def _try_recovery(need: Need) -> ResponseReturnValue | None:
    form = RecoveryProofForm()
    if not form.validate():
        return _typed_page(form, need, Stage.WAITING), 422
    code, recovery = str(form.step_up_recovery.data), accounts().recovery
    verdict = accounts().proofs.try_factor(
        need, "recovery", lambda db: recovery.use(db, need.account_id, code)
    )
    if verdict is Verdict.PROVEN:
        tell(need.account_id, News.CODE_USED)
    return _after(need, form, "step_up_recovery", verdict)


def _try_passkey(need: Need) -> ResponseReturnValue | None:
    proof_id = accounts().proofs.waiting(need)
    if proof_id is None:
        return _refused(need, Verdict.NO_LONGER_VALID, _blank(need))
    shown = accounts().passkeys.verify(
        request.form.get("step_up_passkey", ""),
        PURPOSE,
        need.session_id,
        proof_id,
        account_id=need.account_id,
    )
    if shown and accounts().proofs.give(proof_id, "passkey"):
        return None
    form = _blank(need)
    form.fail(_("That passkey was not accepted. Try again, or use another way."))
    return _typed_page(form, need, Stage.WAITING), 422


_TRIES = {"code": _try_code, "recovery": _try_recovery, "passkey": _try_passkey}


def _after(
    need: Need, form: Form, field: str, verdict: Verdict | Limited
) -> ResponseReturnValue | None:
    if verdict is Verdict.PROVEN:
        return None
    if verdict is not Verdict.WRONG_CODE:
        return _refused(need, verdict, form)
    form.fail(_wrong(form), field)
    return _typed_page(form, need, Stage.WAITING), 422


def _wrong(form: Form) -> str:
    if isinstance(form, AppProofForm):
        return _("This code is not right, or was used before. Wait for the next one.")
    if isinstance(form, RecoveryProofForm):
        return _("This is none of your recovery codes, or it was used before.")
    return _("This is not the code from the newest mail. Check it and type it again.")


def _refused(need: Need, verdict: Verdict | Limited, form: Form) -> ResponseReturnValue:
    if isinstance(verdict, Limited):
        form.fail(_("Too many codes were asked for or typed.") + f" {come_back(verdict.until)}")
        return _typed_page(form, need, Stage.OVER), 429
    form.fail(
        _("This code is no longer valid. Ask for a new one.")
        if isinstance(form, ProofForm)
        else _("This took too long, or there were too many wrong codes. Begin again.")
    )
    return _typed_page(form, need, Stage.OVER), 422


def _blank(need: Need) -> Form:
    held = accounts().factors.of(need.account_id)
    return AppProofForm(None) if held.any else ProofForm(None)


def _typed_page(form: Form, need: Need, stage: Stage) -> str:
    proof_id = accounts().proofs.waiting(need) if stage is Stage.WAITING else None
    return proof_page(need.act, request.path, _typed(), stage, tried=form, proof_id=proof_id)


def _typed() -> Values:
    """What the posted form holds besides what this mechanism adds to it. Not its files: a browser
    sends those from the page they were chosen on."""
    return [
        (name, text)
        for name, texts in request.form.lists()
        if name not in OWN_FIELDS
        for text in texts
    ]
