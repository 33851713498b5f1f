"""One act, one effect: what the worker sees and what the HR system gets."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from threading import Event

import pytest

from portal.backends.errors import Conflict, NotFound, Rejected, Unavailable
from portal.backends.leave import TimeOffDraft, TimeOffStatus
from portal.backends.types import ProfileChange
from portal.gateway.errors import KeyReused, SignInAgain, StillChecking
from portal.gateway.ledger import ActionKind, ActionState
from portal.gateway.worker import WorkerGateway
from tests.gateway.conftest import OpenGateway
from tests.gateway.faults import Fault
from tests.gateway.hr_system import HRSystem
from tests.gateway.things import BOB, time_off

MARCH = TimeOffDraft("vacation", date(2027, 3, 1), date(2027, 3, 3))
MAY = TimeOffDraft("vacation", date(2027, 5, 3), date(2027, 5, 4), note="At the sea")


def test_an_accepted_act_names_what_it_made(worker: WorkerGateway, hr: HRSystem) -> None:
    action = worker.submit_time_off(MARCH, "key-1")

    assert action.state is ActionState.ACCEPTED
    assert action.kind is ActionKind.TIME_OFF_SUBMIT
    assert action.reference == hr.leave[0].id
    assert worker.action(action.id) == action
    assert worker.open_actions() == ()


def test_the_same_key_again_shows_the_first_action(worker: WorkerGateway, hr: HRSystem) -> None:
    first = worker.submit_time_off(MARCH, "key-1")
    second = worker.submit_time_off(MARCH, "key-1")

    assert second == first
    assert hr.counts["submit_time_off"] == 1


def test_a_key_stands_for_one_payload(worker: WorkerGateway, hr: HRSystem) -> None:
    worker.submit_time_off(MARCH, "key-1")

    with pytest.raises(KeyReused):
        worker.submit_time_off(MAY, "key-1")
    assert hr.counts["submit_time_off"] == 1


def test_two_workers_may_have_the_same_key(open_gateway: OpenGateway, hr: HRSystem) -> None:
    first = open_gateway().submit_time_off(MARCH, "key-1")
    second = open_gateway(BOB, "b" * 32).submit_time_off(MAY, "key-1")

    assert first.id != second.id
    assert hr.effects() == 2


@pytest.mark.parametrize("keys", [["key-1"] * 8, [f"key-{n}" for n in range(8)]])
def test_parallel_submits_have_one_effect(
    open_gateway: OpenGateway, hr: HRSystem, keys: list[str]
) -> None:
    """A double click shares a key; tabs have one each."""

    def submit(key: str) -> str:
        return open_gateway().submit_time_off(MARCH, key).id

    with ThreadPoolExecutor(8) as pool:
        ids = set(pool.map(submit, keys))

    assert len(ids) == 1
    assert hr.counts["submit_time_off"] == 1


def test_a_repeat_while_the_call_is_running_is_checking(
    open_gateway: OpenGateway, hr: HRSystem
) -> None:
    calling, answered = Event(), Event()

    def slow() -> None:
        calling.set()
        assert answered.wait(30)

    hr.on_write = slow
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(open_gateway().submit_time_off, MARCH, "key-1")
        assert calling.wait(30)
        repeat = open_gateway().submit_time_off(MARCH, "key-1")
        answered.set()

    assert repeat.state is ActionState.CHECKING
    assert running.result().state is ActionState.ACCEPTED
    assert running.result().id == repeat.id
    assert hr.counts["submit_time_off"] == 1


def test_a_refusal_is_raised_and_kept(worker: WorkerGateway, hr: HRSystem) -> None:
    hr.faults = [Fault.REFUSED]

    with pytest.raises(Rejected) as refused:
        worker.submit_time_off(MARCH, "key-1")

    assert refused.value.vendor_message == "You have no days left."
    assert hr.effects() == 0
    assert worker.open_actions() == ()


def test_after_a_refusal_the_same_key_may_ask_for_something_else(
    worker: WorkerGateway, hr: HRSystem
) -> None:
    hr.faults = [Fault.REFUSED]
    with pytest.raises(Rejected):
        worker.submit_time_off(MARCH, "key-1")

    assert worker.submit_time_off(MAY, "key-1").state is ActionState.ACCEPTED
    assert [item.start for item in hr.leave] == [MAY.start]


def test_what_never_left_is_said_to_be_unsent(worker: WorkerGateway, hr: HRSystem) -> None:
    hr.faults = [Fault.UNSENT]

    with pytest.raises(Unavailable) as down:
        worker.submit_time_off(MARCH, "key-1")
    assert not down.value.sent

    assert worker.submit_time_off(MARCH, "key-1").state is ActionState.ACCEPTED
    assert hr.effects() == 1


def test_nothing_is_sent_while_the_worker_s_list_is_out_of_reach(
    worker: WorkerGateway, hr: HRSystem
) -> None:
    hr.read_error = Unavailable("timed out")

    with pytest.raises(Unavailable) as down:
        worker.submit_time_off(MARCH, "key-1")

    assert not down.value.sent
    assert hr.counts["submit_time_off"] == 0


def test_a_token_refused_twice_means_signing_in_again(worker: WorkerGateway, hr: HRSystem) -> None:
    hr.faults = [Fault.TOKEN, Fault.TOKEN]

    with pytest.raises(SignInAgain):
        worker.submit_time_off(MARCH, "key-1")

    assert worker.submit_time_off(MARCH, "key-1").state is ActionState.ACCEPTED
    assert hr.effects() == 1


def test_a_mint_that_fails_in_the_middle_of_a_write_has_sent_nothing(
    worker: WorkerGateway, hr: HRSystem
) -> None:
    worker.time_off()
    hr.faults = [Fault.TOKEN]
    hr.mint_error = Unavailable("timed out")

    with pytest.raises(Unavailable) as down:
        worker.submit_time_off(MARCH, "key-1")
    assert not down.value.sent

    hr.mint_error = None
    assert worker.submit_time_off(MARCH, "key-1").state is ActionState.ACCEPTED


def test_withdrawn_leave_may_be_asked_for_again_at_once(
    worker: WorkerGateway, hr: HRSystem
) -> None:
    first = worker.submit_time_off(MARCH, "key-1")
    worker.cancel_time_off(first.reference, "key-2")

    second = worker.submit_time_off(MARCH, "key-3")

    assert second.id != first.id
    assert hr.effects(TimeOffStatus.REQUESTED) == 1


def test_something_else_in_between_does_not_hide_a_repeat(
    worker: WorkerGateway, hr: HRSystem
) -> None:
    """Two tabs hold the same request; between them comes another for the same days."""
    hr.takes_overlaps = True
    first = worker.submit_time_off(MARCH, "key-1")
    worker.submit_time_off(replace(MARCH, type_id="sick"), "key-2")

    assert worker.submit_time_off(MARCH, "key-3") == first
    assert hr.effects() == 2


def test_a_change_back_is_not_a_repeat(worker: WorkerGateway, hr: HRSystem) -> None:
    for number, name in enumerate(("Al", "Ali", "Al")):
        worker.change_profile(ProfileChange(preferred_name=name), f"key-{number}")

    assert hr.counts["change_profile"] == 3
    assert worker.person().preferred_name == "Al"


def test_a_second_change_waits_for_the_first_to_be_known(
    worker: WorkerGateway, hr: HRSystem
) -> None:
    hr.faults = [Fault.LATE]
    first = worker.change_profile(ProfileChange(preferred_name="Al"), "key-1")

    with pytest.raises(StillChecking) as checking:
        worker.change_profile(ProfileChange(preferred_name="Ali"), "key-2")

    assert checking.value.action_id == first.id


def test_other_leave_waits_while_one_is_being_checked(worker: WorkerGateway, hr: HRSystem) -> None:
    hr.faults = [Fault.LATE]
    first = worker.submit_time_off(MARCH, "key-1")

    with pytest.raises(StillChecking) as checking:
        worker.submit_time_off(MAY, "key-2")

    assert checking.value.action_id == first.id
    assert hr.counts["submit_time_off"] == 1


def test_a_withdrawal_that_another_tab_has_just_made_shows_that_one(
    open_gateway: OpenGateway, hr: HRSystem
) -> None:
    """It is made after this tab's submit was found to be no repeat, before the list is read."""
    hr.leave = [time_off("leave-1", MAY.start, MAY.end)]
    other_tab = []
    hr.before_list = [lambda: other_tab.append(open_gateway().cancel_time_off("leave-1", "key-1"))]

    assert [open_gateway().cancel_time_off("leave-1", "key-2")] == other_tab
    assert hr.counts["cancel_time_off"] == 1


def test_only_pending_leave_can_be_withdrawn(worker: WorkerGateway, hr: HRSystem) -> None:
    hr.leave = [time_off("leave-1", MAY.start, MAY.end, status=TimeOffStatus.APPROVED)]

    with pytest.raises(Conflict):
        worker.cancel_time_off("leave-1", "key-1")
    assert hr.counts["cancel_time_off"] == 0


@pytest.mark.parametrize("time_off_id", ["leave-of-bob", "../x", "no such id", ".."])
def test_another_s_leave_can_t_be_withdrawn(
    worker: WorkerGateway, hr: HRSystem, time_off_id: str
) -> None:
    hr.leave = [time_off("leave-of-bob", MAY.start, MAY.end, worker_id=BOB.worker_id)]

    with pytest.raises(NotFound):
        worker.cancel_time_off(time_off_id, "key-1")
    assert hr.counts["cancel_time_off"] == 0


def test_another_s_action_is_not_found(open_gateway: OpenGateway) -> None:
    action = open_gateway().submit_time_off(MARCH, "key-1")

    with pytest.raises(NotFound):
        open_gateway(BOB, "b" * 32).action(action.id)


@pytest.mark.parametrize("key", ["", "k" * 65, "a b", "../x"])
def test_what_is_no_key_sends_nothing(worker: WorkerGateway, hr: HRSystem, key: str) -> None:
    with pytest.raises(Rejected):
        worker.submit_time_off(MARCH, key)
    assert hr.counts["submit_time_off"] == 0
