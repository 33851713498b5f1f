"""A worker is told at work that their personal e-mail was changed: it may open their account.

The ledger is where that is read from, so a change that was found to have worked only later is told
as well, and each is told once.
"""

from __future__ import annotations

from datetime import UTC, datetime

import structlog
from flask import Flask, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from portal.accounts.mails import Mails
from portal.accounts.models import Account
from portal.accounts.personal.jobs import at_work
from portal.accounts.readers import readers_of
from portal.backends.context import in_background
from portal.backends.errors import BackendError
from portal.backends.types import WorkerIdentity
from portal.db import StorageUnavailable
from portal.gateway.ledger import Action, ActionKind, ActionState
from portal.gateway.models import ActionRow
from portal.gateway.tellings import TOLD_WITHIN, Telling, claim, untold
from portal.jobs import crontab
from portal.mail import DeliverMail, Mail
from portal.services import EXTENSION, Services
from portal.web.writes import written

ONE_ROUND = 50
"""Seconds after which a job that waited for a free thread is left to the next round."""

log = structlog.get_logger("portal.profile")


class ProfileMails(Mails):
    def personal_email_changed(self, worker: WorkerIdentity, to: str, locale: str) -> Mail:
        """Without the address, since the employer may read the mailbox that this goes to."""
        with self._context(locale):
            return Mail.render(
                "personal_email_changed",
                to=to,
                subject=_("Your personal e-mail was changed"),
                worker_name=worker.name,
                link=url_for("accounts.account", _external=True),
            )


def init_telling(app: Flask, deliver: DeliverMail) -> None:
    """Tell at once after a write, and by the clock what was settled without anybody waiting."""
    services: Services = app.extensions[EXTENSION]
    mails = ProfileMails(app, services.settings)

    @services.jobs.task(name="tell_personal_email")  # type: ignore[untyped-decorator]
    def tell(action_id: str, locale: str) -> None:
        with in_background():
            _tell(services, mails, deliver, action_id, locale)

    @services.jobs.periodic_task(  # type: ignore[untyped-decorator]
        crontab(), name="tell_personal_emails_left", expires=ONE_ROUND
    )
    def tell_what_is_left() -> None:
        with in_background():
            tell_due(services, mails, deliver)

    def after_write(_app: Flask, action: Action) -> None:
        if action.kind is not ActionKind.PERSONAL_EMAIL_CHANGE:
            return
        try:
            tell(action.id, str(get_locale()))
        except StorageUnavailable:
            log.warning("telling_left_to_the_clock", action_id=action.id)

    written.connect(after_write, app, weak=False)


def tell_due(services: Services, mails: ProfileMails, deliver: DeliverMail) -> int:
    """Tell of every change that was taken and not told yet.

    Returns: of how many. Raises: StorageUnavailable."""
    due = untold(services.database, [ActionKind.PERSONAL_EMAIL_CHANGE])
    for action_id in due:
        _tell(services, mails, deliver, action_id)
    return len(due)


def _tell(
    services: Services,
    mails: ProfileMails,
    deliver: DeliverMail,
    action_id: str,
    locale: str | None = None,
) -> None:
    """Once; what fails is tried again by the clock. ``locale``: None for the worker's last one."""
    with services.database.read() as session:
        row = session.get(ActionRow, action_id)
        account = session.get(Account, row.account_id) if row else None
        told = session.get(Telling, action_id)
    if row is None or account is None or told or row.state != ActionState.ACCEPTED:
        return
    try:
        worker = at_work(services, account.id) if row.backend in services.backends else None
    except BackendError as error:
        log.warning("telling_failed", action_id=action_id, **error.log_fields())
        return
    if worker is None:
        return
    if locale is None:
        readers = readers_of(services.database, worker.backend, [worker.worker_id])
        locale = readers.languages.get(worker.worker_id, "en")
    # Who has no address at work may have signed in with the one that was there before.
    addresses = dict.fromkeys(filter(None, (worker.email, account.email)))
    if claim(services.database, action_id):
        for to in addresses:
            mail = mails.personal_email_changed(worker, to, locale)
            deliver(mail, datetime.now(UTC) + TOLD_WITHIN)
