"""From a proven identity to a signed-in browser."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from werkzeug.wrappers import Response

from portal.accounts import cookies
from portal.accounts.destinations import own_page
from portal.accounts.factors.second_step import AtProvider
from portal.accounts.parts import accounts
from portal.accounts.sessions import USER_AGENT_LENGTH
from portal.accounts.sign_in import Proven
from portal.accounts.tokens import new_secret


def arrive_by_mail(proven: Proven, *, way: str) -> ResponseReturnValue:
    """A mail alone opens an account without a second factor; else that is asked for first."""
    account_id = accounts().factors.account_that_asks(proven.identity)
    if account_id is None:
        return arrive(proven, way=way)
    return ask_for_second_factor(account_id, proven, way=way)


def ask_for_second_factor(
    account_id: str, proven: Proven, *, way: str, at: AtProvider | None = None
) -> ResponseReturnValue:
    """``at``: the provider that may open the account from then on."""
    cookies.remember_second_step(accounts().second_steps.begin(account_id, proven, way, at))
    return redirect(url_for("accounts.second_step"), 303)


def arrive(
    proven: Proven,
    *,
    way: str,
    provider: str | None = None,
    second: str | None = None,
    admin_group: str | None = None,
) -> ResponseReturnValue:
    """Begin a session and go on to where the worker was going.

    ``way``: how they proved who they are; ``provider``: the name of the one they did it at;
    ``second``: the second factor they gave; ``admin_group``: as of ``Sessions.start``. What the
    browser had before ends here: the earlier session, its cookie, another's kept form.
    """
    secret, account_id = accounts().sessions.start(
        proven.identity,
        user_agent=request.headers.get("User-Agent", ""),
        replaces=cookies.session_secret(),
        way=way,
        provider=provider,
        second=second,
        admin_group=admin_group,
    )
    leaver = proven.identity.ended
    kept = None if leaver else cookies.held_form()
    path = accounts().held_forms.path_for(kept, account_id) if kept else None
    cookies.begin_session(secret, held=kept if path else None)
    accounts().jobs.prepare_token(account_id)
    going_to = path or own_page(proven.next_path, leaver=leaver)
    response = redirect(going_to or url_for("home.index"), 303)
    _know_browser(response, account_id)
    return response


def _know_browser(response: Response, account_id: str) -> None:
    """Tell the account's owner of a browser that is new to it."""
    secret = cookies.known_browser() or new_secret()
    cookies.remember_browser(response, secret)
    language = accounts().known_browsers.note(account_id, secret, str(get_locale()))
    if language is not None:
        user_agent = request.headers.get("User-Agent", "")[:USER_AGENT_LENGTH]
        accounts().jobs.send_device_mail(account_id, user_agent, language)
