"""``portal actions``: what no look decides, shown by ids alone and settled by hand."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from portal.audit import AuditEvent
from portal.db import Database, Vault
from portal.gateway.ledger.by_hand import NotToSettle, settle_by_hand
from portal.gateway.ledger.store import LedgerStore
from portal.gateway.models import ActionRow
from portal.settings import Settings
from portal.timing import Timing

Say = Callable[[str], object]
TIMING = Timing()
_COLUMNS = "{:<32}  {:<20}  {:<16}  {:<20}  {:>5}  {:>5}  {}"


def list_open(settings: Settings, minutes: int, say: Say) -> None:
    """One line an action, oldest first. Raises: StorageUnavailable."""
    with _database(settings) as database:
        before = datetime.now(UTC) - timedelta(minutes=minutes)
        rows = _store(settings, database).open_since(before)
    if not rows:
        say("Nothing is open for that long.")
        return
    say(_COLUMNS.format("id", "kind", "HR system", "sent (UTC)", "sends", "looks", "in the way"))
    for row in rows:
        say(
            _COLUMNS.format(
                *(row.id, row.kind, row.backend, _utc(row.created_at)),
                *(row.sends, row.rounds, row.obstacle or "-"),
            )
        )


def show(settings: Settings, action_id: str, say: Say) -> bool:
    """All that is known of one; whether there is such an action. Raises: StorageUnavailable."""
    with _database(settings) as database:
        row = _store(settings, database).get(action_id)
        events = _history(database, row) if row else ()
    if row is None:
        say("There is no such action.")
        return False
    for label, value in (
        ("id", row.id),
        ("account", row.account_id),
        ("kind", row.kind),
        ("HR system", row.backend),
        ("state", f"{row.state} (by hand)" if row.by_hand else row.state),
        ("references", ", ".join(row.references) or "-"),
        ("sent", _utc(row.created_at)),
        ("changed", _utc(row.updated_at)),
        ("sends", row.sends),
        ("looks", row.rounds),
        ("next look", _utc(row.next_check_at) if row.sealed else "-"),
        ("in the way", row.obstacle or "-"),
        ("idempotency key", row.call_key),
    ):
        say(f"{label + ':':<17}{value}")
    say("")
    for event in events:
        by = event.details.get("operator", "")
        say(f"{_utc(event.at)}  {event.tag:<24}{event.actor}{' ' if by else ''}{by}")
    return True


def settle(settings: Settings, action_id: str, accepted: bool, reference: str, say: Say) -> bool:
    """Whether it is settled now. Raises: StorageUnavailable."""
    with _database(settings) as database:
        try:
            row = settle_by_hand(
                _store(settings, database),
                TIMING,
                action_id,
                accepted=accepted,
                reference=reference,
                operator=getpass.getuser(),
            )
        except NotToSettle as error:
            say(f"Not settled. {error}")
            return False
    say(f"Settled: {row.state}.")
    return True


@contextmanager
def _database(settings: Settings) -> Iterator[Database]:
    database = Database(settings.database_url)
    try:
        yield database
    finally:
        database.close()


def _store(settings: Settings, database: Database) -> LedgerStore:
    vault = Vault(key.get_secret_value() for key in settings.encryption_keys)
    return LedgerStore(database, vault, TIMING)


def _history(database: Database, row: ActionRow) -> Sequence[AuditEvent]:
    with database.read() as session:
        events = session.scalars(
            select(AuditEvent)
            .where(AuditEvent.account_id == row.account_id)
            .order_by(AuditEvent.at)
        )
        return [event for event in events if event.details.get("action_id") == row.id]


def _utc(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}"
