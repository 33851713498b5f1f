"""The page of one's private address: give one, prove it, take it away."""

from __future__ import annotations

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from portal.accounts.current import current_session, worker_page
from portal.accounts.forms import CodeForm
from portal.accounts.parts import accounts
from portal.accounts.personal.forms import AddressForm
from portal.accounts.signed_in import SignedIn
from portal.accounts.step_up.acts import Act
from portal.accounts.step_up.asking import prove
from portal.accounts.step_up.terms import Limited, Verdict
from portal.accounts.views import bp
from portal.accounts.waiting import come_back, seconds_until
from portal.services import services
from portal.web.forms import open_form
from portal.web.pages import page


@bp.route("/account/personal-address", methods=["GET", "POST"])
@worker_page()
def personal_address() -> ResponseReturnValue:
    signed_in = _employed()
    form = open_form(AddressForm)
    kept = accounts().personal.of(signed_in.account_id)
    if not form.validate_on_submit() or not form.differs_from(signed_in.email, kept):
        return _address_page(form, kept), 422 if form.errors else 200
    address = str(form.address.data)
    # Bound to the address: what was proven for one is worth nothing for another.
    unproven = prove(Act.GIVE_PERSONAL_ADDRESS, accounts().personal.hash(address))
    if unproven:
        return unproven
    asked = accounts().giving.ask(signed_in.account_id, signed_in.session_id, address)
    if isinstance(asked, Limited):
        form.fail(_too_many(asked))
        return _address_page(form, kept), 429, _retry_after(asked)
    accounts().address_jobs.send_code(asked, str(get_locale()))
    return redirect(url_for("accounts.personal_address_code"), 303)


@bp.route("/account/personal-address/code", methods=["GET", "POST"])
@worker_page()
def personal_address_code() -> ResponseReturnValue:
    """Says the same of every address, to be had or not."""
    signed_in = _employed()
    waiting = accounts().giving.waiting(signed_in.account_id, signed_in.session_id)
    if request.method == "GET":
        if waiting is None:
            return redirect(url_for("accounts.personal_address"), 303)
        return _code_page(CodeForm(None), waiting)
    form = CodeForm()
    if not form.validate():
        return _code_page(form, waiting), 422
    earlier = accounts().personal.of(signed_in.account_id)
    verdict = accounts().giving.try_code(
        signed_in.account_id, signed_in.session_id, str(form.code.data)
    )
    if verdict is Verdict.PROVEN:
        accounts().address_jobs.tell_given(signed_in.account_id, str(get_locale()))
        if earlier:
            _end_what_it_opened(earlier)
        flash(
            _(
                "Your personal address opens your account from now on. All other devices are "
                "signed out."
            )
            if earlier
            else _("Your personal address opens your account from now on."),
            "success",
        )
        return redirect(url_for("accounts.account"), 303)
    if isinstance(verdict, Limited):
        form.fail(_too_many(verdict))
        return _code_page(form, None), 429, _retry_after(verdict)
    if verdict is Verdict.WRONG_CODE:
        form.fail(
            _("This is not the code from the newest mail. Check it and type it again."), "code"
        )
        return _code_page(form, waiting), 422
    form.fail(_("This code is no longer valid. Ask for a new one."))
    return _code_page(form, None), 422


@bp.post("/account/personal-address/remove")
@worker_page()
def remove_personal_address() -> ResponseReturnValue:
    """Other devices are signed out with it: who put it there may be signed in by it."""
    signed_in = _employed()
    removed = accounts().personal.remove(signed_in.account_id)
    if removed is not None:
        _end_what_it_opened(removed)
        accounts().address_jobs.tell_removed(signed_in.account_id, removed, str(get_locale()))
        flash(_("The address opens nothing any more. All other devices are signed out."), "success")
    return redirect(url_for("accounts.account"), 303)


def _employed() -> SignedIn:
    """It leads back to payslips and papers, which the employer's own people have none of here."""
    signed_in = current_session()
    if not signed_in.identity.employed:
        abort(404)
    return signed_in


def _end_what_it_opened(address: str) -> None:
    """The address is not this account's any more."""
    signed_in = current_session()
    accounts().sign_in.end_waiting(signed_in.identity, address)
    accounts().second_steps.end_waiting(signed_in.account_id)
    accounts().sessions.end_others(signed_in.account_id, signed_in.session_id)


def _address_page(form: AddressForm, kept: str | None) -> str:
    signed_in = current_session()
    return page(
        "accounts/personal_address.html",
        form=form,
        kept=kept,
        last_day=signed_in.identity.last_day,
        leaver_days=accounts().leavers.days,
        at_work=signed_in.email,
    )


def _code_page(form: CodeForm, address: str | None) -> str:
    """``address``: None when no code can be right any more."""
    return page(
        "accounts/personal_address_code.html",
        form=form,
        address=address,
        demo=services().settings.demo,
    )


def _too_many(limited: Limited) -> str:
    return _("Too many codes were asked for or typed.") + f" {come_back(limited.until)}"


def _retry_after(limited: Limited) -> dict[str, str]:
    return {"Retry-After": str(seconds_until(limited.until))}
