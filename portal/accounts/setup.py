"""Puts the accounts into an app."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask
from flask_login import LoginManager
from flask_wtf.csrf import CSRFError

from portal.accounts.cookies import CookieSessions
from portal.accounts.expiry import fragment_without_token, sign_in_again
from portal.accounts.factors.app_codes import AuthenticatorApps
from portal.accounts.factors.held import Factors
from portal.accounts.factors.passkeys import Passkeys
from portal.accounts.factors.recovery import RecoveryCodes
from portal.accounts.factors.second_step import SecondSteps
from portal.accounts.factors.site import site_of
from portal.accounts.held_forms import HeldForms
from portal.accounts.jobs import register_jobs
from portal.accounts.known_browsers import KnownBrowsers
from portal.accounts.leavers import Leavers
from portal.accounts.limits import SignInLimits
from portal.accounts.oidc.journeys import Journeys
from portal.accounts.oidc.subjects import Subjects
from portal.accounts.pages import bp
from portal.accounts.parts import EXTENSION, Accounts
from portal.accounts.personal import jobs as personal_jobs
from portal.accounts.personal.addresses import PersonalAddresses
from portal.accounts.personal.giving import Giving
from portal.accounts.sessions import Sessions
from portal.accounts.sign_in import LIFETIME, SignIn
from portal.accounts.signed_in import load_signed_in
from portal.accounts.step_up.proofs import Proofs
from portal.accounts.tokens import Links
from portal.accounts.who import Who
from portal.gateway.errors import SignInAgain
from portal.mail import EXTENSION as MAIL
from portal.mail import build_transport, register_delivery
from portal.services import EXTENSION as SERVICES
from portal.services import Services
from portal.settings import Settings

if TYPE_CHECKING:
    from portal.accounts.oidc.provider import Provider


def init_accounts(app: Flask) -> None:
    """Raises: SettingsError, for mail settings that can't work."""
    services: Services = app.extensions[SERVICES]
    settings, database = services.settings, services.database
    sign_in = SignIn(database, services.vault, settings.secret_keys[0])
    links = Links(settings.secret_keys, LIFETIME.total_seconds())
    sessions = Sessions(database, idle=settings.session_idle, lifetime=settings.session_lifetime)
    proofs = Proofs(database, services.vault, settings.secret_keys[0])
    recovery = RecoveryCodes(database, settings.secret_keys)
    leavers = Leavers(settings.leaver_days)
    personal = PersonalAddresses(database, services.vault, settings)
    giving = Giving(database, services.vault, settings.secret_keys[0], personal)
    who = Who(services, personal, leavers)
    deliver = register_delivery(services.jobs, settings, build_transport(settings))
    app.extensions[MAIL] = deliver
    app.extensions[EXTENSION] = Accounts(
        sign_in=sign_in,
        links=links,
        sessions=sessions,
        known_browsers=KnownBrowsers(database),
        held_forms=HeldForms(database, services.vault),
        proofs=proofs,
        providers=_providers(settings),
        journeys=Journeys(database, services.vault),
        subjects=Subjects(database),
        factors=Factors(database),
        passkeys=Passkeys(database, recovery, site_of(settings)),
        apps=AuthenticatorApps(database, services.vault, recovery, settings.brand),
        recovery=recovery,
        second_steps=SecondSteps(database, services.vault),
        limits=SignInLimits(services.redis),
        jobs=register_jobs(app, services, who, sign_in, sessions, proofs, links, deliver),
        who=who,
        leavers=leavers,
        personal=personal,
        giving=giving,
        address_jobs=personal_jobs.register_jobs(app, services, giving, deliver),
    )
    app.session_interface = CookieSessions()
    _init_login(app)
    app.register_error_handler(SignInAgain, sign_in_again)
    app.register_error_handler(CSRFError, fragment_without_token)
    app.register_blueprint(bp)


def _providers(settings: Settings) -> dict[str, Provider]:
    if not settings.identity_providers:
        return {}
    from portal.accounts.oidc.provider import Provider  # Authlib takes 4 MB

    redirect_uri = f"{settings.base_url}/sign-in/oidc/callback"
    return {
        name: Provider(name, own, redirect_uri) for name, own in settings.identity_providers.items()
    }


def _init_login(app: Flask) -> None:
    manager = LoginManager(app)
    # Phones change their address all the time; the session is bound to its cookie alone.
    manager.session_protection = None
    manager.user_loader(load_signed_in)
