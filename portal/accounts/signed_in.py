"""The session of the current request, as Flask-Login hands it out."""

from __future__ import annotations

import time
from dataclasses import dataclass

from flask import g, has_request_context
from flask_login import UserMixin, current_user

from portal.accounts.parts import accounts
from portal.accounts.sessions import Resumed
from portal.backends import context
from portal.backends.types import WorkerIdentity
from portal.db import StorageUnavailable
from portal.services import services


@dataclass(frozen=True)
class SignedIn(UserMixin):
    session_id: str
    account_id: str
    identity: WorkerIdentity
    stands_in: bool = False
    """For a manager, in a period that runs."""
    for_employer: bool = False
    """Acts for the employer, by the settings as they are now and by how this session was begun."""

    @property
    def may_manage(self) -> bool:
        """Whether a manager's pages are worth a call: they ask the HR system themselves."""
        manages = self.identity.has_reports or self.stands_in or self.for_employer
        return manages and not self.leaver

    @property
    def leaver(self) -> bool:
        """Whether the last day is over: they see what leavers may, and change nothing."""
        return self.identity.ended

    @property
    def email(self) -> str:
        return self.identity.email

    @property
    def name(self) -> str:
        return self.identity.name


def load_signed_in(secret: str) -> SignedIn | None:
    """Whose session this is; None when it ended or never was. Raises: StorageUnavailable, once."""
    if "storage_unavailable" in g:
        return None
    try:
        resumed = accounts().sessions.resume(secret)
    except StorageUnavailable:
        g.storage_unavailable = True  # The error page asks again who is signed in.
        raise
    if resumed is None or resumed.identity.backend not in services().backends:
        return None
    if resumed.overdue:
        _check_now(resumed.account_id)
        if accounts().sessions.resume(secret) is None:
            return None
    elif resumed.check_due:
        accounts().jobs.check_worker(resumed.account_id)
    if resumed.identity.ended and not accounts().leavers.admit(resumed.identity):
        accounts().jobs.check_worker(resumed.account_id)
        return None
    return SignedIn(
        resumed.session_id,
        resumed.account_id,
        resumed.identity,
        stands_in=resumed.stands_in,
        for_employer=_acts_for_employer(resumed),
    )


def _acts_for_employer(resumed: Resumed) -> bool:
    """Not by an address that its owner brought along: the settings list those that the HR system
    knows."""
    email = resumed.identity.email
    acts = services().settings.acts_for_employer(email, resumed.provider, resumed.admin_group)
    return acts and accounts().personal.of(resumed.account_id) != email


def _check_now(account_id: str) -> None:
    """After a pause, before the first page: whoever left meanwhile sees nothing any more. It may
    take as long as a page; without an answer by then the session goes on, as it would have."""
    give_up_at = time.monotonic() + services().settings.page_deadline
    earlier = context.deadline.set(give_up_at)
    try:
        accounts().jobs.check_worker_now(account_id)
    finally:
        context.deadline.reset(earlier)


def current_session() -> SignedIn:
    """Only within a ``worker_page``."""
    user: SignedIn = current_user._get_current_object()
    return user


def current_session_or_none() -> SignedIn | None:
    """Anywhere."""
    if has_request_context() and current_user.is_authenticated:
        return current_session()
    return None
