"""Looking up when the worker is not there, or the HR system, or the key."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from cryptography.fernet import Fernet

from portal.backends.leave import TimeOffDraft
from portal.db import Vault
from portal.gateway.credentials import revoke, revoke_due
from portal.gateway.ledger import ActionState, reconcile_due
from portal.gateway.worker import WorkerGateway
from portal.services import Services
from tests.gateway.conftest import Later
from tests.gateway.faults import Fault
from tests.gateway.hr_system import HRSystem
from tests.gateway.things import ALICE

MARCH = TimeOffDraft("vacation", date(2027, 3, 1), date(2027, 3, 3))


def test_a_look_for_a_worker_who_signed_out_leaves_no_token(
    worker: WorkerGateway, hr: HRSystem, services: Services, later: Later
) -> None:
    hr.faults = [Fault.UNANSWERED]
    action = worker.submit_time_off(MARCH, "key-1")
    revoke(services, ALICE)
    revoke_due(services)

    later(seconds=5)
    reconcile_due(services)
    revoke_due(services)

    assert worker.action(action.id).state is ActionState.ACCEPTED
    assert hr.live == {}


def test_a_look_for_a_worker_who_is_signed_in_keeps_the_token(
    worker: WorkerGateway, hr: HRSystem, services: Services, later: Later
) -> None:
    hr.faults = [Fault.UNANSWERED]
    worker.submit_time_off(MARCH, "key-1")

    later(seconds=5)
    reconcile_due(services)

    assert revoke_due(services) == 0
    assert hr.counts["mint"] == 1


def test_an_action_of_an_hr_system_that_is_gone_stays_open(
    worker: WorkerGateway, hr: HRSystem, services: Services, later: Later
) -> None:
    hr.faults = [Fault.UNANSWERED]
    action = worker.submit_time_off(MARCH, "key-1")

    later(seconds=5)
    assert reconcile_due(replace(services, backends={})) == 1

    assert worker.open_actions()[0].id == action.id


def test_an_action_that_can_t_be_decrypted_stays_open(
    worker: WorkerGateway, hr: HRSystem, services: Services, later: Later
) -> None:
    hr.faults = [Fault.UNANSWERED]
    action = worker.submit_time_off(MARCH, "key-1")

    later(seconds=5)
    other_key = Vault([Fernet.generate_key().decode()])
    assert reconcile_due(replace(services, vault=other_key)) == 1

    assert worker.open_actions()[0].id == action.id
