"""One's own passkeys: added, named, removed."""

from __future__ import annotations

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.current import current_session, worker_page
from portal.accounts.devices import device_in_words
from portal.accounts.factors.answers import passkey_options, too_late
from portal.accounts.factors.forms import PasskeyNameForm
from portal.accounts.factors.models import NAME_LENGTH
from portal.accounts.factors.news import News
from portal.accounts.factors.passkeys import OwnPasskey
from portal.accounts.factors.recovery import as_shown
from portal.accounts.factors.telling import tell
from portal.accounts.parts import accounts
from portal.accounts.step_up.acts import Act
from portal.accounts.step_up.asking import is_proven, prove
from portal.accounts.views import bp
from portal.web.pages import page


@bp.route("/account/passkeys/new", methods=["GET", "POST"])
@worker_page()
def new_passkey() -> ResponseReturnValue:
    """What it is; then, once the worker has proven who they are, a name and the browser's turn."""
    _require_offered()
    if request.method == "POST":
        return prove(Act.ADD_PASSKEY) or redirect(url_for("accounts.new_passkey"), 303)
    device = device_in_words(request.headers.get("User-Agent", ""))
    return _new_page(PasskeyNameForm(None, name=device[:NAME_LENGTH]))


@bp.post("/account/passkeys/options")
@worker_page()
def new_passkey_options() -> ResponseReturnValue:
    if not is_proven(Act.ADD_PASSKEY):
        return too_late()
    signed_in = current_session()
    return passkey_options(
        lambda passkeys: passkeys.ask_for_new(signed_in.account_id, signed_in.session_id)
    )


@bp.post("/account/passkeys")
@worker_page()
def add_passkey() -> ResponseReturnValue:
    _require_offered()
    if not is_proven(Act.ADD_PASSKEY):
        return redirect(url_for("accounts.new_passkey"), 303)
    signed_in = current_session()
    form = PasskeyNameForm()
    if not form.validate():
        return _new_page(form), 422
    added = accounts().passkeys.add(
        signed_in.account_id, form.name.data, str(form.credential.data or ""), signed_in.session_id
    )
    if added is None:
        form.fail(_("That passkey could not be added. Try again."))
        return _new_page(form), 422
    tell(signed_in.account_id, News.PASSKEY_ADDED)
    if added.recovery_codes:
        return page(
            "accounts/factors/new_codes.html",
            news=_("The passkey is added"),
            codes=[as_shown(code) for code in added.recovery_codes],
        )
    flash(_("The passkey is added."), "success")
    return redirect(url_for("accounts.account"), 303)


@bp.route("/account/passkeys/<id:passkey_id>", methods=["GET", "POST"])
@worker_page()
def passkey(passkey_id: str) -> ResponseReturnValue:
    """Its name, to change, and the way to remove it."""
    own = _own(passkey_id)
    form = PasskeyNameForm() if request.method == "POST" else PasskeyNameForm(None, name=own.name)
    if form.validate_on_submit():
        accounts().passkeys.rename(current_session().account_id, passkey_id, form.name.data)
        flash(_("The passkey has its new name."), "success")
        return redirect(url_for("accounts.account"), 303)
    html = page("accounts/factors/passkey.html", form=form, passkey=own)
    return html, 422 if form.errors else 200


@bp.route("/account/passkeys/<id:passkey_id>/remove", methods=["GET", "POST"])
@worker_page()
def remove_passkey(passkey_id: str) -> ResponseReturnValue:
    own, account_id = _own(passkey_id), current_session().account_id
    if request.method == "GET":
        held = accounts().factors.of(account_id)
        last = held.passkeys == 1 and not held.app
        return page("accounts/factors/remove_passkey.html", passkey=own, last=last)
    asked = prove(Act.REMOVE_PASSKEY, passkey_id)
    if asked:
        return asked
    if accounts().passkeys.remove(account_id, passkey_id):
        tell(account_id, News.PASSKEY_REMOVED)
    flash(_("The passkey is removed. Delete it on your device as well."), "success")
    return redirect(url_for("accounts.account"), 303)


def _own(passkey_id: str) -> OwnPasskey:
    own = accounts().passkeys.find(current_session().account_id, passkey_id)
    return own or abort(404)


def _require_offered() -> None:
    if not accounts().passkeys.offered:
        abort(404)


def _new_page(form: PasskeyNameForm) -> str:
    account_id = current_session().account_id
    return page(
        "accounts/factors/new_passkey.html",
        form=form,
        proven=is_proven(Act.ADD_PASSKEY),
        first=not accounts().factors.of(account_id).any,
    )
