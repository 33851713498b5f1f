"""Signing in with a passkey alone, and the second factor after a mail."""

from __future__ import annotations

import structlog
from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts import cookies
from portal.accounts.arrival import arrive
from portal.accounts.current import public_page
from portal.accounts.destinations import own_page
from portal.accounts.factors.answers import passkey_options, too_late, too_many
from portal.accounts.factors.forms import AppCodeForm, PasskeyForm, RecoveryCodeForm
from portal.accounts.factors.news import News
from portal.accounts.factors.passkeys import Shown
from portal.accounts.factors.second_step import Passed, StepRefusal, Waiting
from portal.accounts.factors.telling import tell
from portal.accounts.forms import SignInForm
from portal.accounts.parts import accounts
from portal.accounts.sign_in import Proven
from portal.accounts.step_up.terms import Limited
from portal.accounts.views import bp, sign_in_page
from portal.accounts.waiting import come_back, seconds_until
from portal.audit import Event, record
from portal.backends.errors import BackendError
from portal.backends.types import WorkerIdentity
from portal.services import services
from portal.web.forms import Form
from portal.web.pages import page

ALONE = "sign_in"
AFTER_MAIL = "second_step"

log = structlog.get_logger("portal.accounts")


@bp.post("/sign-in/passkey/options")
@public_page
def passkey_sign_in_options() -> ResponseReturnValue:
    full_until = accounts().limits.ask_for_passkey(request.remote_addr)
    if full_until is not None:
        return too_many(full_until)
    browser = cookies.make_browser()
    return passkey_options(lambda passkeys: passkeys.ask(ALONE, browser))


@bp.post("/sign-in/passkey")
@public_page
def passkey_sign_in() -> ResponseReturnValue:
    if not accounts().passkeys.offered:
        abort(404)
    full_until = accounts().limits.try_code(request.remote_addr)
    if full_until is not None:
        reason = _("Too many passkeys were tried from here.") + f" {come_back(full_until)}"
        return _not_signed_in(reason), 429, {"Retry-After": str(seconds_until(full_until))}
    answer = str(PasskeyForm().credential.data or "")
    shown = accounts().passkeys.verify(answer, ALONE, cookies.browser() or "")
    if shown is None:
        return _not_signed_in(_("That passkey opens nothing here. Sign in by mail instead.")), 422
    try:
        worker = _still_here(shown)
    except BackendError as error:
        log.warning("sign_in_lookup_failed", **error.log_fields())
        return _not_signed_in(
            _("Your HR system is not answering properly just now. Try again in a moment.")
        ), 502
    if worker is None:
        with services().database.begin() as db:
            record(db, Event.SIGN_IN_FAILED, account_id=shown.account_id, way="passkey")
        return _not_signed_in(
            _("Your HR system no longer lists you as active, so nobody was signed in.")
        ), 403
    return arrive(Proven(worker, own_page(request.form.get("next")) or ""), way="passkey")


@bp.get("/sign-in/second-step")
@public_page
def second_step() -> ResponseReturnValue:
    waiting = accounts().second_steps.find(cookies.second_step())
    if waiting is None:
        return redirect(url_for("accounts.sign_in"), 303)
    return _step_page(waiting)


@bp.post("/sign-in/second-step")
@public_page
def try_second_step() -> ResponseReturnValue:
    """The code of the app, or with ``recovery`` one from paper."""
    by_paper = "recovery" in request.form
    form = RecoveryCodeForm() if by_paper else AppCodeForm()
    waiting = accounts().second_steps.find(cookies.second_step())
    if waiting is None:
        return _over()
    if not form.validate():
        return _step_page(waiting, form), 422
    full_until = accounts().limits.try_code(request.remote_addr)
    if full_until is not None:
        return _limited(waiting, form, Limited(full_until))
    outcome = _try_paper(form) if by_paper else _try_app(form)
    if isinstance(outcome, Passed):
        if by_paper:
            tell(outcome.account_id, News.CODE_USED)
        return _arrive(outcome, "recovery" if by_paper else "app")
    if isinstance(outcome, Limited):
        return _limited(waiting, form, outcome)
    if outcome is StepRefusal.NO_LONGER_VALID:
        return _over()
    if by_paper:
        form.fail(_("This is none of your recovery codes, or it was used before."), "recovery_code")
    else:
        form.fail(_("This code is not right, or was used before. Wait for the next one."), "code")
    return _step_page(waiting, form), 422


@bp.post("/sign-in/second-step/passkey/options")
@public_page
def second_step_options() -> ResponseReturnValue:
    waiting = accounts().second_steps.find(cookies.second_step())
    if waiting is None:
        return too_late()
    account_id = waiting.account_id
    return passkey_options(
        lambda passkeys: passkeys.ask(AFTER_MAIL, waiting.id, account_id=account_id)
    )


@bp.post("/sign-in/second-step/passkey")
@public_page
def second_step_passkey() -> ResponseReturnValue:
    secret = cookies.second_step()
    waiting = accounts().second_steps.find(secret)
    if waiting is None or secret is None:
        return _over()
    form = PasskeyForm()
    full_until = accounts().limits.try_code(request.remote_addr)
    if full_until is not None:
        return _limited(waiting, form, Limited(full_until))
    shown = accounts().passkeys.verify(
        str(form.credential.data or ""), AFTER_MAIL, waiting.id, account_id=waiting.account_id
    )
    if shown is None:
        form.fail(_("That passkey was not accepted. Try again, or use another way."))
        return _step_page(waiting, form), 422
    passed = accounts().second_steps.pass_by_passkey(secret)
    return _arrive(passed, "passkey") if passed else _over()


def _try_app(form: AppCodeForm) -> Passed | StepRefusal | Limited:
    apps, code = accounts().apps, str(form.code.data)
    return accounts().second_steps.try_code(
        cookies.second_step() or "",
        "app",
        lambda db, account_id: apps.is_right(db, account_id, code),
    )


def _try_paper(form: RecoveryCodeForm) -> Passed | StepRefusal | Limited:
    recovery, code = accounts().recovery, str(form.recovery_code.data)
    return accounts().second_steps.try_code(
        cookies.second_step() or "",
        "recovery",
        lambda db, account_id: recovery.use(db, account_id, code),
    )


def _arrive(passed: Passed, second: str) -> ResponseReturnValue:
    at = passed.at
    if at and not accounts().subjects.link(passed.proven.identity, at.issuer, at.subject):
        at = None  # Another one has become theirs meanwhile.
    response = arrive(
        passed.proven,
        way=passed.way,
        provider=at.name if at else None,
        second=second,
        admin_group=at.admin_group if at else None,
    )
    # The HR system was asked before the mail was written, twenty minutes ago at most.
    accounts().jobs.check_worker(passed.account_id)
    return response


def _still_here(shown: Shown) -> WorkerIdentity | None:
    """As the HR system describes them now; None for who has left. Raises: BackendError."""
    backend = services().backends.get(shown.identity.backend)
    worker = backend.directory.refresh(shown.identity) if backend else None
    return worker if worker is not None and accounts().who.may_sign_in(worker) else None


def _not_signed_in(reason: str) -> str:
    form = SignInForm(None, next=own_page(request.form.get("next")) or "")
    form.fail(reason)
    return sign_in_page(form)


def _step_page(waiting: Waiting, tried: Form | None = None) -> str:
    """``tried``: the form that was posted and refused."""
    held = accounts().factors.of(waiting.account_id)
    code_form = tried if isinstance(tried, AppCodeForm) else AppCodeForm(None)
    recovery_form = tried if isinstance(tried, RecoveryCodeForm) else RecoveryCodeForm(None)
    return page(
        "accounts/factors/second_step.html",
        form=tried or code_form,
        code_form=code_form,
        recovery_form=recovery_form,
        has_app=held.app,
        has_passkey=held.passkeys > 0 and accounts().passkeys.offered,
    )


def _limited(waiting: Waiting, form: Form, limited: Limited) -> ResponseReturnValue:
    form.fail(_("Too many tries.") + f" {come_back(limited.until)}")
    retry = {"Retry-After": str(seconds_until(limited.until))}
    return _step_page(waiting, form), 429, retry


def _over() -> ResponseReturnValue:
    return page("accounts/factors/second_step_over.html"), 410
