"""Rows change once, and only at the hand of who holds the lease."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from portal.audit import AuditEvent, Event
from portal.backends.types import Credential
from portal.gateway.ledger import ActionKind, ActionState
from portal.gateway.ledger.repeats import Intent
from portal.gateway.ledger.store import Claim, LedgerStore
from portal.gateway.models import ActionRow
from portal.gateway.tokens import LEASE, TokenStore
from portal.services import Services
from portal.timing import Timing
from tests.gateway.conftest import ACCOUNT, Later
from tests.gateway.things import ALICE

INTENT = Intent(
    account_id=ACCOUNT,
    backend="deel",
    kind=ActionKind.TIME_OFF_SUBMIT,
    key="key-1",
    digest="d" * 64,
    thing="t" * 64,
    subject="s" * 64,
    replaces=False,
)


@pytest.fixture
def store(services: Services) -> LedgerStore:
    return LedgerStore(services.database, services.vault, Timing())


@pytest.fixture
def claim(store: LedgerStore) -> Claim:
    claim = store.open_intent(INTENT, "sealed payload")
    assert isinstance(claim, Claim)
    return claim


def row_of(store: LedgerStore, claim: Claim) -> ActionRow:
    row = store.get(claim.action_id)
    assert row is not None
    return row


def test_the_first_outcome_stands(store: LedgerStore, claim: Claim, services: Services) -> None:
    store.settle(claim.action_id, ActionState.ACCEPTED, references=["leave-1"])
    after = store.settle(claim.action_id, ActionState.REFUSED, message="no", lease=claim.lease)

    assert after is not None
    assert (after.state, after.references, after.message) == ("accepted", ["leave-1"], "")
    with services.database.read() as session:
        tags = session.scalars(select(AuditEvent.tag)).all()
    assert Event.ACTION_REFUSED not in tags


def test_what_was_asked_for_is_forgotten_with_the_outcome(store: LedgerStore, claim: Claim) -> None:
    assert row_of(store, claim).sealed == "sealed payload"

    store.settle(claim.action_id, ActionState.ACCEPTED)

    assert row_of(store, claim).sealed == ""


def test_an_earlier_sender_can_t_close_what_a_later_one_is_sending(
    store: LedgerStore, claim: Claim
) -> None:
    store.start_checking(claim)
    assert store.claim_resend(row_of(store, claim)) is not None

    after = store.settle(claim.action_id, ActionState.REFUSED, lease=claim.lease)

    assert after is not None
    assert after.state == ActionState.CHECKING


def test_one_state_is_sent_again_once(store: LedgerStore, claim: Claim) -> None:
    store.start_checking(claim)
    seen = row_of(store, claim)

    again = store.claim_resend(seen)

    assert again is not None
    assert again.call_key == claim.call_key
    assert store.claim_resend(seen) is None


def test_who_lost_the_lease_can_t_store_a_token(services: Services, later: Later) -> None:
    """Its token is dead already: the later mint has killed it."""
    store = TokenStore(services.database, services.vault, ALICE)
    slow = store.take_lease(0)
    later(seconds=LEASE.total_seconds() + 1)
    quick = store.take_lease(0)
    assert slow is not None
    assert quick is not None
    until = datetime.now(UTC) + timedelta(hours=24)

    assert not store.put(slow, Credential("dead", until), ACCOUNT)
    assert store.put(quick, Credential("alive", until), ACCOUNT)

    stored = store.load()
    assert stored.version == 1
    assert stored.credential == Credential("alive", until)
