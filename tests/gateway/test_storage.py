"""When the portal's own database fails, nothing is sent that is not stored."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date

import pytest

from portal.backends.errors import Rejected
from portal.backends.leave import TimeOffDraft
from portal.db import StorageUnavailable
from portal.gateway.ledger import ActionState, reconcile_due
from portal.gateway.worker import WorkerGateway
from portal.services import Services
from tests.gateway.conftest import Later
from tests.gateway.faults import Fault
from tests.gateway.hr_system import HRSystem
from tests.gateway.storage import Storage
from tests.gateway.things import BOB, time_off

MARCH = TimeOffDraft("vacation", date(2027, 3, 1), date(2027, 3, 3), note="canary-note")


@pytest.fixture
def storage(services: Services, worker: WorkerGateway) -> Storage:
    worker.time_off()  # the token is there already
    return Storage(services.database)


def test_what_can_t_be_stored_is_not_sent(
    worker: WorkerGateway, hr: HRSystem, storage: Storage
) -> None:
    storage.broken = True
    with pytest.raises(StorageUnavailable):
        worker.submit_time_off(MARCH, "key-1")
    assert hr.counts["submit_time_off"] == 0

    storage.broken = False
    assert worker.submit_time_off(MARCH, "key-1").state is ActionState.ACCEPTED


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
def test_a_full_disk_sends_nothing(worker: WorkerGateway, hr: HRSystem, storage: Storage) -> None:
    storage.full = True

    with pytest.raises(StorageUnavailable):
        worker.submit_time_off(replace(MARCH, note="n" * 100_000), "key-1")
    assert hr.counts["submit_time_off"] == 0


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("fault", [None, Fault.REFUSED, Fault.UNSENT, Fault.UNANSWERED])
def test_an_outcome_that_can_t_be_stored_is_looked_up_later(
    worker: WorkerGateway,
    hr: HRSystem,
    services: Services,
    storage: Storage,
    later: Later,
    fault: Fault | None,
) -> None:
    hr.faults = [fault] if fault else []
    hr.on_write = lambda: setattr(storage, "broken", True)

    action = worker.submit_time_off(MARCH, "key-1")
    assert action.state is ActionState.CHECKING

    storage.broken = False
    hr.on_write = lambda: None
    for _ in range(3):
        later(minutes=10)
        reconcile_due(services)

    assert worker.action(action.id).state is ActionState.ACCEPTED
    assert hr.effects() == 1


def test_a_stranger_s_object_is_held_back_even_if_that_can_t_be_audited(
    worker: WorkerGateway, hr: HRSystem, storage: Storage
) -> None:
    hr.leave = [time_off("leave-of-bob", MARCH.start, MARCH.end, worker_id=BOB.worker_id)]
    storage.broken = True

    assert worker.time_off() == ()


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
def test_no_column_shows_what_was_asked_for(
    worker: WorkerGateway, hr: HRSystem, services: Services
) -> None:
    """Neither while it is open nor afterwards, nor the token it was sent with."""
    hr.faults = [Fault.LATE]
    worker.submit_time_off(MARCH, "key-1")
    hr.faults = [Fault.REFUSED]
    with pytest.raises(Rejected):
        worker.submit_time_off(TimeOffDraft("vacation", date(2027, 5, 3), MARCH.end), "key-2")
    database = services.database.url.database or ""

    with closing(sqlite3.connect(database)) as connection:
        dump = "\n".join(connection.iterdump())

    assert "canary-note" not in dump
    assert "2027-03-01" not in dump
    assert "no days left" not in dump
    assert next(iter(hr.live.values())) not in dump
