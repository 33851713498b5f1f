"""A worker sees what they sent at once, in every process; and no write goes by an old answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from portal.backends.agreements import AmendmentStage, ResignationDraft, ResignationReason
from portal.backends.errors import Conflict, Rejected, Unavailable
from portal.backends.leave import TimeOffDraft, TimeOffStatus
from portal.backends.types import ProfileChange
from portal.gateway.ledger import ActionKind, ActionState, reconcile_due
from portal.gateway.ledger.touched import TOUCHED
from portal.gateway.worker import WorkerGateway
from portal.services import Services
from portal.snapshots import AMENDMENTS, EVERYTHING, PERSON, RESIGNATIONS, TIME_OFF, Resource
from tests.gateway.conftest import ACCOUNT, Later, OpenGateway, services_on
from tests.gateway.faults import Fault, Killed
from tests.gateway.hr_system import HRSystem
from tests.gateway.things import ALICE, amendment, time_off

MARCH = TimeOffDraft("vacation", date(2027, 3, 1), date(2027, 3, 3))
APRIL = date(2027, 4, 1)


@pytest.fixture
def others(services: Services, store_url: str, hr: HRSystem) -> Iterator[Services]:
    """A second process."""
    with services_on(store_url, hr, services.settings) as others:
        yield others


def ids(services: Services, resource: Resource[tuple[object, ...]] = TIME_OFF) -> list[str]:
    """What a page of this process shows, which it then keeps."""
    card = WorkerGateway(services, ACCOUNT, ALICE).side_by_side().show(resource)
    shown = [one.id for one in card.value]  # type: ignore[attr-defined]
    services.snapshots.settle()
    return shown


def test_what_was_just_sent_is_in_the_list_of_every_process(
    worker: WorkerGateway, services: Services, others: Services
) -> None:
    assert ids(services) == ids(others) == []

    worker.submit_time_off(MARCH, "key-1")

    assert ids(others) == ids(services) == ["leave-1"]


def test_what_was_just_withdrawn_is_shown_as_that(
    worker: WorkerGateway, services: Services, others: Services, hr: HRSystem
) -> None:
    hr.leave = [time_off("leave-1", APRIL, APRIL)]
    assert ids(services) == ids(others) == ["leave-1"]

    worker.cancel_time_off("leave-1", "key-1")

    card = WorkerGateway(others, ACCOUNT, ALICE).side_by_side().show(TIME_OFF)
    assert card.value[0].status is TimeOffStatus.CANCELLED


def test_each_write_ends_what_it_touches(
    worker: WorkerGateway, services: Services, hr: HRSystem
) -> None:
    hr.papers = [amendment("paper-1")]
    worker.open_amendment("paper-1")
    notice = ResignationDraft(ResignationReason.OTHER_PROVIDER, APRIL, "Alice Able")
    for read in (AMENDMENTS, RESIGNATIONS):
        ids(services, read)

    worker.submit_resignation(notice, "key-1")
    assert ids(services, RESIGNATIONS) == ["notice-1"]
    assert hr.counts["amendments"] == 2  # one for the document, one for the list

    assert worker.side_by_side().show(PERSON).ready
    services.snapshots.settle()
    worker.change_profile(ProfileChange(preferred_name="Al"), "key-2")
    assert worker.side_by_side().show(PERSON).value.preferred_name == "Al"


def test_a_list_read_while_the_write_was_on_its_way_is_not_kept(
    worker: WorkerGateway, services: Services, open_gateway: OpenGateway, hr: HRSystem
) -> None:
    """The list is taken, then the request arrives, then the list's answer comes."""

    def send() -> None:
        open_gateway().submit_time_off(MARCH, "key-1")

    hr.after_list = [send]
    shown = ids(services)

    assert shown == []
    assert ids(services) == ["leave-1"]


def test_a_list_read_during_the_call_is_not_kept(
    worker: WorkerGateway, services: Services, hr: HRSystem
) -> None:
    """Between the intent and the result: the effect is not there yet."""
    seen: list[list[str]] = []
    hr.on_write = lambda: seen.append(ids(services))

    worker.submit_time_off(MARCH, "key-1")

    assert seen == [[]]
    assert ids(services) == ["leave-1"]


def test_after_a_death_in_the_middle_the_list_is_read_anew(
    worker: WorkerGateway, services: Services, hr: HRSystem
) -> None:
    assert ids(services) == []
    hr.faults = [Fault.KILLED_AFTER]
    with pytest.raises(Killed):
        worker.submit_time_off(MARCH, "key-1")

    assert ids(services) == ["leave-1"]


def test_a_list_read_during_a_call_without_an_answer_is_not_kept(
    worker: WorkerGateway, services: Services, hr: HRSystem
) -> None:
    seen: list[list[str]] = []
    hr.on_write = lambda: seen.append(ids(services))
    hr.faults = [Fault.UNANSWERED]

    assert worker.submit_time_off(MARCH, "key-1").state is ActionState.CHECKING

    assert seen == [[]]
    assert ids(services) == ["leave-1"]


def test_a_resend_that_dies_leaves_a_list_that_is_read_anew(
    worker: WorkerGateway, services: Services, hr: HRSystem, later: Later
) -> None:
    hr.faults = [Fault.LOST, Fault.KILLED_AFTER]
    worker.submit_time_off(MARCH, "key-1")
    later(minutes=5)
    assert ids(services) == []

    with pytest.raises(Killed):
        reconcile_due(services)

    assert ids(services) == ["leave-1"]


def test_what_was_checked_and_found_is_in_the_list(
    worker: WorkerGateway, services: Services, others: Services, hr: HRSystem, later: Later
) -> None:
    hr.faults = [Fault.LATE]
    action = worker.submit_time_off(MARCH, "key-1")
    assert action.state is ActionState.CHECKING
    assert ids(services) == ids(others) == []
    hr.catch_up()

    later(minutes=5)
    reconcile_due(services)

    assert worker.action(action.id).state is ActionState.ACCEPTED
    assert ids(others) == ids(services) == ["leave-1"]


def test_what_was_sent_again_is_in_the_list(
    worker: WorkerGateway, services: Services, hr: HRSystem, later: Later
) -> None:
    hr.faults = [Fault.LOST]
    worker.submit_time_off(MARCH, "key-1")
    assert ids(services) == []

    later(minutes=5)
    reconcile_due(services)

    assert ids(services) == ["leave-1"]


def test_no_write_is_decided_by_what_was_read_before(
    worker: WorkerGateway, services: Services, hr: HRSystem
) -> None:
    """Kept are a request that waits and a change to sign; meanwhile both were decided."""
    hr.leave = [time_off("leave-1", APRIL, APRIL)]
    hr.papers = [amendment("paper-1")]
    assert (ids(services), ids(services, AMENDMENTS)) == (["leave-1"], ["paper-1"])
    hr.leave = [time_off("leave-1", APRIL, APRIL, status=TimeOffStatus.APPROVED)]
    hr.papers = [amendment("paper-1", AmendmentStage.CANCELLED)]

    with pytest.raises(Conflict):
        worker.cancel_time_off("leave-1", "key-1")
    with pytest.raises(Conflict):
        worker.sign_amendment("paper-1", "Alice Able", "0" * 64, "key-2")

    assert hr.counts["cancel_time_off"] == hr.counts["sign_amendment"] == 0


def test_a_look_up_asks_the_hr_system(
    worker: WorkerGateway, services: Services, hr: HRSystem, later: Later
) -> None:
    """What pages have kept meanwhile says that nothing arrived."""
    hr.faults = [Fault.LATE]
    action = worker.submit_time_off(MARCH, "key-1")
    assert ids(services) == []
    hr.catch_up()
    hr.counts.clear()

    later(seconds=5)

    assert worker.action(action.id).state is ActionState.ACCEPTED
    assert (hr.counts["time_off"], hr.counts["submit_time_off"]) == (1, 0)


def test_while_the_hr_system_is_down_nothing_is_sent_and_the_list_stays(
    worker: WorkerGateway, services: Services, hr: HRSystem
) -> None:
    hr.leave = [time_off("leave-1", APRIL, APRIL)]
    ids(services)
    hr.read_error = Unavailable("down")

    with pytest.raises(Unavailable) as refused:
        worker.submit_time_off(MARCH, "key-1")

    assert refused.value.sent is False
    assert ids(services) == ["leave-1"]


def test_a_refused_write_leaves_a_list_that_is_read_anew(
    worker: WorkerGateway, services: Services, hr: HRSystem
) -> None:
    ids(services)
    hr.faults = [Fault.REFUSED]
    with pytest.raises(Rejected):
        worker.submit_time_off(MARCH, "key-1")
    hr.leave = [time_off("leave-1", APRIL, APRIL)]

    assert ids(services) == ["leave-1"]


def test_every_kind_of_write_says_what_it_touches() -> None:
    assert set(TOUCHED) == set(ActionKind)
    of_others = {kind for kind in ActionKind if kind.actor == "manager"}
    assert {kind for kind, touched in TOUCHED.items() if not touched} == of_others
    assert {resource for touched in TOUCHED.values() for resource in touched} <= set(EVERYTHING)
