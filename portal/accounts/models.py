"""Accounts, their sessions, and what stands between an address and a session.

No table holds a secret that could be replayed: links, codes and session ids are kept as hashes,
what a worker typed is sealed.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.backends.types import WorkerIdentity
from portal.db import Base, new_id


class Account(Base):
    """A worker of one HR system, as it described them when they last signed in."""

    __tablename__ = "accounts"
    __table_args__ = (UniqueConstraint("backend", "worker_id"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    backend: Mapped[str] = mapped_column(String(40))
    worker_id: Mapped[str] = mapped_column(String(128))
    contract_id: Mapped[str | None] = mapped_column(String(128))
    email: Mapped[str] = mapped_column(String(320))
    name: Mapped[str] = mapped_column(Text)
    country: Mapped[str] = mapped_column(String(2))
    employed: Mapped[bool] = mapped_column(default=True)
    has_reports: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    signed_in_at: Mapped[datetime]
    checked_at: Mapped[datetime]
    """When the HR system was last asked whether this worker is still active."""
    passkey_user: Mapped[str | None] = mapped_column(String(86))
    """What passkeys call this account: random, and made with the first of them."""
    last_day: Mapped[date | None]
    ended: Mapped[bool] = mapped_column(default=False)
    """Signed in after the last day, to see what leavers may."""

    @property
    def identity(self) -> WorkerIdentity:
        return WorkerIdentity(
            backend=self.backend,
            worker_id=self.worker_id,
            contract_id=self.contract_id,
            email=self.email,
            name=self.name,
            country=self.country,
            employed=self.employed,
            has_reports=self.has_reports,
            last_day=self.last_day,
            active=not self.ended,
            ended=self.ended,
        )

    def take(self, identity: WorkerIdentity) -> None:
        """Keep what the HR system says now; backend and worker id never change."""
        self.contract_id = identity.contract_id
        self.email = identity.email
        self.name = identity.name
        self.country = identity.country
        self.employed = identity.employed
        self.has_reports = identity.has_reports
        self.last_day = identity.last_day
        self.ended = identity.ended


class AccountSession(Base):
    """One browser that is signed in. An idle or expired row stays a day, so that a form posted
    too late can still be kept for its account; it opens nothing."""

    __tablename__ = "sessions"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[str] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    user_agent: Mapped[str] = mapped_column(String(300))
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime] = mapped_column(index=True)
    expires_at: Mapped[datetime]
    """The absolute end; the idle end follows from ``last_seen_at``."""
    provider: Mapped[str | None] = mapped_column(String(40))
    """The name of the OpenID provider that it was begun at."""
    admin_group: Mapped[str | None] = mapped_column(String(200))
    """The group, as the settings named it then, that the provider said they are in."""


class KnownBrowser(Base):
    """A browser that an account was opened in, known by a cookie that outlives the session."""

    __tablename__ = "known_browsers"
    __table_args__ = (UniqueConstraint("account_id", "secret_hash"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    secret_hash: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(20))
    """That its pages were last shown in."""
    seen_at: Mapped[datetime] = mapped_column(index=True)


class Outcome(StrEnum):
    SIGNED_IN = "signed_in"
    SUPERSEDED = "superseded"
    WRONG_CODES = "wrong_codes"


class SignInRequest(Base):
    """Somebody typed an address. Link and code exist only once the mail is being written, so a
    request for a stranger's address has neither and can never be spent."""

    __tablename__ = "sign_in_requests"
    __table_args__ = (Index("ix_sign_in_requests_address", "address_hash", "created_at"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    browser_hash: Mapped[str] = mapped_column(String(64), index=True)
    address_hash: Mapped[str] = mapped_column(String(64))
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    code_hash: Mapped[str | None] = mapped_column(String(64))
    code_attempts: Mapped[int] = mapped_column(default=0)
    worker: Mapped[str | None] = mapped_column(Text)
    """The ``WorkerIdentity`` found for the address, sealed."""
    next_path: Mapped[str] = mapped_column(String(500))
    created_at: Mapped[datetime] = mapped_column(index=True)
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(20))


class HeldForm(Base):
    """What was typed into a form whose session had ended, for the same account in the same
    browser to find again after sign-in."""

    __tablename__ = "held_forms"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[str] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    path: Mapped[str] = mapped_column(String(500))
    sealed_values: Mapped[str] = mapped_column(Text)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class Proof(Base):
    """Asked of one session before one act on one object, and given or not. Rows outlive their
    session, since what was asked for and guessed at is counted for the account."""

    __tablename__ = "proofs"
    __table_args__ = (
        Index("ix_proofs_need", "session_id", "act", "object_id"),
        Index("ix_proofs_account", "account_id", "created_at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    session_id: Mapped[str] = mapped_column(String(32))
    act: Mapped[str] = mapped_column(String(40))
    object_id: Mapped[str] = mapped_column(String(128))
    code_hash: Mapped[str | None] = mapped_column(String(64))
    code_attempts: Mapped[int] = mapped_column(default=0)
    path: Mapped[str] = mapped_column(String(500))
    sealed_values: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(index=True)
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    proven_at: Mapped[datetime | None]
    way: Mapped[str | None] = mapped_column(String(20))
    """How it was given."""
    used_for: Mapped[str | None] = mapped_column(String(32))
    """The key of the write that used it up."""


class ProviderSubject(Base):
    """Who at which OpenID provider opens an account; one for each."""

    __tablename__ = "provider_subjects"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), unique=True
    )
    issuer: Mapped[str] = mapped_column(String(500))
    subject: Mapped[str] = mapped_column(String(255))


class ProviderJourney(Base):
    """A browser was sent to an OpenID provider, and has come back or not."""

    __tablename__ = "provider_journeys"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    state_hash: Mapped[str] = mapped_column(String(64), unique=True)
    browser_hash: Mapped[str] = mapped_column(String(64))
    provider: Mapped[str] = mapped_column(String(40))
    sealed: Mapped[str] = mapped_column(Text)
    """Nonce and PKCE verifier."""
    next_path: Mapped[str] = mapped_column(String(500))
    proof_id: Mapped[str | None] = mapped_column(String(32))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]
