"""How the effect of each kind of act is found, and what is not taken for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from portal.backends.leave import TimeOffDraft, TimeOffStatus
from portal.backends.types import ProfileChange, Upload
from portal.gateway.ledger import ActionState, reconcile_due
from portal.gateway.worker import WorkerGateway
from portal.services import Services
from tests.gateway.conftest import Later, OpenGateway
from tests.gateway.faults import Fault
from tests.gateway.hr_system import HRSystem
from tests.gateway.things import time_off

MARCH = TimeOffDraft("vacation", date(2027, 3, 1), date(2027, 3, 3))
SCAN = Upload("passport.pdf", "application/pdf", b"%PDF passport")


def test_an_older_request_for_the_same_days_is_not_taken_for_the_new_one(
    worker: WorkerGateway, hr: HRSystem, services: Services, later: Later
) -> None:
    hr.leave = [time_off("rejected", MARCH.start, MARCH.end, status=TimeOffStatus.REJECTED)]
    hr.faults = [Fault.LOST]
    action = worker.submit_time_off(MARCH, "key-1")

    later(minutes=10)
    reconcile_due(services)

    assert worker.action(action.id).reference == "leave-2"


def test_what_another_tab_has_just_made_is_not_taken_for_the_lost_one(
    open_gateway: OpenGateway, hr: HRSystem, services: Services, later: Later
) -> None:
    """The other tab asks for half days after this one has listed what is there."""
    half_days = replace(MARCH, half_day=True)
    hr.takes_overlaps = True
    hr.after_list = [lambda: open_gateway().submit_time_off(half_days, "key-1")]
    hr.on_write = lambda: setattr(hr, "faults", [Fault.LOST] if hr.leave else [])

    action = open_gateway().submit_time_off(MARCH, "key-2")
    assert action.state is ActionState.CHECKING
    hr.on_write = lambda: None
    later(minutes=10)
    reconcile_due(services)

    assert open_gateway().action(action.id).reference == "leave-2"
    assert hr.effects() == 2


def test_a_span_that_was_split_is_found_whole(
    worker: WorkerGateway, hr: HRSystem, later: Later
) -> None:
    hr.faults = [Fault.LOST]
    action = worker.submit_time_off(MARCH, "key-1")
    hr.leave = [
        time_off("leave-1", date(2027, 3, 1), date(2027, 3, 2)),
        time_off("leave-2", date(2027, 3, 3), date(2027, 3, 3)),
    ]

    later(seconds=5)

    assert worker.action(action.id).state is ActionState.ACCEPTED


def test_a_cancellation_overtaken_by_an_approval_shows_the_true_state(
    worker: WorkerGateway, hr: HRSystem, services: Services, later: Later
) -> None:
    hr.leave = [time_off("leave-1", MARCH.start, MARCH.end)]
    hr.faults = [Fault.LOST]
    action = worker.cancel_time_off("leave-1", "key-1")
    hr.leave = [time_off("leave-1", MARCH.start, MARCH.end, status=TimeOffStatus.APPROVED)]

    later(minutes=10)
    reconcile_due(services)

    assert worker.action(action.id).state is ActionState.REFUSED
    assert hr.counts["cancel_time_off"] == 1


def test_an_unanswered_cancellation_is_found(
    worker: WorkerGateway, hr: HRSystem, later: Later
) -> None:
    hr.leave = [time_off("leave-1", MARCH.start, MARCH.end)]
    hr.faults = [Fault.UNANSWERED]
    action = worker.cancel_time_off("leave-1", "key-1")

    later(seconds=5)

    assert worker.action(action.id).state is ActionState.ACCEPTED
    assert hr.counts["cancel_time_off"] == 1


def test_an_unanswered_profile_change_is_found_in_the_profile(
    worker: WorkerGateway, hr: HRSystem, later: Later
) -> None:
    hr.faults = [Fault.UNANSWERED]
    action = worker.change_profile(ProfileChange(preferred_name="Al"), "key-1")

    later(seconds=5)

    assert worker.action(action.id).state is ActionState.ACCEPTED


def test_an_upload_that_arrived_is_found_in_its_slot(
    worker: WorkerGateway, hr: HRSystem, later: Later
) -> None:
    hr.faults = [Fault.UNANSWERED]
    action = worker.upload_document("passport", SCAN, "key-1")

    later(seconds=5)

    assert worker.action(action.id).state is ActionState.ACCEPTED


def test_an_upload_that_did_not_arrive_is_asked_for_again(
    worker: WorkerGateway, hr: HRSystem, services: Services, later: Later
) -> None:
    """The file is never stored, so there is nothing to send."""
    hr.faults = [Fault.LOST]
    action = worker.upload_document("passport", SCAN, "key-1")

    later(minutes=10)
    reconcile_due(services)

    assert worker.action(action.id).state is ActionState.UNSENT
    assert worker.upload_document("passport", SCAN, "key-1").state is ActionState.ACCEPTED


def test_a_smaller_request_within_the_days_is_left_to_itself(
    worker: WorkerGateway, hr: HRSystem, later: Later
) -> None:
    """Somebody in HR entered it meanwhile."""
    hr.faults = [Fault.LOST]
    action = worker.submit_time_off(MARCH, "key-1")
    hr.leave = [
        time_off("smaller", date(2027, 3, 2), date(2027, 3, 2)),
        time_off("whole", MARCH.start, MARCH.end),
    ]

    later(seconds=5)

    assert worker.action(action.id).reference == "whole"


def test_a_part_of_the_days_is_not_the_request(
    worker: WorkerGateway, hr: HRSystem, later: Later
) -> None:
    hr.faults = [Fault.LATE]
    action = worker.submit_time_off(MARCH, "key-1")
    hr.leave = [time_off("leave-1", date(2027, 3, 2), date(2027, 3, 2))]

    later(seconds=5)

    assert worker.action(action.id).state is ActionState.CHECKING
