"""Sign-in by mail: ask for it, then press the mail's button or type its code."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from portal.accounts import cookies
from portal.accounts.arrival import arrive_by_mail
from portal.accounts.current import current_session_or_none, public_page
from portal.accounts.demo import demo_people
from portal.accounts.destinations import own_page
from portal.accounts.forms import CodeForm, SignInForm
from portal.accounts.parts import accounts
from portal.accounts.sign_in import Proven, Refusal
from portal.accounts.waiting import come_back, seconds_until
from portal.services import services
from portal.web.pages import page

bp = Blueprint("accounts", __name__)


@bp.get("/sign-in")
@public_page
def sign_in() -> ResponseReturnValue:
    going_to = own_page(request.args.get("next"))
    if current_session_or_none() is not None:
        return redirect(going_to or url_for("home.index"), 303)
    form = SignInForm(None, next=going_to or "")
    if services().settings.demo:
        form.email.data = request.args.get("email", "")
    return sign_in_page(form)


@bp.post("/sign-in")
@public_page
def ask() -> ResponseReturnValue:
    form = SignInForm()
    if not form.validate():
        return sign_in_page(form), 422
    full_until = accounts().limits.ask(request.remote_addr)
    if full_until is not None:
        form.fail(_("Too many mails were asked for from here.") + f" {come_back(full_until)}")
        return sign_in_page(form), 429, {"Retry-After": str(seconds_until(full_until))}
    request_id = accounts().sign_in.ask(
        form.email.data, cookies.make_browser(), own_page(form.next.data) or ""
    )
    accounts().jobs.send_sign_in_mail(request_id, form.email.data, str(get_locale()))
    return redirect(url_for("accounts.code"), 303)


@bp.get("/sign-in/code")
@public_page
def code() -> ResponseReturnValue:
    if not accounts().sign_in.is_waiting(cookies.browser()):
        return redirect(url_for("accounts.sign_in"), 303)
    return _code_page(CodeForm(None))


@bp.post("/sign-in/code")
@public_page
def try_code() -> ResponseReturnValue:
    form = CodeForm()
    if not form.validate():
        return _code_page(form), 422
    full_until = accounts().limits.try_code(request.remote_addr)
    if full_until is not None:
        form.fail(_("Too many codes were tried from here.") + f" {come_back(full_until)}")
        return _code_page(form), 429, {"Retry-After": str(seconds_until(full_until))}
    outcome = accounts().sign_in.spend_code(form.code.data, cookies.browser())
    if isinstance(outcome, Proven):
        return arrive_by_mail(outcome, way="code")
    if outcome is Refusal.NO_LONGER_VALID:
        return _no_longer_valid()
    form.fail(
        _("This is not the code from the newest mail. Check it and type it again.")
        if outcome is Refusal.WRONG_CODE
        else _("Too many wrong codes were typed today. Use the button in the mail instead."),
        "code",
    )
    return _code_page(form), 422


@bp.get("/sign-in/link/<token>")
@public_page
def link(token: str) -> ResponseReturnValue:
    """Spends nothing, however often mail programs and their scanners open it."""
    secret = accounts().links.read(token)
    if secret is None:
        return _no_longer_valid()
    refusal = accounts().sign_in.state_of_link(secret, cookies.browser())
    if refusal is not None:
        return _refused(refusal)
    return page("accounts/link.html", token=token)


@bp.post("/sign-in/link/<token>")
@public_page
def use_link(token: str) -> ResponseReturnValue:
    secret = accounts().links.read(token)
    if secret is None:
        return _no_longer_valid()
    outcome = accounts().sign_in.spend_link(secret, cookies.browser())
    return arrive_by_mail(outcome, way="link") if isinstance(outcome, Proven) else _refused(outcome)


def sign_in_page(form: SignInForm) -> str:
    kept = cookies.held_form()
    return page(
        "accounts/sign_in.html",
        form=form,
        kept=kept is not None and accounts().held_forms.is_kept(kept),
        was_signed_in=cookies.session_secret() is not None,
        people=demo_people(services().settings),
        providers=accounts().providers.values(),
        passkeys_offered=accounts().passkeys.offered,
    )


def _code_page(form: CodeForm) -> str:
    return page("accounts/code.html", form=form, demo=services().settings.demo)


def _refused(refusal: Refusal) -> ResponseReturnValue:
    if refusal is Refusal.OTHER_BROWSER:
        return page("accounts/other_browser.html")
    return _no_longer_valid()


def _no_longer_valid() -> ResponseReturnValue:
    signed_in = current_session_or_none() is not None
    return page("accounts/no_longer_valid.html", signed_in=signed_in), 410
