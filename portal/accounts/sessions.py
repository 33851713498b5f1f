"""Sessions in the database: started, resumed at each request, listed, ended. No Flask in here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Select, bindparam, delete, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.accounts.models import Account, AccountSession
from portal.accounts.tokens import hash_of, new_secret
from portal.audit import Event, record
from portal.backends.types import WorkerIdentity
from portal.db import Database, new_id
from portal.gateway.substitutes import stands_in

SEEN_EVERY = timedelta(minutes=1)
CHECKED_EVERY = timedelta(minutes=1)
OVERDUE_AFTER = 2 * CHECKED_EVERY
KEPT_AFTER_END = timedelta(days=1)
USER_AGENT_LENGTH = 300

_LIVE_SESSION = (
    select(
        AccountSession.id,
        AccountSession.account_id,
        AccountSession.last_seen_at,
        Account.checked_at,
        Account.backend,
        Account.worker_id,
        Account.contract_id,
        Account.email,
        Account.name,
        Account.country,
        Account.employed,
        Account.has_reports,
        AccountSession.provider,
        AccountSession.admin_group,
        stands_in(Account.backend, Account.worker_id, bindparam("now")).label("stands_in"),
        Account.last_day,
        Account.ended,
    )
    .join(Account)
    .where(
        AccountSession.token_hash == bindparam("token_hash"),
        AccountSession.expires_at > bindparam("now"),
        AccountSession.last_seen_at > bindparam("idle_since"),
    )
)


@dataclass(frozen=True)
class Resumed:
    session_id: str
    account_id: str
    identity: WorkerIdentity
    check_due: bool
    """Whether this request is the one to ask the HR system if the worker is still active."""
    overdue: bool
    """Nobody has asked for so long that this request has to know before it shows anything."""
    stands_in: bool
    """Whether a period runs in which they stand in for a manager: enough to offer a manager's
    pages, never to open one."""
    provider: str | None
    """Of OpenID, that the session was begun at."""
    admin_group: str | None
    """That the provider named then, of those who act for the employer."""


@dataclass(frozen=True)
class Device:
    """One session as its owner sees it."""

    id: str
    user_agent: str
    since: datetime
    last_seen: datetime


class Sessions:
    def __init__(self, database: Database, *, idle: timedelta, lifetime: timedelta) -> None:
        self._database = database
        self._idle = idle
        self._lifetime = lifetime

    def start(
        self,
        identity: WorkerIdentity,
        *,
        user_agent: str,
        replaces: str | None,
        way: str,
        provider: str | None = None,
        second: str | None = None,
        admin_group: str | None = None,
    ) -> tuple[str, str]:
        """A session for this worker, whose account takes over what the HR system says of them.

        ``replaces``: the secret of the session that this browser had until now. ``way``: how they
        proved who they are; ``provider``: the name of the one they did it at; ``second``: the
        second factor that was asked for; ``admin_group``: the group at the provider that makes
        them act for the employer.
        Returns: the secret for the cookie, and the account's id.
        """
        now = datetime.now(UTC)
        secret = new_secret()
        with self._database.begin() as db:
            if replaces:
                db.execute(
                    delete(AccountSession).where(AccountSession.token_hash == hash_of(replaces))
                )
            account = account_for(db, identity, now)
            session = AccountSession(
                id=new_id(),
                account_id=account.id,
                token_hash=hash_of(secret),
                user_agent=user_agent[:USER_AGENT_LENGTH],
                provider=provider,
                admin_group=admin_group,
                created_at=now,
                last_seen_at=now,
                expires_at=now + self._lifetime,
            )
            db.add(session)
            record(
                db,
                Event.SESSION_STARTED,
                account_id=account.id,
                backend=account.backend,
                object_id=session.id,
                way=way,
                **({"second": second} if second else {}),
            )
        return secret, account.id

    def resume(self, secret: str) -> Resumed | None:
        """The session behind a cookie, noted as seen; None when it ended or never was."""
        now = datetime.now(UTC)
        found = self._database.rows(
            _LIVE_SESSION, token_hash=hash_of(secret), now=now, idle_since=now - self._idle
        )
        if not found:
            return None
        [row] = found
        identity = WorkerIdentity(
            backend=row.backend,
            worker_id=row.worker_id,
            contract_id=row.contract_id,
            email=row.email,
            name=row.name,
            country=row.country,
            employed=row.employed,
            has_reports=row.has_reports,
            last_day=row.last_day,
            active=not row.ended,
            ended=row.ended,
        )
        check_due = False
        if row.last_seen_at <= now - SEEN_EVERY or row.checked_at <= now - CHECKED_EVERY:
            check_due = self._note(row.id, row.account_id, now)
        overdue = row.checked_at <= now - OVERDUE_AFTER
        return Resumed(
            row.id,
            row.account_id,
            identity,
            check_due,
            overdue,
            stands_in=row.stands_in,
            provider=row.provider,
            admin_group=row.admin_group,
        )

    def account_of_ended(self, secret: str) -> str | None:
        """Whose session this was, as long as it ended by time alone and not long ago."""
        with self._database.read() as db:
            return db.scalar(
                select(AccountSession.account_id).where(
                    AccountSession.token_hash == hash_of(secret)
                )
            )

    def provider_of(self, session_id: str) -> str | None:
        """The name of the OpenID provider that the session was begun at."""
        with self._database.read() as db:
            return db.scalar(select(AccountSession.provider).where(AccountSession.id == session_id))

    def devices(self, account_id: str) -> list[Device]:
        """Live sessions, last seen first."""
        now = datetime.now(UTC)
        with self._database.read() as db:
            rows = db.scalars(
                select(AccountSession)
                .where(
                    AccountSession.account_id == account_id,
                    AccountSession.expires_at > now,
                    AccountSession.last_seen_at > now - self._idle,
                )
                .order_by(AccountSession.last_seen_at.desc())
            ).all()
        return [Device(row.id, row.user_agent, row.created_at, row.last_seen_at) for row in rows]

    def end(self, account_id: str, session_id: str, event: Event) -> bool:
        """End one session of this account; False when it has no such session."""
        return self._end(account_id, event, "worker", AccountSession.id == session_id)

    def end_others(self, account_id: str, session_id: str) -> bool:
        """End all sessions of this account but one."""
        return self._end(
            account_id, Event.SESSION_REVOKED, "worker", AccountSession.id != session_id
        )

    def end_all(self, account_id: str, *, actor: str = "portal") -> bool:
        """End the sessions of an account that may not go on."""
        return self._end(account_id, Event.SESSION_REVOKED, actor)

    def _end(self, account_id: str, event: Event, actor: str, *which: ColumnElement[bool]) -> bool:
        with self._database.begin() as db:
            ended = db.scalars(
                delete(AccountSession)
                .where(AccountSession.account_id == account_id, *which)
                .returning(AccountSession.id)
            ).all()
            for session_id in ended:
                record(db, event, account_id=account_id, actor=actor, object_id=session_id)
        return bool(ended)

    def _note(self, session_id: str, account_id: str, now: datetime) -> bool:
        """Once a minute: seen again. Returns whether this request won the check of the account."""
        with self._database.begin() as db:
            db.execute(
                update(AccountSession)
                .where(AccountSession.id == session_id)
                .values(last_seen_at=now)
            )
            won = db.execute(
                update(Account)
                .where(Account.id == account_id, Account.checked_at <= now - CHECKED_EVERY)
                .values(checked_at=now)
                .returning(Account.id)
            ).first()
        return won is not None


def account_for(db: Session, identity: WorkerIdentity, now: datetime) -> Account:
    """The worker's account, made at the first sign-in, brought up to date at each."""
    this_worker = select(Account).where(
        Account.backend == identity.backend, Account.worker_id == identity.worker_id
    )
    account = db.scalar(this_worker)
    if account is None:
        account = Account(
            id=new_id(),
            backend=identity.backend,
            worker_id=identity.worker_id,
            created_at=now,
            signed_in_at=now,
            checked_at=now,
        )
        account.take(identity)
        try:
            with db.begin_nested():
                db.add(account)
        except IntegrityError:
            # Made by another browser of the same worker at the same moment.
            account = db.scalars(this_worker).one()
    if identity.ended and not account.ended:
        _end_those_of_before(db, account.id)
    account.take(identity)
    account.signed_in_at = account.checked_at = now
    return account


def _end_those_of_before(db: Session, account_id: str) -> None:
    """Whoever signs in after the last day: sessions begun with what is the employer's may not go on
    as theirs."""
    ended = delete(AccountSession).where(AccountSession.account_id == account_id)
    for session_id in db.scalars(ended.returning(AccountSession.id)).all():
        record(
            db,
            Event.SESSION_REVOKED,
            account_id=account_id,
            actor="portal",
            object_id=session_id,
        )


def signed_in(idle: timedelta) -> Select[str]:
    """A query for the ids of accounts that have a live session."""
    now = datetime.now(UTC)
    return select(AccountSession.account_id).where(
        AccountSession.expires_at > now, AccountSession.last_seen_at > now - idle
    )


def delete_ended(database: Database, idle: timedelta) -> None:
    """Forget sessions a day after they ended."""
    end = datetime.now(UTC) - KEPT_AFTER_END
    with database.begin() as db:
        db.execute(
            delete(AccountSession).where(
                or_(AccountSession.expires_at < end, AccountSession.last_seen_at < end - idle)
            )
        )
