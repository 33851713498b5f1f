"""To a provider and back: to sign in, or to prove who is there."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING

import structlog
from flask import abort, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from portal.accounts import cookies
from portal.accounts.arrival import arrive, ask_for_second_factor
from portal.accounts.current import current_session, public_page, worker_page
from portal.accounts.destinations import own_page
from portal.accounts.factors.second_step import AtProvider
from portal.accounts.identities import find_worker
from portal.accounts.oidc.answers import Claims, NotTrusted, ProviderAway
from portal.accounts.oidc.journeys import Returned
from portal.accounts.parts import accounts
from portal.accounts.sign_in import Proven
from portal.accounts.step_up.terms import Stage
from portal.accounts.views import bp
from portal.audit import Event, record
from portal.backends.errors import BackendError
from portal.backends.types import WorkerIdentity
from portal.services import services
from portal.web.pages import page

if TYPE_CHECKING:
    from portal.accounts.oidc.provider import Provider

WAY = "provider"

log = structlog.get_logger("portal.accounts")


class Trouble(StrEnum):
    NOT_BEGUN_HERE = "not_begun_here"
    DECLINED = "declined"
    NOT_TRUSTED = "not_trusted"
    PROVIDER_AWAY = "provider_away"
    HR_SYSTEM_AWAY = "hr_system_away"
    NO_WORKER = "no_worker"
    OTHER_SUBJECT = "other_subject"


_STATUS = {Trouble.PROVIDER_AWAY: 502, Trouble.HR_SYSTEM_AWAY: 502}
_IN_WORDS = {
    Trouble.NOT_BEGUN_HERE: _l(
        "This sign-in was begun in another browser, was used already, or took longer than ten "
        "minutes. Begin again here."
    ),
    Trouble.DECLINED: _l("You stopped there, or were not let in. Nothing has happened here."),
    Trouble.NOT_TRUSTED: _l("What came back from there does not hold. Nobody was signed in."),
    Trouble.PROVIDER_AWAY: _l("It is not answering properly just now. Try again in a moment."),
    Trouble.HR_SYSTEM_AWAY: _l(
        "Your HR system is not answering properly just now. Try again in a moment."
    ),
    Trouble.NO_WORKER: _l(
        "Your HR system knows nobody with a confirmed address like the one you have there. Sign in "
        "by mail instead, or ask your HR team."
    ),
    Trouble.OTHER_SUBJECT: _l(
        "Another sign-in belongs to your account already. Use that one, or the mail."
    ),
}


class Failed(Exception):
    def __init__(self, trouble: Trouble, detail: str = "") -> None:
        super().__init__(detail or trouble.value)
        self.trouble = trouble


@bp.get("/sign-in/oidc")
@public_page
def provider_sign_in() -> ResponseReturnValue:
    """``?provider=`` names one of several. Changes nothing here but for a journey begun."""
    provider = accounts().providers.get(request.args.get("provider", "1"))
    if provider is None:
        abort(404)
    next_path = own_page(request.args.get("next")) or ""
    try:
        return redirect(_way_to(provider, next_path=next_path), 303)
    except ProviderAway as error:
        return _failed(Failed(Trouble.PROVIDER_AWAY, str(error)))


@bp.get("/proof/<id:proof_id>/provider")
@worker_page()
def prove_at_provider(proof_id: str) -> ResponseReturnValue:
    signed_in = current_session()
    asked = accounts().proofs.find(proof_id)
    if asked is None or asked.session_id != signed_in.session_id:
        abort(404)
    provider = accounts().provider_of(signed_in.account_id)
    if provider is None or asked.stage is not Stage.WAITING:
        return _back_to_proof(proof_id)
    try:
        return redirect(_way_to(provider, proof_id=proof_id), 303)
    except ProviderAway as error:
        return _not_proven(proof_id, Failed(Trouble.PROVIDER_AWAY, str(error)))


@bp.get("/sign-in/oidc/callback")
@public_page
def provider_callback() -> ResponseReturnValue:
    journey = accounts().journeys.end(request.args.get("state", ""), cookies.browser())
    provider = accounts().providers.get(journey.provider) if journey else None
    if journey is None or provider is None:
        return _failed(Failed(Trouble.NOT_BEGUN_HERE))
    if journey.proof_id:
        return _prove(journey, provider, journey.proof_id)
    try:
        claims = _claims(journey, provider)
        group = provider.admin_group if provider.admin_group in claims.groups else ""
        worker, known = _worker(claims, for_employer=bool(group))
        proven = Proven(worker, journey.next_path)
        at = AtProvider(provider.name, claims.issuer, claims.subject, group or None)
        # Whoever is new from there has shown no more than whoever reads the mail.
        account_id = None if known else accounts().factors.account_that_asks(worker)
        if account_id is not None:
            _must_be_free(account_id)
            return ask_for_second_factor(account_id, proven, way=WAY, at=at)
        if not known and not accounts().subjects.link(worker, at.issuer, at.subject):
            raise Failed(Trouble.OTHER_SUBJECT)
    except Failed as failed:
        return _failed(failed)
    return arrive(proven, way=WAY, provider=at.name, admin_group=at.admin_group)


def _way_to(provider: Provider, *, next_path: str = "", proof_id: str | None = None) -> str:
    """Raises: ProviderAway."""
    begun = accounts().journeys.begin(
        provider.name, cookies.make_browser(), next_path=next_path, proof_id=proof_id
    )
    return provider.authorization_url(
        state=begun.state,
        nonce=begun.nonce,
        verifier=begun.verifier,
        fresh=proof_id is not None,
    )


def _claims(
    journey: Returned, provider: Provider, *, signed_in_since: datetime | None = None
) -> Claims:
    """Raises: Failed."""
    try:
        if not provider.names_itself_rightly(request.args.get("iss")):
            raise Failed(Trouble.NOT_TRUSTED, "iss of the answer")
        if "error" in request.args:
            raise Failed(Trouble.DECLINED)
        return provider.redeem(
            request.args.get("code", ""),
            nonce=journey.nonce,
            verifier=journey.verifier,
            signed_in_since=signed_in_since.timestamp() if signed_in_since else None,
        )
    except NotTrusted as error:
        raise Failed(Trouble.NOT_TRUSTED, str(error)) from error
    except ProviderAway as error:
        raise Failed(Trouble.PROVIDER_AWAY, str(error)) from error


def _must_be_free(account_id: str) -> None:
    """Raises: Failed, where another sign-in at a provider opens the account."""
    if accounts().subjects.issuer_of(account_id) is not None:
        raise Failed(Trouble.OTHER_SUBJECT)


def _worker(claims: Claims, *, for_employer: bool) -> tuple[WorkerIdentity, bool]:
    """Who this is, and whether they came from there before; else it is whose address the provider
    vouches for.

    Raises: Failed.
    """
    backends = services().backends
    may_sign_in = partial(accounts().who.may_sign_in, for_employer=for_employer)
    known = accounts().subjects.worker_of(claims.issuer, claims.subject)
    try:
        if known is not None:
            backend = backends.get(known.backend)
            worker = backend.directory.refresh(known) if backend else None
        else:
            worker = (
                find_worker(backends.values(), claims.email, may_sign_in) if claims.email else None
            )
    except BackendError as error:
        log.warning("sign_in_lookup_failed", **error.log_fields())
        raise Failed(Trouble.HR_SYSTEM_AWAY) from error
    if worker is None or not may_sign_in(worker):
        raise Failed(Trouble.NO_WORKER)
    return worker, known is not None


def _prove(journey: Returned, provider: Provider, proof_id: str) -> ResponseReturnValue:
    """Only the person whom the account belongs to, seen by the provider since it was asked."""
    asked = accounts().proofs.find(proof_id)
    if asked is None:
        return _failed(Failed(Trouble.NOT_BEGUN_HERE))
    try:
        claims = _claims(journey, provider, signed_in_since=journey.begun_at)
        if not accounts().subjects.is_of(asked.account_id, claims.issuer, claims.subject):
            raise Failed(Trouble.OTHER_SUBJECT)
    except Failed as failed:
        return _not_proven(proof_id, failed)
    accounts().proofs.give(proof_id, WAY)
    return _back_to_proof(proof_id)


def _not_proven(proof_id: str, failed: Failed) -> ResponseReturnValue:
    _note(failed)
    flash(str(_IN_WORDS[failed.trouble]), "danger")
    return _back_to_proof(proof_id)


def _back_to_proof(proof_id: str) -> ResponseReturnValue:
    return redirect(url_for("accounts.proof", proof_id=proof_id), 303)


def _failed(failed: Failed) -> ResponseReturnValue:
    _note(failed)
    html = page(
        "accounts/provider_failed.html",
        reason=_IN_WORDS[failed.trouble],
        request_id=g.request_id,
    )
    return html, _STATUS.get(failed.trouble, 403)


def _note(failed: Failed) -> None:
    log.warning("provider_sign_in_failed", reason=failed.trouble.value, detail=str(failed))
    with services().database.begin() as db:
        record(db, Event.SIGN_IN_FAILED, way=WAY, reason=failed.trouble.value)
