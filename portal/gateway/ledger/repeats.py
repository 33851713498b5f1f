"""Whether a worker asks for something a second time: the same form, another tab, a second press."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from portal.gateway.errors import KeyReused, StillChecking
from portal.gateway.ledger.action import OPEN, RETRYABLE, ActionKind, ActionState
from portal.gateway.models import ActionRow

_UNDONE_BY: dict[str, ActionKind] = {
    ActionKind.TIME_OFF_SUBMIT: ActionKind.TIME_OFF_CANCEL,
    ActionKind.TEAM_AMENDMENT_DRAFT: ActionKind.TEAM_AMENDMENT_CANCEL,
}
"""What was made and taken back may be made again at once."""


@dataclass(frozen=True, slots=True)
class Intent:
    """What is to be stored before anything is sent. Digests are keyed."""

    account_id: str
    backend: str
    kind: ActionKind
    key: str
    digest: str
    thing: str
    subject: str
    replaces: bool
    """Whether a later act on the thing undoes an earlier one."""


def repeated(session: Session, intent: Intent, window: timedelta) -> ActionRow | None:
    """The earlier action that this intent repeats, by its key or by what it is about.

    ``window``: how long after it was accepted the same act from another form is a repeat.
    Raises: KeyReused, StillChecking.
    """
    row = session.scalars(by_key(intent)).first()
    if row is None or row.state in RETRYABLE:
        return _same_act(session, intent, window)
    if row.digest != intent.digest:
        raise KeyReused("the key was used for something else")
    return row


def by_key(intent: Intent) -> Select[ActionRow]:
    return select(ActionRow).where(
        ActionRow.account_id == intent.account_id, ActionRow.key == intent.key
    )


def _same_act(session: Session, intent: Intent, window: timedelta) -> ActionRow | None:
    """The action that a second tab, or a second press, would repeat. Raises: StillChecking."""
    since = datetime.now(UTC) - window
    recent = session.scalars(
        select(ActionRow)
        .where(
            ActionRow.account_id == intent.account_id,
            or_(
                ActionRow.state.in_(OPEN),
                (ActionRow.state == ActionState.ACCEPTED) & (ActionRow.updated_at >= since),
            ),
        )
        .order_by(ActionRow.created_at.desc())
    ).all()
    withdrawn = {
        (row.kind, reference)
        for row in recent
        if row.kind in _UNDONE_BY.values() and row.state == ActionState.ACCEPTED
        for reference in row.references
    }
    for row in recent:
        if row.thing != intent.thing:
            continue
        undoing = _UNDONE_BY.get(row.kind)
        undone = bool(row.references) and withdrawn.issuperset(
            (undoing, reference) for reference in row.references
        )
        if row.subject == intent.subject and row.kind == intent.kind and not undone:
            return row
        if row.state in OPEN:
            raise StillChecking(row.id)
        if intent.replaces:
            return None
    return None
