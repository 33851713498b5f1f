"""Finding out what became of an open action: looked up, and only if it is certainly not there sent
again, with the same key, one send at a time."""

from __future__ import annotations

from datetime import UTC, datetime

import structlog
from pydantic import ValidationError

from portal.backends import context
from portal.backends.errors import BackendError, NotFound, Unavailable
from portal.db import VaultError
from portal.gateway.access import WorkerAccess
from portal.gateway.credentials import has_token, revoke
from portal.gateway.errors import SignInAgain
from portal.gateway.ledger.act import OVERTAKEN, Act, LookUp, Sought, Verdict
from portal.gateway.ledger.action import OPEN, ActionKind, ActionState
from portal.gateway.ledger.sealed import unseal
from portal.gateway.ledger.store import Claim, LedgerStore
from portal.gateway.ledger.timing import Timing
from portal.gateway.models import ActionRow
from portal.gateway.reads import WorkerReads
from portal.services import Services

log = structlog.get_logger("portal.gateway")


class Reconciler:
    """Works for any worker: an open action carries whose it is."""

    def __init__(
        self, services: Services, store: LedgerStore, timing: Timing, *, unattended: bool = False
    ) -> None:
        """``unattended``: the worker may have signed out; a token minted for a look is killed."""
        self._services = services
        self._store = store
        self._timing = timing
        self._unattended = unattended

    def check(self, row: ActionRow) -> None:
        """Look an action up if it is open and due; settle it or send it again if that is certain.

        Raises: StorageUnavailable.
        """
        if row.state not in OPEN or row.next_check_at > datetime.now(UTC):
            return
        due = self._store.take_look(row.id)
        if due is None:
            return
        try:
            identity, act = unseal(self._services.vault, due.sealed, ActionKind(due.kind))
        except (VaultError, ValidationError) as error:
            log.error("action_not_readable", action_id=due.id, error=type(error).__name__)
            return
        if identity.backend not in self._services.backends:
            log.error("backend_not_configured", action_id=due.id, backend=identity.backend)
            return
        signed_out = self._unattended and not has_token(self._services, identity)
        access = WorkerAccess(self._services, due.account_id, identity)
        try:
            with context.asking_anew():
                _Round(access, self._store, self._timing, due, act).run()
        except (BackendError, SignInAgain) as error:
            log.warning("look_up_failed", action_id=due.id, error=type(error).__name__)
        if signed_out:
            revoke(self._services, identity)


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
        elif not self._timing.is_settled(self._row, began):
            return
        elif seen.verdict is Verdict.OVERTAKEN:
            self._store.settle(self._row.id, ActionState.REFUSED, lease=self._row.lease)
        elif self._act.repeatable and self._timing.may_resend(self._row, began):
            self._send_again()
        else:
            self._store.settle(self._row.id, ActionState.UNSENT, lease=self._row.lease)

    def _look_up(self) -> LookUp:
        sought = Sought(self._row.created_at, self._store.taken(self._row))
        try:
            return self._act.look_up(self._reads, sought)
        except NotFound:
            return OVERTAKEN

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
            references = self._access.write(lambda api: self._act.send(api, claim.call_key))
        except (Unavailable, SignInAgain):
            self._store.start_checking(claim)
        except BackendError as error:
            self._believe(error, claim)
        else:
            self._accept(references)

    def _believe(self, refusal: BackendError, claim: Claim) -> None:
        """A refusal may mean that the first send has worked after all: look before saying no."""
        try:
            seen = self._look_up()
        except (BackendError, SignInAgain):
            self._store.start_checking(claim)
            return
        if seen.verdict is Verdict.FOUND:
            self._accept(seen.references)
        else:
            self._store.settle(
                self._row.id,
                ActionState.REFUSED,
                message=refusal.vendor_message,
                lease=claim.lease,
            )


def reconcile_due(services: Services, limit: int = 50, timing: Timing | None = None) -> int:
    """Look up the open actions that are due, of all workers, longest due first.

    Any number of processes may do so at once. Returns: how many were due.
    Raises: StorageUnavailable.
    """
    timing = timing or Timing()
    store = LedgerStore(services.database, services.vault, timing)
    reconciler = Reconciler(services, store, timing, unattended=True)
    due = store.due(limit)
    for action_id in due:
        row = store.get(action_id)
        if row is not None:
            reconciler.check(row)
    return len(due)
