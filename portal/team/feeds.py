"""A calendar that other programs fetch: one secret address a person, kept as a hash.

It holds names and days alone, also for a manager: such a calendar is soon shown to others.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import structlog
from flask_babel import gettext as _
from sqlalchemy import String, Text, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from portal.accounts.models import Account
from portal.accounts.tokens import hash_of, new_secret
from portal.audit import Event, record
from portal.backends.contract import Capability
from portal.backends.errors import BackendError
from portal.backends.leave import TimeOffStatus
from portal.db import Base, VaultError
from portal.gateway.team import Absence
from portal.gateway.worker import WorkerGateway
from portal.services import Services
from portal.team import calendar, wording
from portal.team.calendar import Absences, Group, Span, Window
from portal.web.locale import today_of

FRESH = timedelta(hours=1)
"""Calendar programs ask as often as they like; the HR system is asked this often."""
MONTHS = 6
"""How far ahead the feed looks."""

log = structlog.get_logger("portal.team")


class CalendarFeed(Base):
    """A person's secret address, and what it last answered."""

    __tablename__ = "calendar_feeds"

    account_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    sealed: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class _Kept:
    account: Account
    ics: str
    made_at: datetime | None


def since(services: Services, account_id: str) -> datetime | None:
    """When the address was made; None when there is none."""
    with services.database.read() as session:
        feed = session.get(CalendarFeed, account_id)
        return feed.created_at if feed else None


def make(services: Services, account_id: str) -> str:
    """A new address; the one before is dead. Returns: its secret, which is shown once."""
    secret = new_secret()
    with services.database.begin() as session:
        session.execute(delete(CalendarFeed).where(CalendarFeed.account_id == account_id))
        session.add(
            CalendarFeed(
                account_id=account_id, token_hash=hash_of(secret), created_at=datetime.now(UTC)
            )
        )
        record(session, Event.CALENDAR_FEED_MADE, account_id=account_id)
    return secret


def revoke(services: Services, account_id: str, *, actor: str = "worker") -> None:
    """The address is dead afterwards; no error if there was none."""
    with services.database.begin() as session:
        gone = session.execute(
            delete(CalendarFeed)
            .where(CalendarFeed.account_id == account_id)
            .returning(CalendarFeed.account_id)
        ).first()
        if gone is not None:
            record(session, Event.CALENDAR_FEED_REVOKED, account_id=account_id, actor=actor)


def read(services: Services, secret: str) -> str | None:
    """The calendar behind an address; None for one that is guessed, old, revoked or a leaver's.

    An hour old at most, or the last one while the HR system gives no answer.
    Raises: BackendError, where there is no last one; StorageUnavailable.
    """
    kept = _kept(services, secret)
    if kept is None or kept.account.backend not in services.backends:
        return None
    now = datetime.now(UTC)
    if kept.ics and kept.made_at is not None and kept.made_at > now - FRESH:
        return kept.ics
    try:
        made = _made(services, kept.account)
    except BackendError as error:
        log.warning("feed_not_renewed", **error.log_fields())
        if not kept.ics:
            raise
        return kept.ics
    if made is None:
        revoke(services, kept.account.id, actor="portal")
        return None
    with services.database.begin() as session:
        session.execute(
            update(CalendarFeed)
            .where(CalendarFeed.token_hash == hash_of(secret))
            .values(sealed=services.vault.seal(made), made_at=now)
        )
    return made


def _kept(services: Services, secret: str) -> _Kept | None:
    with services.database.read() as session:
        found = session.execute(
            select(CalendarFeed, Account)
            .join(Account, Account.id == CalendarFeed.account_id)
            .where(CalendarFeed.token_hash == hash_of(secret))
        ).first()
    if found is None:
        return None
    feed, account = found
    try:
        ics = services.vault.open(feed.sealed) if feed.sealed else ""
    except VaultError:
        ics = ""
    return _Kept(account, ics, feed.made_at)


def _made(services: Services, account: Account) -> str | None:
    """None for somebody who left. Raises: BackendError."""
    backend = services.backends[account.backend]
    identity = backend.directory.refresh(account.identity)
    if identity is None or not identity.active:
        return None
    if Capability.TEAM_CALENDAR not in backend.capabilities:
        return None
    worker = WorkerGateway(services, account.id, identity)
    today = today_of(worker.team.line.time_zone, identity.country)
    window = Window(Span.MONTH, today, today + timedelta(days=31 * MONTHS), today)
    # In their own place alone: whom they stand in for, or act for, is not for others' programs.
    circles = calendar.own_circles(worker)
    return _ics([(each, calendar.absences(worker, each, window)) for each in circles], today)


def _ics(seen: list[tuple[Group, Absences]], today: date) -> str:
    from icalendar import Calendar, Event  # 5 MB that no page needs

    made = Calendar()
    made.add("prodid", "-//worker-portal//who is away//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", _("Who is away"))
    made.add("refresh-interval", FRESH, parameters={"VALUE": "DURATION"})
    for _circle, absences in seen:
        names = wording.names_of(absences.people)
        for off in absences.found:
            if off.status is not TimeOffStatus.APPROVED:
                continue
            event = Event()
            event.add("uid", _uid(off))
            event.add("dtstamp", datetime.combine(today, datetime.min.time(), UTC))
            event.add("dtstart", off.start)
            event.add("dtend", off.end + timedelta(days=1))
            event.add("summary", _("%(name)s is away", name=names[off.worker_id]))
            event.add("transp", "TRANSPARENT")
            made.add_component(event)
    written: bytes = made.to_ical()
    return written.decode()


def _uid(off: Absence) -> str:
    """The same at each reading, so that a calendar program knows it again."""
    text = f"{off.worker_id} {off.start} {off.end}"
    return f"{hashlib.sha256(text.encode()).hexdigest()}@worker-portal"
