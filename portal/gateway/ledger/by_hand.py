"""What no look can decide, settled by somebody who runs the portal and asked the HR system."""

from __future__ import annotations

from datetime import UTC, datetime

from portal.backends.types import is_valid_id
from portal.gateway.ledger.action import OPEN, ActionState
from portal.gateway.ledger.acts import ACTS
from portal.gateway.ledger.store import LedgerStore
from portal.gateway.models import ActionRow
from portal.timing import Timing


class NotToSettle(Exception):
    """There is nothing to settle by hand; the text says why."""


def settle_by_hand(
    store: LedgerStore,
    timing: Timing,
    action_id: str,
    *,
    accepted: bool,
    reference: str = "",
    operator: str,
) -> ActionRow:
    """Close an open action. ``operator``: the login of whoever says so, for the audit log.

    Raises: NotToSettle, StorageUnavailable.
    """
    if reference and not is_valid_id(reference):
        raise NotToSettle("The reference is not an id of an HR system.")
    row = store.get(action_id)
    if row is None:
        raise NotToSettle("There is no such action.")
    if row.state not in OPEN:
        raise NotToSettle(f"It is {row.state} already.")
    if not timing.is_settled(row.lease_until, datetime.now(UTC)):
        until = f"{row.lease_until + timing.settle:%Y-%m-%d %H:%M:%S} UTC"
        raise NotToSettle(f"A call may still be under way, until {until}.")
    state = ActionState.ACCEPTED if accepted else ActionState.UNSENT
    after = store.settle(
        row.id,
        state,
        references=(reference,) if reference else (),
        effect=next((act.event for kind, act in ACTS.items() if kind == row.kind), None),
        lease=row.lease,
        operator=operator,
    )
    if after is None or not after.by_hand or after.state != state:
        raise NotToSettle("Something has happened to it this moment. Look at it again.")
    return after
