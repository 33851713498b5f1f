"""Signing out, and the page of one's own account and devices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts import cookies
from portal.accounts.current import (
    current_session,
    current_session_or_none,
    current_worker,
    public_page,
    worker_page,
)
from portal.accounts.devices import device_in_words
from portal.accounts.oidc.answers import ProviderAway
from portal.accounts.parts import accounts
from portal.accounts.security_log import happenings
from portal.accounts.signed_in import SignedIn
from portal.accounts.views import bp
from portal.audit import Event
from portal.backends.contract import Capability
from portal.gateway.credentials import revoke
from portal.services import services
from portal.web.pages import page

if TYPE_CHECKING:
    from portal.accounts.oidc.provider import Provider


@bp.post("/sign-out")
@public_page
def sign_out() -> ResponseReturnValue:
    signed_in = current_session_or_none()
    provider = None
    if signed_in is not None:
        provider = accounts().sessions.provider_of(signed_in.session_id)
        _end(signed_in)
    cookies.forget_everything()
    response = redirect(url_for("accounts.signed_out", provider=provider), 303)
    # Chrome would show pages again from its back-forward cache. Not "cookies": that would sign
    # the browser out of every site below the same registered domain.
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@bp.get("/sign-out")
@public_page
def signed_out() -> ResponseReturnValue:
    if current_session_or_none() is not None:
        return redirect(url_for("accounts.account"), 303)
    provider = accounts().providers.get(request.args.get("provider", ""))
    return page(
        "accounts/signed_out.html",
        provider=provider,
        provider_url=_sign_out_url(provider) if provider else None,
    )


@bp.get("/account")
@worker_page(leavers=True)
def account() -> ResponseReturnValue:
    signed_in = current_session()
    devices = accounts().sessions.devices(signed_in.account_id)
    held = accounts().factors.of(signed_in.account_id)
    return page(
        "accounts/account.html",
        me=signed_in,
        passkeys=accounts().passkeys.of(signed_in.account_id),
        passkeys_offered=accounts().passkeys.offered,
        app_since=accounts().apps.added_at(signed_in.account_id),
        held=held,
        codes_left=accounts().recovery.left(signed_in.account_id) if held.any else 0,
        personal_address=accounts().personal.of(signed_in.account_id),
        can_export=_has_papers(),
        hr_system=services().backends[signed_in.identity.backend].label,
        devices=[
            {
                "id": device.id,
                "name": device_in_words(device.user_agent),
                "since": device.since,
                "last_seen": device.last_seen,
                "this_one": device.id == signed_in.session_id,
            }
            for device in devices
        ],
    )


@bp.get("/account/log")
@worker_page(leavers=True)
def security_log() -> ResponseReturnValue:
    found = happenings(services().database, current_session().account_id)
    return page("accounts/security_log.html", happenings=found)


@bp.post("/account/sessions/<id:session_id>/sign-out")
@worker_page(leavers=True)
def end_session(session_id: str) -> ResponseReturnValue:
    signed_in = current_session()
    if session_id == signed_in.session_id:
        return sign_out()
    if not accounts().sessions.end(signed_in.account_id, session_id, Event.SESSION_REVOKED):
        abort(404)
    flash(_("That device is signed out."), "success")
    return redirect(url_for("accounts.account"), 303)


@bp.post("/account/sessions/sign-out")
@worker_page(leavers=True)
def end_other_sessions() -> ResponseReturnValue:
    """All others, or with ``everywhere`` this one as well."""
    signed_in = current_session()
    accounts().sessions.end_others(signed_in.account_id, signed_in.session_id)
    if "everywhere" in request.form:
        return sign_out()
    flash(_("All other devices are signed out."), "success")
    return redirect(url_for("accounts.account"), 303)


def _has_papers() -> bool:
    worker = current_worker()
    return worker.can(Capability.PAYSLIPS) or worker.can(Capability.DOCUMENTS)


def _sign_out_url(provider: Provider) -> str | None:
    try:
        return provider.sign_out_url(url_for("accounts.signed_out", _external=True))
    except ProviderAway:
        return None


def _end(signed_in: SignedIn) -> None:
    sessions = accounts().sessions
    sessions.end(signed_in.account_id, signed_in.session_id, Event.SESSION_ENDED)
    if sessions.devices(signed_in.account_id):
        return
    if services().settings.snapshot_drop_at_sign_out:
        services().snapshots.drop(signed_in.account_id)
    if revoke(services(), signed_in.identity):
        accounts().jobs.kill_tokens()
