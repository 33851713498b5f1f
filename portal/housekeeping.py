"""What the portal does by the clock: settle open actions, kill tokens, forget what has ended."""

from __future__ import annotations

from flask import Flask

from portal.accounts import held_forms, known_browsers, sessions, sign_in
from portal.accounts.factors import app_codes, challenges, second_step
from portal.accounts.oidc import journeys
from portal.accounts.personal import giving
from portal.accounts.personal.addresses import PersonalAddresses
from portal.accounts.step_up import proofs
from portal.backends.context import in_background
from portal.gateway import amendment_notes, decisions, resignation_answers, substitutes
from portal.gateway.credentials import revoke_due
from portal.gateway.ledger import reconcile_due
from portal.jobs import crontab
from portal.services import EXTENSION, Services
from portal.snapshots import forget_signed_out
from portal.team import reminders

ONE_ROUND = 50
"""Seconds after which a job that waited for a free thread is left to the next round."""


def init_housekeeping(app: Flask) -> None:
    """Add the jobs to the queue's clock. Every process may run them, also at the same time."""
    services: Services = app.extensions[EXTENSION]
    every_minute = {"validate_datetime": crontab(), "expires": ONE_ROUND}
    every_hour = {"validate_datetime": crontab(minute="7"), "expires": ONE_ROUND}

    @services.jobs.periodic_task(name="settle_actions", **every_minute)  # type: ignore[untyped-decorator]
    def settle_actions() -> None:
        with in_background():
            reconcile_due(services)

    @services.jobs.periodic_task(name="kill_due_tokens", **every_minute)  # type: ignore[untyped-decorator]
    def kill_due_tokens() -> None:
        with in_background():
            revoke_due(services)

    @services.jobs.periodic_task(name="forget", **every_hour)  # type: ignore[untyped-decorator]
    def forget_ended() -> None:
        forget(services)


def forget(services: Services) -> None:
    """Delete what is over: of sign-in and sessions, kept forms, snapshots, what was told."""
    sign_in.delete_old(services.database)
    second_step.delete_old(services.database)
    challenges.delete_old(services.database)
    app_codes.delete_abandoned(services.database)
    proofs.delete_old(services.database)
    journeys.delete_old(services.database)
    giving.delete_old(services.database)
    personal = PersonalAddresses(services.database, services.vault, services.settings)
    personal.forget_of_no_use(services.settings.leaver_days)
    personal.renew_keys()
    sessions.delete_ended(services.database, services.settings.session_idle)
    held_forms.delete_expired(services.database)
    known_browsers.delete_old(services.database)
    decisions.delete_unsent(services.database)
    amendment_notes.delete_unsent(services.database)
    resignation_answers.delete_unsent(services.database)
    substitutes.delete_old(services.database)
    reminders.delete_old(services.database)
    services.snapshots.delete_old()
    if services.settings.snapshot_drop_at_sign_out:
        # Most people never sign out: their sessions end by themselves.
        forget_signed_out(services.database, sessions.signed_in(services.settings.session_idle))
