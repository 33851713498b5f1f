"""The ledger's rows. Each change of state is one conditional update in its own transaction, which
also ends the snapshots of what the act touches: before a send, and once it is over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, CursorResult, text, update
from sqlalchemy.orm import Session

from portal.audit import Event, record
from portal.db import Database, Vault, new_id
from portal.gateway.ledger.action import (
    OPEN,
    RETRYABLE,
    ActionKind,
    ActionState,
    Obstacle,
)
from portal.gateway.ledger.repeats import Intent, by_key, repeated
from portal.gateway.ledger.rows import LedgerRows
from portal.gateway.ledger.touched import TOUCHED
from portal.gateway.models import ActionRow
from portal.snapshots import outdate
from portal.timing import Timing

_STATE_EVENTS = {
    ActionState.ACCEPTED: Event.ACTION_ACCEPTED,
    ActionState.REFUSED: Event.ACTION_REFUSED,
    ActionState.UNSENT: Event.ACTION_UNSENT,
}


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to send one action, once, until ``until``."""

    action_id: str
    lease: str
    call_key: str
    until: datetime


class LedgerStore(LedgerRows):
    def __init__(self, database: Database, vault: Vault, timing: Timing) -> None:
        super().__init__(database, vault)
        self._timing = timing

    def repeated(self, intent: Intent) -> ActionRow | None:
        """The earlier action that this repeats. Raises: KeyReused, StillChecking."""
        with self._database.read() as session:
            return repeated(session, intent, self._timing.same_act)

    def open_intent(self, intent: Intent, sealed: str) -> Claim | ActionRow:
        """Commit the intent and the right to send it; or the earlier action that it repeats.

        One intent of an account at a time, in all processes. Raises: KeyReused, StillChecking,
        StorageUnavailable (nothing is stored then, and nothing may be sent).
        """
        with self._database.begin() as session:
            self._take_turns(session, intent.account_id)
            earlier = repeated(session, intent, self._timing.same_act)
            return earlier or self._write(session, intent, sealed)

    def settle(
        self,
        action_id: str,
        state: ActionState,
        *,
        message: str = "",
        references: Sequence[str] = (),
        effect: Event | None = None,
        lease: str | None = None,
        answered: str | None = None,
        operator: str = "",
    ) -> ActionRow | None:
        """Commit an outcome, once; what was stored of the payload goes. Another's outcome stands.

        With ``lease``: only while that send is the latest one. ``answered``: the call key of a
        send that the HR system has accepted; its word also corrects an outcome that was inferred
        while the sender slept. ``operator``: who found it out by hand. Returns: the row as it is.
        """
        values: dict[str, object] = {
            "state": state,
            "references": list(references),
            "sealed": "",
            "lease_until": datetime.now(UTC),
            "obstacle": Obstacle.NONE,
            "refused": False,
            "by_hand": bool(operator),
        }
        if message or state is ActionState.ACCEPTED:
            values["message"] = self._vault.seal(message) if message else ""
        with self._database.begin() as session:
            if _change(session, action_id, _held(lease), values) or (
                answered and _change(session, action_id, _of_intent(answered), values, RETRYABLE)
            ):
                row = session.get_one(ActionRow, action_id)
                _outdate(session, row)
                self._record(session, _STATE_EVENTS[state], row, operator)
                if state is ActionState.ACCEPTED and effect is not None:
                    for reference in references or ("",):
                        self._record(session, effect, row, operator, reference)
            return session.get(ActionRow, action_id)

    def start_checking(self, claim: Claim, refusal: str | None = None) -> ActionRow | None:
        """The send is over and nobody knows what came of it.

        ``refusal``: the HR system's words for refusing this one, where an earlier one may still
        take effect.
        """
        now = datetime.now(UTC)
        values: dict[str, object] = {
            "state": ActionState.CHECKING,
            "lease_until": now,
            "next_check_at": now + self._timing.first_look,
            "refused": refusal is not None,
            "message": self._vault.seal(refusal) if refusal else "",
        }
        with self._database.begin() as session:
            if _change(session, claim.action_id, _held(claim.lease), values):
                row = session.get_one(ActionRow, claim.action_id)
                _outdate(session, row)
                self._record(session, Event.ACTION_CHECKING, row)
            return session.get(ActionRow, claim.action_id)

    def take_look(self, action_id: str) -> ActionRow | None:
        """The right to look an open action up now; None if it is closed or was just looked up."""
        now = datetime.now(UTC)
        with self._database.begin() as session:
            row = session.get(ActionRow, action_id)
            if row is None or row.state not in OPEN or row.next_check_at > now:
                return None
            next_look = self._timing.next_look(row.rounds, row.lease_until, now)
            values = {"rounds": row.rounds + 1, "next_check_at": next_look}
            due = ActionRow.next_check_at <= now
            return row if _change(session, action_id, due, values) else None

    def note(self, row: ActionRow, obstacle: Obstacle) -> None:
        """Keep why the look at ``row`` could not tell, or that it could."""
        if row.obstacle == obstacle:
            return
        with self._database.begin() as session:
            changed = ActionRow.obstacle != obstacle
            _change(session, row.id, changed, {"obstacle": obstacle})

    def claim_resend(self, row: ActionRow) -> Claim | None:
        """The right to send again, if nothing has happened to the action since ``row`` was read."""
        now = datetime.now(UTC)
        claim = Claim(row.id, new_id(), row.call_key, now + self._timing.lease)
        values = {
            "state": ActionState.CHECKING,
            "lease": claim.lease,
            "lease_until": claim.until,
            "sends": row.sends + 1,
        }
        with self._database.begin() as session:
            unchanged = (ActionRow.lease == row.lease) & (ActionRow.lease_until == row.lease_until)
            if not _change(session, row.id, unchanged, values):
                return None
            _outdate(session, row)
            self._record(session, Event.ACTION_SENT_AGAIN, row)
            return claim

    def _write(self, session: Session, intent: Intent, sealed: str) -> Claim:
        """A new row, or a new life for one whose key asks again after nothing was done."""
        now = datetime.now(UTC)
        row = session.scalars(by_key(intent)).first()
        claim = Claim(row.id if row else new_id(), new_id(), new_id(), now + self._timing.lease)
        row = row or ActionRow(
            id=claim.action_id, account_id=intent.account_id, key=intent.key, backend=intent.backend
        )
        row.kind, row.digest = intent.kind, intent.digest
        row.thing, row.subject = intent.thing, intent.subject
        row.sealed, row.call_key = sealed, claim.call_key
        row.state, row.message, row.references = ActionState.RECEIVED, "", []
        row.rounds, row.sends = 0, 1
        row.obstacle, row.refused, row.by_hand = Obstacle.NONE, False, False
        row.lease, row.lease_until = claim.lease, claim.until
        row.next_check_at = now + self._timing.first_look_unanswered
        row.created_at = row.updated_at = now
        session.add(row)
        _outdate(session, row)
        self._record(session, Event.ACTION_RECEIVED, row)
        return claim

    def _take_turns(self, session: Session, account_id: str) -> None:
        # SQLite has one writer at a time anyway.
        if not self._database.is_sqlite:
            session.execute(
                text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"),
                {"name": f"ledger {account_id}"},
            )

    def _record(
        self,
        session: Session,
        event: Event,
        row: ActionRow,
        operator: str = "",
        reference: str | None = None,
    ) -> None:
        """``reference``: the one thing of several that the event is about."""
        who = {"operator": operator} if operator else {}
        record(
            session,
            event,
            **who,
            account_id=row.account_id,
            actor="operator" if operator else ActionKind(row.kind).actor,
            backend=row.backend,
            object_id=next(iter(row.references or ()), "") if reference is None else reference,
            action_id=row.id,
            kind=row.kind,
            sends=row.sends,
        )


def _outdate(session: Session, row: ActionRow) -> None:
    outdate(session, row.account_id, TOUCHED[ActionKind(row.kind)])


def _held(lease: str | None) -> ColumnElement[bool]:
    return ActionRow.lease == lease if lease is not None else ActionRow.id.is_not(None)


def _of_intent(call_key: str) -> ColumnElement[bool]:
    return ActionRow.call_key == call_key


def _change(
    session: Session,
    action_id: str,
    condition: ColumnElement[bool],
    values: dict[str, object],
    states: Sequence[ActionState] = OPEN,
) -> bool:
    """Change an action that is in one of these states, if the condition still holds."""
    result = session.execute(
        update(ActionRow)
        .where(ActionRow.id == action_id, ActionRow.state.in_(states), condition)
        .values(**values, updated_at=datetime.now(UTC))
        .execution_options(synchronize_session="fetch")
    )
    return isinstance(result, CursorResult) and result.rowcount == 1
