"""Every write: the intent is committed, the HR system is called, the result is committed.

What a crash, a time-out or a lost answer leaves open is ``checking``; ``reconcile.py`` looks the
effect up before anything is sent again.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime

import structlog

from portal.backends import context
from portal.backends.errors import (
    BackendError,
    Conflict,
    NotAllowed,
    NotFound,
    Rejected,
    Unavailable,
)
from portal.backends.types import is_valid_id
from portal.db import StorageUnavailable
from portal.gateway.access import WorkerAccess
from portal.gateway.errors import SignInAgain
from portal.gateway.ledger.act import Act
from portal.gateway.ledger.action import Action, ActionKind, ActionState
from portal.gateway.ledger.reconcile import Reconciler
from portal.gateway.ledger.repeats import Intent
from portal.gateway.ledger.sealed import seal
from portal.gateway.ledger.store import Claim, LedgerStore
from portal.gateway.reads import WorkerReads

KEY_LENGTH = 64

log = structlog.get_logger("portal.gateway")


class Ledger:
    """The writes of one worker."""

    def __init__(self, access: WorkerAccess, reads: WorkerReads) -> None:
        services = access.services
        self._access = access
        self._reads = reads
        self._timing = services.timing
        self._vault = services.vault
        self._digest_key = services.settings.secret_key.get_secret_value().encode()
        self._store = LedgerStore(services.database, services.vault, services.timing)
        self._reconciler = Reconciler(services, self._store)

    def submit(self, act: Act, key: str) -> Action:
        """Do ``act`` once, whatever happens; a repeat is answered with the first's action.

        Returns an ``accepted`` or ``checking`` action. Where it raises, nothing was done:
        Rejected and Conflict (with KeyReused, StillChecking, NotRead, DocumentChanged), NotFound,
        NotAllowed, Unsupported, Unavailable (``sent`` is False), SignInAgain, StorageUnavailable.
        """
        if len(key) > KEY_LENGTH or not is_valid_id(key):
            raise Rejected("not a key of ours", backend=self._access.backend.name)
        if self._access.identity.ended:
            raise NotAllowed("the last day is over", backend=self._access.backend.name)
        intent = Intent(
            account_id=self._access.account_id,
            backend=self._access.backend.name,
            kind=act.kind,
            key=key,
            digest=self._digest(act.kind, act.payload()),
            thing=self._digest("thing", act.thing),
            subject=self._digest("subject", act.subject),
            replaces=act.replaces,
        )
        with context.asking_anew():
            return self._earlier(intent) or self._submit(act, intent)

    def action(self, action_id: str) -> Action:
        """The worker's own; one that is open is looked up first, unless that was just done.

        Raises: NotFound, StorageUnavailable.
        """
        row = self._store.get(action_id) if is_valid_id(action_id) else None
        if row is None or row.account_id != self._access.account_id:
            raise NotFound("not this worker's action")
        self._reconciler.check(row)
        return self._store.action(self._store.get(action_id) or row)

    def open_actions(self, kind: ActionKind | None) -> tuple[Action, ...]:
        """Newest first. Raises: StorageUnavailable."""
        rows = self._store.open_rows(self._access.account_id)
        return tuple(self._store.action(row) for row in rows if kind in (None, row.kind))

    def sent(self, offset: int, limit: int) -> tuple[Action, ...]:
        """All that the worker sent, newest first. Raises: StorageUnavailable."""
        rows = self._store.sent(self._access.account_id, offset, limit)
        return tuple(self._store.action(row) for row in rows)

    def _earlier(self, intent: Intent) -> Action | None:
        row = self._store.repeated(intent)
        return None if row is None else self._store.action(row)

    def _submit(self, act: Act, intent: Intent) -> Action:
        try:
            act = act.prepared(self._reads)
        except Unavailable as error:
            error.sent = False
            raise
        except Conflict:
            # Perhaps another tab has just done it.
            earlier = self._earlier(intent)
            if earlier is None:
                raise
            return earlier
        sealed = seal(self._vault, self._access.identity, act)
        claim = self._store.open_intent(intent, sealed)
        return self._send(act, claim) if isinstance(claim, Claim) else self._store.action(claim)

    def _send(self, act: Act, claim: Claim) -> Action:
        if datetime.now(UTC) + self._timing.call > claim.until:
            return self._unknown(act, claim)  # this process slept; others may act already
        try:
            references = act.perform(self._access, self._reads, claim.call_key)
        except Unavailable as error:
            if error.sent:
                log.warning("write_unanswered", action_id=claim.action_id, **error.log_fields())
                return self._unknown(act, claim)
            return self._not_done(act, claim, ActionState.UNSENT, error)
        except SignInAgain as error:
            return self._not_done(act, claim, ActionState.UNSENT, error)
        except BackendError as error:
            return self._not_done(act, claim, ActionState.REFUSED, error)
        return self._accepted(act, claim, references)

    def _accepted(self, act: Act, claim: Claim, references: tuple[str, ...]) -> Action:
        try:
            row = self._store.settle(
                claim.action_id,
                ActionState.ACCEPTED,
                references=references,
                effect=act.event,
                answered=claim.call_key,
            )
        except StorageUnavailable:
            return self._unknown(act, claim)
        return self._store.action(row) if row else self._checking(act, claim)

    def _not_done(
        self, act: Act, claim: Claim, state: ActionState, error: BackendError | SignInAgain
    ) -> Action:
        """Commit that nothing was done, then say so by raising ``error`` again."""
        message = error.vendor_message if isinstance(error, BackendError) else ""
        try:
            row = self._store.settle(claim.action_id, state, message=message, lease=claim.lease)
        except StorageUnavailable:
            # Only what is committed may be said: the action stays open and will be sent again.
            return self._unknown(act, claim)
        if row is not None and row.state == ActionState.ACCEPTED:
            return self._store.action(row)
        raise error

    def _unknown(self, act: Act, claim: Claim) -> Action:
        try:
            row = self._store.start_checking(claim)
        except StorageUnavailable:
            # The lease runs out by itself; then the action is looked up like any other.
            log.error("result_not_stored", action_id=claim.action_id)
            return self._checking(act, claim)
        return self._store.action(row) if row else self._checking(act, claim)

    def _checking(self, act: Act, claim: Claim) -> Action:
        now, backend = datetime.now(UTC), self._access.backend.name
        return Action(claim.action_id, act.kind, ActionState.CHECKING, "", "", now, now, backend)

    def _digest(self, purpose: str, content: str) -> str:
        text = f"{self._access.account_id}\0{purpose}\0{content}".encode()
        return hmac.new(self._digest_key, text, hashlib.sha256).hexdigest()
