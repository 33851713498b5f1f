"""Finding out what became of an open action: looked up, and only if it is certainly not there sent
again, with the same key, one send at a time."""

from __future__ import annotations

import time
from collections import Counter
from datetime import UTC, datetime

import structlog

from portal.backends import context
from portal.backends.errors import BackendError, Unavailable
from portal.db import VaultError
from portal.gateway.access import WorkerAccess
from portal.gateway.credentials import has_token, revoke
from portal.gateway.errors import SignInAgain
from portal.gateway.ledger.act import Act, LookUp, Sought, Verdict
from portal.gateway.ledger.action import OPEN, ActionKind, ActionState, Obstacle
from portal.gateway.ledger.sealed import unseal
from portal.gateway.ledger.store import Claim, LedgerStore
from portal.gateway.models import ActionRow
from portal.gateway.reads import WorkerReads
from portal.services import Services
from portal.timing import Timing

PAGE_LOOK_SECONDS = 3.0
"""How long a page waits for a look. A send that follows has all its time."""
LOOK_SECONDS = 10.0
ROUND_SECONDS = 45.0
"""After which a round of ``reconcile_due`` leaves the rest to the next one."""
LET_BE = 2
"""Looks without an answer after which a round leaves an HR system alone."""

log = structlog.get_logger("portal.gateway")


class Reconciler:
    """Works for any worker: an open action carries whose it is."""

    def __init__(self, services: Services, store: LedgerStore, *, unattended: bool = False) -> None:
        """``unattended``: the worker may have signed out; a token minted for a look is killed."""
        self._services = services
        self._store = store
        self._unattended = unattended

    def check(self, row: ActionRow) -> Obstacle:
        """Look an action up if it is open and due; settle it or send it again if that is certain.

        Returns: what was in the way. Raises: StorageUnavailable.
        """
        if row.state not in OPEN or row.next_check_at > datetime.now(UTC):
            return Obstacle.NONE
        due = self._store.take_look(row.id)
        if due is None:
            return Obstacle.NONE
        seconds = LOOK_SECONDS if self._unattended else PAGE_LOOK_SECONDS
        waiting = context.deadline.set(time.monotonic() + seconds)
        try:
            obstacle = self._look(due)
        finally:
            context.deadline.reset(waiting)
        self._store.note(due, obstacle)
        return obstacle

    def _look(self, row: ActionRow) -> Obstacle:
        try:
            identity, act = unseal(self._services.vault, row.sealed, ActionKind(row.kind))
        except (VaultError, ValueError) as error:
            log.error("action_not_readable", action_id=row.id, error=type(error).__name__)
            return Obstacle.UNREADABLE
        if identity.backend not in self._services.backends:
            log.error("backend_not_configured", action_id=row.id, backend=identity.backend)
            return Obstacle.NO_BACKEND
        signed_out = self._unattended and not has_token(self._services, identity)
        access = WorkerAccess(self._services, row.account_id, identity)
        try:
            with context.asking_anew():
                _Round(access, self._store, self._services.timing, row, act).run()
        except (BackendError, SignInAgain) as error:
            log.warning("look_up_failed", action_id=row.id, error=type(error).__name__)
            return Obstacle.NO_ANSWER if isinstance(error, Unavailable) else Obstacle.NO_ACCESS
        finally:
            if signed_out:
                revoke(self._services, identity)
        return Obstacle.NONE


class _Round:
    """One look at one action, and what follows from it."""

    def __init__(
        self,
        access: WorkerAccess,
        store: LedgerStore,
        timing: Timing,
        row: ActionRow,
        act: Act,
    ) -> None:
        self._access = access
        self._reads = WorkerReads(access)
        self._store = store
        self._timing = timing
        self._row = row
        self._act = act

    def run(self) -> None:
        """Raises: BackendError, SignInAgain (it stays open), StorageUnavailable."""
        began = datetime.now(UTC)
        seen = self._look_up()
        if seen.verdict is Verdict.FOUND:
            self._accept(seen.references)
        elif not self._timing.is_settled(self._row.lease_until, began):
            return
        elif seen.verdict is Verdict.OVERTAKEN or self._row.refused:
            self._store.settle(self._row.id, ActionState.REFUSED, lease=self._row.lease)
        elif self._act.repeatable and self._timing.may_resend(self._row.created_at, began):
            self._send_again()
        else:
            self._store.settle(self._row.id, ActionState.UNSENT, lease=self._row.lease)

    def _look_up(self) -> LookUp:
        sought = Sought(self._row.created_at, self._store.taken(self._row))
        return self._act.look_up(self._reads, sought)

    def _accept(self, references: tuple[str, ...]) -> None:
        self._store.settle(
            self._row.id, ActionState.ACCEPTED, references=references, effect=self._act.event
        )

    def _send_again(self) -> None:
        claim = self._store.claim_resend(self._row)
        if claim is None:
            return
        log.info("sent_again", action_id=self._row.id, sends=self._row.sends + 1)
        context.deadline.set(None)
        try:
            self._act.prepared(self._reads)
            references = self._act.perform(self._access, self._reads, claim.call_key)
        except (Unavailable, SignInAgain):
            self._store.start_checking(claim)
        except BackendError as error:
            self._doubt(error, claim)
        else:
            self._accept(references)

    def _doubt(self, refusal: BackendError, claim: Claim) -> None:
        """A refusal may mean that the send before has worked after all, or is about to.

        So it is looked for at once, and again when that one can't take effect any more.
        """
        self._store.start_checking(claim, refusal.vendor_message)
        seen = self._look_up()
        if seen.verdict is Verdict.FOUND:
            self._accept(seen.references)


def reconcile_due(services: Services, limit: int = 200) -> int:
    """Look up the open actions that are due, of all workers, longest due first.

    Any number of processes may do so at once. Returns: how many were due.
    Raises: StorageUnavailable.
    """
    store = LedgerStore(services.database, services.vault, services.timing)
    reconciler = Reconciler(services, store, unattended=True)
    unanswered: Counter[str] = Counter()
    give_up = time.monotonic() + ROUND_SECONDS
    due = store.due(limit)
    for row in due:
        if time.monotonic() > give_up:
            break
        if unanswered[row.backend] < LET_BE:
            obstacle = reconciler.check(row)
            unanswered[row.backend] += obstacle is Obstacle.NO_ANSWER
    return len(due)
