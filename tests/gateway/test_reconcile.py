"""After a time-out or a crash: looked up first, sent again only if it certainly is not there."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import event

from portal.backends.errors import Unavailable
from portal.backends.leave import TimeOffDraft
from portal.backends.types import Upload
from portal.gateway.ledger import Action, ActionState, reconcile_due
from portal.gateway.worker import WorkerGateway
from portal.services import Services
from tests.gateway.conftest import Later
from tests.gateway.faults import Fault, Killed
from tests.gateway.hr_system import HRSystem
from tests.gateway.things import time_off

MARCH = TimeOffDraft("vacation", date(2027, 3, 1), date(2027, 3, 3))
SCAN = Upload("passport.pdf", "application/pdf", b"%PDF passport")


def submit_and_die(worker: WorkerGateway, hr: HRSystem, fault: Fault) -> Action:
    """The process dies in the middle; what is left is what the database holds."""
    hr.faults = [fault]
    with pytest.raises(Killed):
        worker.submit_time_off(MARCH, "key-1")
    return worker.open_actions()[0]


def test_a_time_out_after_acceptance_is_one_request(
    worker: WorkerGateway, hr: HRSystem, later: Later
) -> None:
    hr.faults = [Fault.UNANSWERED]

    action = worker.submit_time_off(MARCH, "key-1")
    assert action.state is ActionState.CHECKING
    assert worker.open_actions() == (action,)

    later(seconds=5)
    found = worker.action(action.id)

    assert found.state is ActionState.ACCEPTED
    assert found.reference == hr.leave[0].id
    assert hr.counts["submit_time_off"] == 1


def test_death_after_the_call_is_one_request(
    worker: WorkerGateway, hr: HRSystem, later: Later
) -> None:
    action = submit_and_die(worker, hr, Fault.KILLED_AFTER)
    assert action.state is ActionState.CHECKING

    later(seconds=15)

    assert worker.action(action.id).state is ActionState.ACCEPTED
    assert hr.counts["submit_time_off"] == 1


def test_death_before_the_call_is_one_request(
    worker: WorkerGateway, hr: HRSystem, services: Services, later: Later
) -> None:
    action = submit_and_die(worker, hr, Fault.KILLED_BEFORE)

    later(minutes=10)
    reconcile_due(services)

    assert worker.action(action.id).state is ActionState.ACCEPTED
    assert hr.effects() == 1


def test_the_key_again_after_a_death_sends_nothing(worker: WorkerGateway, hr: HRSystem) -> None:
    action = submit_and_die(worker, hr, Fault.KILLED_BEFORE)

    assert worker.submit_time_off(MARCH, "key-1").id == action.id
    assert worker.submit_time_off(MARCH, "key-2").id == action.id
    assert hr.effects() == 0


def test_nothing_is_sent_again_before_a_late_effect_must_have_come(
    worker: WorkerGateway, hr: HRSystem, services: Services, later: Later
) -> None:
    hr.faults = [Fault.LATE]
    action = worker.submit_time_off(MARCH, "key-1")

    for _ in range(10):
        later(seconds=10)
        reconcile_due(services)
        assert worker.action(action.id).state is ActionState.CHECKING
    assert hr.counts["submit_time_off"] == 1

    hr.catch_up()
    later(seconds=60)

    assert worker.action(action.id).state is ActionState.ACCEPTED
    assert hr.counts["submit_time_off"] == 1


def test_a_resend_carries_the_same_key(
    worker: WorkerGateway, hr: HRSystem, services: Services, later: Later
) -> None:
    """So an effect that comes even later than that is still the only one."""
    hr.faults = [Fault.LATE]
    action = worker.submit_time_off(MARCH, "key-1")

    later(minutes=10)
    reconcile_due(services)
    hr.catch_up()

    assert worker.action(action.id).state is ActionState.ACCEPTED
    assert hr.counts["submit_time_off"] == 2
    assert hr.effects() == 1


def test_several_reconcilers_send_once(
    worker: WorkerGateway, hr: HRSystem, services: Services, later: Later
) -> None:
    hr.faults = [Fault.LOST]
    worker.submit_time_off(MARCH, "key-1")
    later(minutes=10)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: reconcile_due(services), range(8)))

    assert hr.counts["submit_time_off"] == 2
    assert hr.effects() == 1


def test_a_resend_without_an_answer_is_looked_up_in_its_turn(
    worker: WorkerGateway, hr: HRSystem, services: Services, later: Later
) -> None:
    hr.faults = [Fault.LOST, Fault.LOST, Fault.UNANSWERED]
    action = worker.submit_time_off(MARCH, "key-1")

    for _ in range(12):
        later(minutes=5)
        reconcile_due(services)

    assert worker.action(action.id).state is ActionState.ACCEPTED
    assert hr.effects() == 1


def test_a_refused_resend_is_refused(
    worker: WorkerGateway, hr: HRSystem, services: Services, later: Later
) -> None:
    hr.faults = [Fault.LOST, Fault.REFUSED]
    action = worker.submit_time_off(MARCH, "key-1")

    later(minutes=10)
    reconcile_due(services)
    assert worker.action(action.id).state is ActionState.CHECKING
    assert worker.action(action.id).message == ""
    later(minutes=5)
    reconcile_due(services)

    refused = worker.action(action.id)
    assert refused.state is ActionState.REFUSED
    assert refused.message == "You have no days left."
    assert hr.counts["submit_time_off"] == 2


def test_an_effect_that_comes_after_the_resend_was_refused_is_found(
    worker: WorkerGateway, hr: HRSystem, services: Services, later: Later
) -> None:
    """Refused perhaps because the first one was just about to take effect."""
    hr.faults = [Fault.LATE, Fault.REFUSED]
    action = worker.submit_time_off(MARCH, "key-1")

    later(minutes=10)
    reconcile_due(services)
    hr.catch_up()
    later(minutes=5)
    reconcile_due(services)

    found = worker.action(action.id)
    assert (found.state, found.message) == (ActionState.ACCEPTED, "")
    assert hr.effects() == 1


def test_the_answer_to_a_sleeper_s_call_corrects_what_was_inferred_meanwhile(
    worker: WorkerGateway, hr: HRSystem, services: Services, later: Later
) -> None:
    """A machine that was suspended while its call was under way."""

    def sleep() -> None:
        later(minutes=10)
        reconcile_due(services)
        (closed,) = worker.sent(0, 9)
        assert closed.state is ActionState.UNSENT

    hr.on_write = sleep
    action = worker.upload_document("passport", SCAN, "key-1")

    assert action.state is ActionState.ACCEPTED
    assert worker.action(action.id) == action


def test_a_resend_refused_because_the_first_one_worked_is_accepted(
    worker: WorkerGateway, hr: HRSystem, services: Services, later: Later
) -> None:
    """The effect comes between the look and the resend, from a system that forgot the key."""
    hr.faults = [Fault.LOST]
    action = worker.submit_time_off(MARCH, "key-1")
    hr.on_write = lambda: hr.leave.append(time_off("leave-1", MARCH.start, MARCH.end))

    later(minutes=10)
    reconcile_due(services)

    assert worker.action(action.id).state is ActionState.ACCEPTED
    assert worker.action(action.id).reference == "leave-1"


def test_a_look_up_that_fails_proves_nothing(
    worker: WorkerGateway, hr: HRSystem, services: Services, later: Later
) -> None:
    hr.faults = [Fault.UNANSWERED]
    action = worker.submit_time_off(MARCH, "key-1")
    hr.read_error = Unavailable("timed out")

    later(minutes=10)
    reconcile_due(services)
    assert worker.action(action.id).state is ActionState.CHECKING
    assert hr.counts["submit_time_off"] == 1

    hr.read_error = None
    later(minutes=10)
    assert worker.action(action.id).state is ActionState.ACCEPTED


def test_pages_do_not_look_up_at_every_glance(
    worker: WorkerGateway, hr: HRSystem, later: Later
) -> None:
    hr.faults = [Fault.LATE]
    action = worker.submit_time_off(MARCH, "key-1")
    later(seconds=3)
    before = hr.counts["time_off"]

    for _ in range(5):
        worker.action(action.id)

    assert hr.counts["time_off"] == before + 1


def test_after_the_keys_are_forgotten_nothing_is_sent_again(
    worker: WorkerGateway, hr: HRSystem, services: Services, later: Later
) -> None:
    hr.faults = [Fault.LOST]
    action = worker.submit_time_off(MARCH, "key-1")

    later(hours=21)
    reconcile_due(services)

    assert worker.action(action.id).state is ActionState.UNSENT
    assert hr.counts["submit_time_off"] == 1


def test_a_sleeper_whose_turn_is_over_does_not_send(
    worker: WorkerGateway, hr: HRSystem, services: Services, later: Later
) -> None:
    """A machine that was suspended between storing and sending: another may have sent already."""
    worker.time_off()  # the token is there
    naps = [lambda: later(minutes=2)]
    event.listen(services.database.engine, "commit", lambda _: naps and naps.pop()())

    action = worker.submit_time_off(MARCH, "key-1")
    assert action.state is ActionState.CHECKING
    assert hr.counts["submit_time_off"] == 0

    later(minutes=10)
    reconcile_due(services)
    assert worker.action(action.id).state is ActionState.ACCEPTED
    assert hr.counts["submit_time_off"] == 1
