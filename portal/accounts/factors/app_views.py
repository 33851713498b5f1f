"""One's authenticator app, and the recovery codes."""

from __future__ import annotations

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.current import current_session, worker_page
from portal.accounts.factors.forms import AppCodeForm
from portal.accounts.factors.news import News
from portal.accounts.factors.qr import qr_code
from portal.accounts.factors.recovery import COUNT, as_shown
from portal.accounts.factors.telling import tell
from portal.accounts.parts import accounts
from portal.accounts.step_up.acts import Act
from portal.accounts.step_up.asking import is_proven, prove
from portal.accounts.views import bp
from portal.web.pages import page


@bp.route("/account/app/new", methods=["GET", "POST"])
@worker_page()
def new_app() -> ResponseReturnValue:
    """What it is. Once the worker has proven who they are, a key is made for it."""
    account_id = current_session().account_id
    if accounts().factors.of(account_id).app:
        return redirect(url_for("accounts.account"), 303)
    if request.method == "GET":
        return page("accounts/factors/new_app.html")
    asked = prove(Act.ADD_APP)
    if asked:
        return asked
    accounts().apps.begin(account_id)
    return redirect(url_for("accounts.confirm_app"), 303)


@bp.route("/account/app/confirm", methods=["GET", "POST"])
@worker_page()
def confirm_app() -> ResponseReturnValue:
    """The key, as a picture and as text, and the first code that the app makes of it."""
    signed_in = current_session()
    new = accounts().apps.begun(signed_in.account_id, signed_in.email)
    if new is None or not is_proven(Act.ADD_APP):
        return redirect(url_for("accounts.new_app"), 303)
    form = AppCodeForm() if request.method == "POST" else AppCodeForm(None)
    if form.validate_on_submit():
        codes = accounts().apps.confirm(signed_in.account_id, str(form.code.data))
        if codes is not None:
            return _app_is_set_up(signed_in.account_id, codes)
        form.fail(
            _("This is not the code that belongs to this key. Type the one shown now."), "code"
        )
    html = page("accounts/factors/confirm_app.html", form=form, new=new, qr=qr_code(new.uri))
    return html, 422 if form.errors else 200


@bp.route("/account/app/remove", methods=["GET", "POST"])
@worker_page()
def remove_app() -> ResponseReturnValue:
    account_id = current_session().account_id
    held = accounts().factors.of(account_id)
    if not held.app:
        return redirect(url_for("accounts.account"), 303)
    if request.method == "GET":
        return page(
            "accounts/factors/remove_app.html",
            added_at=accounts().apps.added_at(account_id),
            last=held.passkeys == 0,
        )
    asked = prove(Act.REMOVE_APP)
    if asked:
        return asked
    if accounts().apps.remove(account_id):
        tell(account_id, News.APP_REMOVED)
    flash(_("The authenticator app is removed. Delete the entry in the app as well."), "success")
    return redirect(url_for("accounts.account"), 303)


@bp.route("/account/recovery-codes", methods=["GET", "POST"])
@worker_page()
def recovery_codes() -> ResponseReturnValue:
    """How many are left, and new ones, which are shown once."""
    account_id = current_session().account_id
    if not accounts().factors.of(account_id).any:
        abort(404)
    if request.method == "GET":
        left = accounts().recovery.left(account_id)
        return page("accounts/factors/recovery_codes.html", left=left, count=COUNT)
    asked = prove(Act.RENEW_RECOVERY_CODES)
    if asked:
        return asked
    codes = accounts().recovery.renew(account_id)
    tell(account_id, News.CODES_RENEWED)
    return page(
        "accounts/factors/new_codes.html",
        news=_("You have new recovery codes"),
        codes=[as_shown(code) for code in codes],
    )


def _app_is_set_up(account_id: str, codes: tuple[str, ...]) -> ResponseReturnValue:
    tell(account_id, News.APP_ADDED)
    if codes:
        return page(
            "accounts/factors/new_codes.html",
            news=_("The authenticator app is set up"),
            codes=[as_shown(code) for code in codes],
        )
    flash(_("The authenticator app is set up."), "success")
    return redirect(url_for("accounts.account"), 303)
