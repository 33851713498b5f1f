"""What the ledger's rows say, read without changing them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import bindparam, or_, select

from portal.db import Database, Vault, VaultError
from portal.gateway.ledger.action import BLIND, OPEN, Action, ActionKind, ActionState
from portal.gateway.models import ActionRow

_OPEN_IDS = select(ActionRow.id).where(
    ActionRow.account_id == bindparam("account_id"), ActionRow.state.in_(OPEN)
)


class LedgerRows:
    """What asks the database raises StorageUnavailable."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    def get(self, action_id: str) -> ActionRow | None:
        with self._database.read() as session:
            return session.get(ActionRow, action_id)

    def due(self, limit: int) -> Sequence[ActionRow]:
        """Open actions to look up, longest due first."""
        with self._database.read() as session:
            return session.scalars(
                select(ActionRow)
                .where(ActionRow.state.in_(OPEN), ActionRow.next_check_at <= datetime.now(UTC))
                .order_by(ActionRow.next_check_at)
                .limit(limit)
            ).all()

    def open_rows(self, account_id: str) -> Sequence[ActionRow]:
        """Newest first."""
        ids = [row.id for row in self._database.rows(_OPEN_IDS, account_id=account_id)]
        if not ids:
            return ()  # as on nearly every page
        open_ones = select(ActionRow).where(ActionRow.id.in_(ids))
        with self._database.read() as session:
            return session.scalars(open_ones.order_by(ActionRow.created_at.desc())).all()

    def open_since(self, before: datetime) -> Sequence[ActionRow]:
        """Of all workers, oldest first: sent before that, and all that no look gets on with."""
        with self._database.read() as session:
            return session.scalars(
                select(ActionRow)
                .where(
                    ActionRow.state.in_(OPEN),
                    or_(ActionRow.created_at <= before, ActionRow.obstacle.in_(BLIND)),
                )
                .order_by(ActionRow.created_at)
            ).all()

    def sent(self, account_id: str, offset: int, limit: int) -> Sequence[ActionRow]:
        """Newest first."""
        with self._database.read() as session:
            return session.scalars(
                select(ActionRow)
                .where(ActionRow.account_id == account_id)
                .order_by(ActionRow.created_at.desc(), ActionRow.id)
                .offset(offset)
                .limit(limit)
            ).all()

    def taken(self, row: ActionRow) -> frozenset[str]:
        """References of the account's other accepted actions of this kind."""
        with self._database.read() as session:
            found = session.scalars(
                select(ActionRow.references).where(
                    ActionRow.account_id == row.account_id,
                    ActionRow.kind == row.kind,
                    ActionRow.state == ActionState.ACCEPTED,
                    ActionRow.id != row.id,
                )
            ).all()
        return frozenset(reference for references in found for reference in references)

    def action(self, row: ActionRow) -> Action:
        state = ActionState(row.state)
        is_open = state in OPEN
        return Action(
            id=row.id,
            kind=ActionKind(row.kind),
            state=ActionState.CHECKING if is_open else state,
            message="" if is_open else self._open_message(row),
            reference=next(iter(row.references), ""),
            created_at=row.created_at,
            updated_at=row.updated_at,
            backend=row.backend,
            stuck=is_open and row.obstacle in BLIND,
            by_hand=row.by_hand,
        )

    def _open_message(self, row: ActionRow) -> str:
        try:
            return self._vault.open(row.message) if row.message else ""
        except VaultError:
            return ""
