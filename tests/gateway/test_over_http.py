"""The gateway with the Deel backend over HTTP: faults on the wire, processes that are killed."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pytest

from portal import build_services
from portal.backends.agreements import AmendmentStage
from portal.backends.errors import NotFound, Unavailable
from portal.backends.leave import TimeOffDraft, TimeOffStatus
from portal.backends.types import WorkerIdentity
from portal.gateway.ledger import ActionState, reconcile_due
from portal.gateway.worker import WorkerGateway
from portal.services import Services
from portal.settings import Settings
from tests.gateway.conftest import ACCOUNT, Later
from tests.sandbox_server import RunningSandbox
from tests.support.days import free_mondays

JANA, OLIVER = "jana.koehler@acme.example", "oliver.bennett@acme.example"
CREATE, LIST = "time_offs.create", "time_offs.list_of_profile"
PATIENCE = 60.0


@pytest.fixture
def services(settings: Settings) -> Iterator[Services]:
    services = build_services(settings)
    yield services
    services.pool.shutdown()
    services.database.close()


@pytest.fixture
def jana(services: Services) -> WorkerIdentity:
    return identity_of(services, JANA)


def identity_of(services: Services, email: str) -> WorkerIdentity:
    identity = services.backends["deel"].directory.find_by_email(email)
    assert identity is not None
    return identity


@pytest.fixture
def open_worker(services: Services, jana: WorkerIdentity) -> Callable[[], WorkerGateway]:
    return lambda: WorkerGateway(services, ACCOUNT, jana)


@pytest.fixture
def worker(open_worker: Callable[[], WorkerGateway]) -> WorkerGateway:
    return open_worker()


@pytest.fixture
def a_day_off(worker: WorkerGateway) -> TimeOffDraft:
    """A Tuesday that nobody has anything against."""
    day = some_tuesday()
    return TimeOffDraft(worker.time_off_types()[0].id, day, day)


def some_tuesday() -> date:
    return next(free_mondays("DE", "GB", in_days=200, around=range(2))) + timedelta(days=1)


def requests_on(worker: WorkerGateway, draft: TimeOffDraft) -> int:
    """How many requests stand for this day."""
    standing = (TimeOffStatus.REQUESTED, TimeOffStatus.APPROVED)
    return sum(item.start == draft.start and item.status in standing for item in worker.time_off())


def test_an_answer_lost_on_its_way_is_one_request(
    worker: WorkerGateway, sandbox: RunningSandbox, a_day_off: TimeOffDraft, later: Later
) -> None:
    sandbox.fault("truncated", CREATE, times=1)

    action = worker.submit_time_off(a_day_off, "key-1")
    assert action.state is ActionState.CHECKING
    later(seconds=5)

    assert worker.action(action.id).state is ActionState.ACCEPTED
    assert len(sandbox.calls(CREATE)) == 1
    assert requests_on(worker, a_day_off) == 1


def test_a_request_lost_on_its_way_is_sent_again_with_the_same_key(
    worker: WorkerGateway,
    services: Services,
    sandbox: RunningSandbox,
    a_day_off: TimeOffDraft,
    later: Later,
) -> None:
    sandbox.fault("cut", CREATE, times=1)

    action = worker.submit_time_off(a_day_off, "key-1")
    assert action.state is ActionState.CHECKING
    later(minutes=10)
    reconcile_due(services)

    assert worker.action(action.id).state is ActionState.ACCEPTED
    calls = sandbox.calls(CREATE)
    assert len(calls) == 2
    assert len({call["idempotency_key"] for call in calls}) == 1
    assert requests_on(worker, a_day_off) == 1


def test_a_double_click_is_one_call(
    open_worker: Callable[[], WorkerGateway], sandbox: RunningSandbox, a_day_off: TimeOffDraft
) -> None:
    with ThreadPoolExecutor(4) as pool:
        actions = list(
            pool.map(lambda _: open_worker().submit_time_off(a_day_off, "key-1"), range(4))
        )

    assert len({action.id for action in actions}) == 1
    assert len(sandbox.calls(CREATE)) == 1


def test_too_many_requests_means_nothing_was_sent(
    worker: WorkerGateway, sandbox: RunningSandbox, a_day_off: TimeOffDraft
) -> None:
    sandbox.fault("429", CREATE, times=1)

    with pytest.raises(Unavailable) as limited:
        worker.submit_time_off(a_day_off, "key-1")
    assert not limited.value.sent

    assert worker.submit_time_off(a_day_off, "key-1").state is ActionState.ACCEPTED
    assert requests_on(worker, a_day_off) == 1


def test_an_expired_token_costs_one_mint(
    worker: WorkerGateway, sandbox: RunningSandbox, a_day_off: TimeOffDraft
) -> None:
    worker.time_off()
    sandbox.fault("expired_token", CREATE, times=1)

    assert worker.submit_time_off(a_day_off, "key-1").state is ActionState.ACCEPTED
    assert len(sandbox.calls("workers.session.create")) == 2


def test_a_stranger_s_leave_is_not_shown(worker: WorkerGateway, sandbox: RunningSandbox) -> None:
    own = {item.id for item in worker.time_off()}
    sandbox.fault("stranger", LIST)

    assert {item.id for item in worker.time_off()} <= own


def test_another_s_leave_can_t_be_withdrawn(
    worker: WorkerGateway, services: Services, sandbox: RunningSandbox
) -> None:
    oliver = WorkerGateway(services, "b" * 32, identity_of(services, OLIVER))
    draft = TimeOffDraft(oliver.time_off_types()[0].id, some_tuesday(), some_tuesday())
    theirs = oliver.submit_time_off(draft, "key-1").reference

    with pytest.raises(NotFound):
        worker.cancel_time_off(theirs, "key-1")

    assert requests_on(oliver, draft) == 1
    assert sandbox.calls("time_offs.cancel") == []


def test_an_amendment_is_signed_once_for_what_was_read(
    worker: WorkerGateway, sandbox: RunningSandbox, later: Later
) -> None:
    waiting = next(one for one in worker.amendments() if one.stage is AmendmentStage.TO_SIGN)
    download = worker.open_amendment(waiting.id)
    assert sum(map(len, download.chunks())) > 0
    download.close()
    reading = worker.amendment_reading(waiting.id)
    assert reading is not None
    sandbox.fault("truncated", "amendments.worker_sign", times=1)

    action = worker.sign_amendment(waiting.id, "Jana Köhler", reading.sha256, "key-1")
    assert action.state is ActionState.CHECKING
    later(seconds=5)

    assert worker.action(action.id).state is ActionState.ACCEPTED
    assert worker.amendment(waiting.id).stage is not AmendmentStage.TO_SIGN
    assert len(sandbox.calls("amendments.worker_sign")) == 1


@pytest.mark.parametrize("fault", ["accepted_then_timeout", "hang"])
def test_a_process_killed_in_the_middle_leaves_one_request(
    worker: WorkerGateway,
    services: Services,
    sandbox: RunningSandbox,
    environment: dict[str, str],
    a_day_off: TimeOffDraft,
    later: Later,
    fault: str,
) -> None:
    """Killed after the HR system took the request, or before it did anything."""
    sandbox.fault(fault, CREATE, times=1)
    command = [sys.executable, "-m", "tests.gateway.one_submit", ACCOUNT, JANA]
    process = subprocess.Popen(
        [*command, a_day_off.type_id, a_day_off.start.isoformat(), "key-1"],
        cwd=Path(__file__).parents[2],
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until(lambda: sandbox.calls(CREATE) != [] or process.poll() is not None)
        if fault == "accepted_then_timeout":
            wait_until(lambda: requests_on(worker, a_day_off) == 1)
    finally:
        process.kill()
        process.wait()
    (action,) = worker.open_actions()
    assert action.state is ActionState.CHECKING
    assert worker.submit_time_off(a_day_off, "key-1").id == action.id

    for _ in range(3):
        later(minutes=10)
        reconcile_due(services)

    assert worker.action(action.id).state is ActionState.ACCEPTED
    assert requests_on(worker, a_day_off) == 1


def wait_until(reached: Callable[[], bool]) -> None:
    """Another process has to get somewhere first."""
    pause = threading.Event()
    for _ in range(int(PATIENCE / 0.05)):
        if reached():
            return
        pause.wait(0.05)
    raise AssertionError("it never came to that")
