"""Reminding whoever decides: by the clock when a request has waited long, or when asked to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import StrEnum

import structlog
from flask import Flask
from flask_babel import get_locale
from sqlalchemy import CursorResult, String, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from portal.accounts.models import Account
from portal.audit import Event, record
from portal.backends.errors import BackendError
from portal.db import Base, Database
from portal.gateway.models import ActionRow
from portal.gateway.tellings import AT_ONCE, TOLD_WITHIN, Telling
from portal.jobs import crontab
from portal.mail import DeliverMail
from portal.services import EXTENSION, Services
from portal.team import letters
from portal.team.telling import OF_WORKERS, deciders_of, pages_of, to_each

BETWEEN_NUDGES = timedelta(days=1)
FORGOTTEN = timedelta(days=30)
"""What has waited for so much longer is nothing a mail would move."""
KEPT = timedelta(days=60) + FORGOTTEN
"""Of what was told: the longest that a reminder may be set for, and then some."""
ONE_ROUND = 50
NUDGE = "portal.team.nudge"
"""Under this name an app keeps the job that reminds for a worker."""

log = structlog.get_logger("portal.team")


class Nudge(Base):
    """When a worker last had somebody reminded of a request."""

    __tablename__ = "nudges"

    account_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    time_off_id: Mapped[str] = mapped_column(String(128), primary_key=True)
    nudged_at: Mapped[datetime]


def init_reminders(app: Flask, deliver: DeliverMail) -> None:
    services: Services = app.extensions[EXTENSION]

    @services.jobs.periodic_task(  # type: ignore[untyped-decorator]
        crontab(minute="23"), name="remind_managers", expires=ONE_ROUND
    )
    def remind_managers() -> None:
        with pages_of(app, services, "en"):
            remind_due(services, deliver)

    @services.jobs.task(name="nudge_manager")  # type: ignore[untyped-decorator]
    def nudge_manager(account_id: str, time_off_id: str, locale: str) -> None:
        with pages_of(app, services, locale):
            _remind(services, deliver, account_id, [time_off_id])

    app.extensions[NUDGE] = nudge_manager


class Nudged(StrEnum):
    """What came of a worker's wish to remind."""

    SENT = "sent"
    TOO_SOON = "too_soon"
    NOBODY = "nobody"
    """Whoever decides can't sign in here."""


def nudge(app: Flask, services: Services, account_id: str, time_off_id: str) -> Nudged:
    """Have the manager reminded of a request that the caller knows as the worker's own, waiting.

    Raises: BackendError, StorageUnavailable.
    """
    with services.database.read() as session:
        account = session.get_one(Account, account_id)
    if not deciders_of(services, account):
        return Nudged.NOBODY
    if not _may_nudge(services, account_id, time_off_id):
        return Nudged.TOO_SOON
    app.extensions[NUDGE](account_id, time_off_id, str(get_locale()))
    return Nudged.SENT


def remind_due(services: Services, deliver: DeliverMail) -> int:
    """Remind once of what has waited for the set time. Only where links can be made.

    Returns: how many were looked at. Raises: StorageUnavailable.
    """
    days = services.settings.remind_after_days
    if not days:
        return 0
    now = datetime.now(UTC)
    with services.database.read() as session:
        due = session.execute(
            select(Telling.action_id, ActionRow.account_id, ActionRow.references)
            .join(ActionRow, ActionRow.id == Telling.action_id)
            .where(
                ActionRow.kind.in_(OF_WORKERS),
                Telling.reminded_at.is_(None),
                Telling.told_at <= now - timedelta(days=days),
                Telling.told_at > now - timedelta(days=days) - FORGOTTEN,
            )
            .order_by(Telling.told_at)
            .limit(AT_ONCE)
        ).all()
    for action_id, account_id, references in due:
        if _claim(services, action_id, now):
            _remind(services, deliver, account_id, references)
    return len(due)


def delete_old(database: Database) -> None:
    """What was told and asked for so long ago that nothing follows from it any more."""
    now = datetime.now(UTC)
    with database.begin() as session:
        session.execute(delete(Nudge).where(Nudge.nudged_at < now - BETWEEN_NUDGES))
        session.execute(delete(Telling).where(Telling.told_at < now - KEPT))


def _remind(
    services: Services, deliver: DeliverMail, account_id: str, time_off_ids: list[str]
) -> None:
    with services.database.read() as session:
        account = session.get(Account, account_id)
    if account is None:
        return
    try:
        mails = to_each(
            services,
            account,
            deciders_of(services, account),
            lambda one: letters.of_requests(one, account.identity, time_off_ids, reminder=True),
        )
    except BackendError as error:
        log.warning("reminder_failed", **error.log_fields())
        return
    for mail in mails:
        deliver(mail, datetime.now(UTC) + TOLD_WITHIN)


def _claim(services: Services, action_id: str, now: datetime) -> bool:
    """Whether nobody else reminds of it. A reminder that fails is not made up for: better none
    than one an hour while the HR system is down."""
    with services.database.begin() as session:
        done = session.execute(
            update(Telling)
            .where(Telling.action_id == action_id, Telling.reminded_at.is_(None))
            .values(reminded_at=now)
        )
    return isinstance(done, CursorResult) and done.rowcount == 1


def _may_nudge(services: Services, account_id: str, time_off_id: str) -> bool:
    """One a day, from however many tabs."""
    now = datetime.now(UTC)
    try:
        with services.database.begin() as session:
            row = session.get(Nudge, (account_id, time_off_id))
            if row is None:
                session.add(Nudge(account_id=account_id, time_off_id=time_off_id, nudged_at=now))
                session.flush()
            else:
                done = session.execute(
                    update(Nudge)
                    .where(
                        Nudge.account_id == account_id,
                        Nudge.time_off_id == time_off_id,
                        Nudge.nudged_at <= now - BETWEEN_NUDGES,
                    )
                    .values(nudged_at=now)
                )
                if not isinstance(done, CursorResult) or done.rowcount != 1:
                    return False
            record(session, Event.TIME_OFF_NUDGED, account_id=account_id, object_id=time_off_id)
    except IntegrityError:
        return False  # by another tab at the same moment
    return True
