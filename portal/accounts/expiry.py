"""A page was asked for without a valid session: sign in first, and find what was typed again."""

from __future__ import annotations

from flask import make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.datastructures import MultiDict

from portal.accounts import cookies
from portal.accounts.destinations import own_page
from portal.accounts.parts import accounts
from portal.accounts.signed_in import current_session, current_session_or_none
from portal.audit import Event
from portal.gateway.errors import SignInAgain
from portal.web import held
from portal.web.errors import csrf_error
from portal.web.pages import is_fragment


def ask_to_sign_in() -> ResponseReturnValue:
    """Instead of a page. Keeps a posted form for the account whose session has just ended."""
    secret = cookies.session_secret()
    if request.method == "POST" and secret:
        _keep_form(accounts().sessions.account_of_ended(secret))
    return _to_sign_in()


def sign_in_again(_error: SignInAgain) -> ResponseReturnValue:
    """The HR system no longer takes this worker's token, so the session ends."""
    signed_in = current_session_or_none()
    if signed_in is not None:
        if request.method == "POST":
            _keep_form(signed_in.account_id)
        accounts().sessions.end(signed_in.account_id, signed_in.session_id, Event.SESSION_EXPIRED)
    return _to_sign_in()


def fragment_without_token(error: CSRFError) -> ResponseReturnValue:
    """A piece of a page that still stands open while the browser's cookies are gone."""
    if is_fragment() and current_session_or_none() is None:
        return _to_sign_in()
    return csrf_error(error)


def offer_held_form() -> None:
    """Lay what was kept ready for this page's form; once it is sent again it is forgotten."""
    secret = cookies.held_form()
    if secret is None:
        return
    if request.method == "POST":
        if accounts().held_forms.path_for(secret, current_session().account_id) == request.path:
            accounts().held_forms.drop(secret)
            cookies.forget_held_form()
        return
    values = accounts().held_forms.values_for(secret, current_session().account_id, request.path)
    if values is not None:
        held.offer(MultiDict(values))


def _keep_form(account_id: str | None) -> None:
    path = own_page(request.path)
    if account_id is None or path is None:
        return
    values = {name: texts for name, texts in request.form.lists() if name != "csrf_token"}
    secret = accounts().held_forms.keep(account_id, path, values)
    if secret is not None:
        cookies.remember_held_form(secret)


def _to_sign_in() -> ResponseReturnValue:
    whole = request.method == "GET" and not is_fragment()
    page = own_page(request.full_path if whole else request.path)
    if page == url_for("home.index"):
        page = None
    target = url_for("accounts.sign_in", next=page)
    if is_fragment():
        response = make_response("", 401)
        response.headers["HX-Redirect"] = target
        return response
    return redirect(target, 303)
