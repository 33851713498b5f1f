"""An action of which no look can tell what became of it: seen, and settled by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select, update

from portal.audit import AuditEvent, Event
from portal.backends.errors import NotFound, Unavailable
from portal.backends.leave import TimeOffDraft
from portal.db import Vault
from portal.gateway.errors import StillChecking
from portal.gateway.ledger import Action, ActionState, reconcile_due
from portal.gateway.ledger.action import Obstacle
from portal.gateway.ledger.by_hand import NotToSettle, settle_by_hand
from portal.gateway.ledger.store import LedgerStore
from portal.gateway.models import ActionRow
from portal.gateway.worker import WorkerGateway
from portal.services import Services
from tests.gateway.conftest import ACCOUNT, Later, OpenGateway
from tests.gateway.faults import Fault
from tests.gateway.hr_system import HRSystem
from tests.gateway.things import ALICE

MARCH = TimeOffDraft("vacation", date(2027, 3, 1), date(2027, 3, 3))
MAY = TimeOffDraft("vacation", date(2027, 5, 3), date(2027, 5, 4))

Settle = Callable[..., ActionRow]


@pytest.fixture
def store(services: Services) -> LedgerStore:
    return LedgerStore(services.database, services.vault, services.timing)


@pytest.fixture
def settle(store: LedgerStore, services: Services) -> Settle:
    def by_hand(action: Action, *, accepted: bool, reference: str = "") -> ActionRow:
        return settle_by_hand(
            store,
            services.timing,
            action.id,
            accepted=accepted,
            reference=reference,
            operator="root",
        )

    return by_hand


@pytest.fixture
def unknown(worker: WorkerGateway, hr: HRSystem) -> Action:
    hr.faults = [Fault.LOST]
    return worker.submit_time_off(MARCH, "key-1")


def other_key(services: Services) -> Services:
    return replace(services, vault=Vault([Fernet.generate_key().decode()]))


def obstacle_of(store: LedgerStore, action: Action) -> str:
    row = store.get(action.id)
    assert row is not None
    return row.obstacle


def test_a_lost_key_is_seen_by_worker_and_operator(
    worker: WorkerGateway, unknown: Action, services: Services, store: LedgerStore, later: Later
) -> None:
    later(seconds=5)
    reconcile_due(other_key(services))

    (action,) = worker.open_actions()
    assert action.stuck
    assert action.state is ActionState.CHECKING
    assert obstacle_of(store, action) == Obstacle.UNREADABLE
    assert [row.id for row in store.open_since(action.created_at.replace(year=2000))] == [action.id]


def test_a_key_that_comes_back_lets_the_looks_go_on(
    worker: WorkerGateway, unknown: Action, services: Services, store: LedgerStore, later: Later
) -> None:
    later(seconds=5)
    reconcile_due(other_key(services))
    later(seconds=20)
    reconcile_due(services)

    assert obstacle_of(store, unknown) == Obstacle.NONE
    assert not worker.open_actions()[0].stuck


def test_an_hr_system_that_is_gone_is_seen(
    worker: WorkerGateway, unknown: Action, services: Services, store: LedgerStore, later: Later
) -> None:
    later(seconds=5)
    reconcile_due(replace(services, backends={}))

    assert obstacle_of(store, unknown) == Obstacle.NO_BACKEND
    assert worker.open_actions()[0].stuck


def test_a_kind_of_a_later_version_stops_nobody_else(
    open_gateway: OpenGateway,
    unknown: Action,
    hr: HRSystem,
    services: Services,
    store: LedgerStore,
    later: Later,
) -> None:
    with services.database.begin() as session:
        session.execute(update(ActionRow).values(kind="shift_swap"))
    hr.faults = [Fault.UNANSWERED]
    other = open_gateway(account_id="c" * 32).submit_time_off(MAY, "key-1")
    later(seconds=5)

    reconcile_due(services)

    assert obstacle_of(store, unknown) == Obstacle.UNREADABLE
    assert open_gateway(account_id="c" * 32).action(other.id).state is ActionState.ACCEPTED


def test_a_worker_who_is_gone_there_is_not_taken_for_a_refusal(
    worker: WorkerGateway,
    unknown: Action,
    hr: HRSystem,
    services: Services,
    store: LedgerStore,
    later: Later,
) -> None:
    hr.live.clear()
    hr.mint_error = NotFound("no such profile")
    later(hours=30)

    reconcile_due(services)

    assert worker.action(unknown.id).state is ActionState.CHECKING
    assert obstacle_of(store, unknown) == Obstacle.NO_ACCESS


def test_an_hr_system_that_is_down_is_asked_ever_less_and_left_alone_within_a_round(
    open_gateway: OpenGateway, hr: HRSystem, services: Services, store: LedgerStore, later: Later
) -> None:
    accounts = [f"{number:032x}" for number in range(6)]
    hr.faults = [Fault.LOST] * len(accounts)
    sent = [open_gateway(account_id=one).submit_time_off(MARCH, "key-1") for one in accounts]
    hr.read_error = Unavailable("down")
    later(seconds=5)
    before = hr.counts["time_off"]

    assert reconcile_due(services) == len(accounts)
    assert hr.counts["time_off"] == before + 2

    for _ in range(120):
        later(minutes=1)
        reconcile_due(services)
    looks = hr.counts["time_off"] - before
    assert 6 * 10 <= looks <= 6 * 20
    assert {obstacle_of(store, action) for action in sent} == {Obstacle.NO_ANSWER}
    assert not any(open_gateway(account_id=one).open_actions()[0].stuck for one in accounts)
    assert hr.counts["submit_time_off"] == len(accounts)

    hr.read_error = None
    later(minutes=11)
    reconcile_due(services)
    assert not any(open_gateway(account_id=one).open_actions() for one in accounts)


def test_what_was_found_by_hand_is_told_and_recorded(
    worker: WorkerGateway, unknown: Action, services: Services, settle: Settle, later: Later
) -> None:
    later(minutes=10)

    row = settle(unknown, accepted=True, reference="leave-7")

    assert row.sealed == ""
    action = worker.action(unknown.id)
    assert (action.state, action.reference) == (ActionState.ACCEPTED, "leave-7")
    assert action.by_hand
    with services.database.read() as session:
        events = session.scalars(select(AuditEvent).where(AuditEvent.actor == "operator")).all()
    assert {event.tag for event in events} == {Event.ACTION_ACCEPTED, Event.TIME_OFF_SUBMITTED}
    assert {event.details["operator"] for event in events} == {"root"}
    assert {event.account_id for event in events} == {ACCOUNT}


def test_what_was_not_done_may_be_sent_again_with_the_same_form(
    worker: WorkerGateway, hr: HRSystem, unknown: Action, settle: Settle, later: Later
) -> None:
    later(minutes=10)
    settle(unknown, accepted=False)

    settled = worker.action(unknown.id)
    assert (settled.state, settled.by_hand) == (ActionState.UNSENT, True)
    again = worker.submit_time_off(MARCH, "key-1")
    assert (again.state, again.by_hand) == (ActionState.ACCEPTED, False)
    assert hr.effects() == 1


def test_settling_by_hand_lets_the_next_one_through(
    worker: WorkerGateway, unknown: Action, services: Services, settle: Settle, later: Later
) -> None:
    later(minutes=10)
    reconcile_due(other_key(services))
    with pytest.raises(StillChecking):
        worker.submit_time_off(MAY, "key-2")

    settle(unknown, accepted=False)

    assert worker.submit_time_off(MAY, "key-2").state is ActionState.ACCEPTED


@pytest.mark.parametrize("accepted", [True, False])
def test_nothing_is_settled_while_a_call_may_be_under_way(
    worker: WorkerGateway, unknown: Action, settle: Settle, later: Later, accepted: bool
) -> None:
    later(seconds=110)

    with pytest.raises(NotToSettle, match="under way"):
        settle(unknown, accepted=accepted)
    assert worker.open_actions()[0].id == unknown.id


def test_what_is_not_open_is_not_settled(
    worker: WorkerGateway, settle: Settle, later: Later
) -> None:
    accepted = worker.submit_time_off(MARCH, "key-1")
    later(minutes=10)

    with pytest.raises(NotToSettle, match="accepted already"):
        settle(accepted, accepted=False)
    with pytest.raises(NotToSettle, match="no such action"):
        settle(replace(accepted, id="0" * 32), accepted=False)
    assert not worker.action(accepted.id).by_hand


def test_a_reference_is_an_id(unknown: Action, settle: Settle, later: Later) -> None:
    later(minutes=10)

    with pytest.raises(NotToSettle, match="not an id"):
        settle(unknown, accepted=True, reference="../x")


def test_a_look_that_comes_late_does_not_undo_what_was_settled_by_hand(
    worker: WorkerGateway,
    hr: HRSystem,
    unknown: Action,
    services: Services,
    settle: Settle,
    later: Later,
) -> None:
    later(minutes=10)
    hr.after_list = [lambda: settle(unknown, accepted=False)]

    reconcile_due(services)

    assert worker.action(unknown.id).state is ActionState.UNSENT
    assert hr.counts["submit_time_off"] == 1


def test_a_worker_s_list_holds_their_own_newest_first(
    open_gateway: OpenGateway, hr: HRSystem, later: Later
) -> None:
    worker = open_gateway()
    first = worker.submit_time_off(MARCH, "key-1")
    later(seconds=1)
    second = worker.submit_time_off(MAY, "key-2")
    open_gateway(replace(ALICE, worker_id="eve"), "e" * 32)

    assert [action.id for action in worker.sent(0, 9)] == [second.id, first.id]
    assert [action.id for action in worker.sent(1, 1)] == [first.id]
    assert open_gateway(account_id="e" * 32).sent(0, 9) == ()
