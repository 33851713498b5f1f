"""What is not the worker's own does not exist for them, and somebody is told."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from portal.audit import AuditEvent, Event
from portal.backends.agreements import AmendmentStage
from portal.backends.errors import ForeignObject, NotFound
from portal.backends.leave import TimeOffStatus
from portal.gateway.worker import WorkerGateway
from portal.services import Services
from tests.gateway.hr_system import HRSystem
from tests.gateway.things import ALICE, BOB, amendment, person_of, resignation, time_off

MAY = date(2027, 5, 3)
NOT_IDS = ["..", ".", "-", "", "a/b", "a?x", "%2e%2e", "a\x00b", "a b", "x" * 129, "á"]


def audited(services: Services) -> list[tuple[str, str]]:
    with services.database.read() as session:
        events = session.scalars(select(AuditEvent).order_by(AuditEvent.at)).all()
    return [
        (event.tag, event.object_id) for event in events if event.tag.startswith("foreign_object")
    ]


def test_lists_lose_what_is_another_s(
    worker: WorkerGateway, hr: HRSystem, services: Services, quiet_logs: list[dict[str, object]]
) -> None:
    hr.leave = [time_off("mine", MAY, MAY), time_off("his", MAY, MAY, worker_id=BOB.worker_id)]
    hr.papers = [amendment("my-paper"), amendment("his-paper", contract_id=BOB.contract_id)]

    assert [item.id for item in worker.time_off()] == ["mine"]
    assert [item.id for item in worker.amendments()] == ["my-paper"]

    blocked = Event.FOREIGN_OBJECT_BLOCKED.value
    assert audited(services) == [(blocked, "his"), (blocked, "his-paper")]
    lines = [line for line in quiet_logs if line["event"] == blocked]
    assert [(line["object_id"], line["log_level"]) for line in lines] == [
        ("his", "warning"),
        ("his-paper", "warning"),
    ]
    assert not any("Alice" in str(line) or "example.com" in str(line) for line in quiet_logs)


def test_another_person_is_not_shown(
    worker: WorkerGateway, hr: HRSystem, services: Services
) -> None:
    hr.people[ALICE.worker_id] = person_of(BOB)

    with pytest.raises(ForeignObject):
        worker.person()
    assert audited(services) == [(Event.FOREIGN_OBJECT_BLOCKED.value, "bob")]


def test_what_an_adapter_held_back_is_reported(
    worker: WorkerGateway, hr: HRSystem, services: Services
) -> None:
    hr.mixed_in = [ForeignObject("payslip", "slip-of-bob")]

    assert [slip.id for slip in worker.payslips()] == ["slip-1"]
    assert audited(services) == [(Event.FOREIGN_OBJECT_BLOCKED.value, "slip-of-bob")]


def test_singles_come_out_of_the_own_list(worker: WorkerGateway, hr: HRSystem) -> None:
    hr.leave = [time_off("mine", MAY, MAY, status=TimeOffStatus.APPROVED)]
    hr.papers = [amendment("my-paper", AmendmentStage.ACTIVE)]
    hr.notices = [resignation("notice-1")]

    assert worker.time_off_request("mine").status is TimeOffStatus.APPROVED
    assert worker.amendment("my-paper").stage is AmendmentStage.ACTIVE
    assert worker.payslip("slip-1").status == "PUBLISHED"
    assert worker.payslip("slip-1", among=worker.payslips()) == worker.payslip("slip-1")
    assert worker.document("passport").title == "passport"
    assert worker.resignations() == tuple(hr.notices)


@pytest.mark.parametrize("single", ["payslip", "document", "time_off_request", "amendment"])
def test_another_s_id_is_not_found_and_noted(
    worker: WorkerGateway, services: Services, single: str
) -> None:
    with pytest.raises(NotFound) as missing:
        getattr(worker, single)("somebody-elses")

    assert type(missing.value) is NotFound
    assert audited(services) == [(Event.FOREIGN_OBJECT_ASKED_FOR.value, "somebody-elses")]


@pytest.mark.parametrize("not_id", NOT_IDS)
@pytest.mark.parametrize(
    "single",
    [
        "payslip",
        "document",
        "time_off_request",
        "amendment",
        "open_amendment",
    ],
)
def test_what_can_t_be_an_id_makes_no_call(
    worker: WorkerGateway, hr: HRSystem, services: Services, single: str, not_id: str
) -> None:
    with pytest.raises(NotFound):
        getattr(worker, single)(not_id)

    assert hr.counts.total() == 0
    assert audited(services) == []
