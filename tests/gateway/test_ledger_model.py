"""Whatever goes wrong in whatever order: each accepted act has one effect, no other has any."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from portal.backends.errors import BackendError
from portal.backends.leave import TimeOffDraft, TimeOffStatus
from portal.db import Database
from portal.gateway.errors import SignInAgain
from portal.gateway.ledger import Action, ActionKind, ActionState, reconcile_due
from portal.gateway.worker import WorkerGateway
from tests.gateway.conftest import ACCOUNT, services_on
from tests.gateway.faults import Fault, Killed
from tests.gateway.hr_system import HRSystem
from tests.gateway.things import ALICE

DRAFTS = (
    TimeOffDraft("vacation", date(2027, 3, 1), date(2027, 3, 5)),
    TimeOffDraft("vacation", date(2027, 3, 1), date(2027, 3, 5), half_day=True),
    TimeOffDraft("vacation", date(2027, 3, 2), date(2027, 3, 3)),
    TimeOffDraft("sick", date(2027, 3, 1), date(2027, 3, 5)),
)
KEYS = ("key-1", "key-2", "key-3", "key-4")
faults = st.lists(st.sampled_from([None, *Fault]), max_size=3)


class LedgerMachine(RuleBasedStateMachine):
    @initialize()
    def start(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.clock = time_machine.travel(datetime(2026, 11, 22, 9, tzinfo=UTC), tick=True)
        self.time = self.clock.start()
        url = f"sqlite:///{Path(self.folder.name) / 'portal.sqlite3'}"
        database = Database(url)
        database.upgrade()
        database.close()
        self.hr = HRSystem()
        self.hr.takes_overlaps = True  # so that a doubled request would be seen
        self.hr.late_by = timedelta(seconds=100)  # shorter than the ledger's patience
        self.process = services_on(url, self.hr)
        self.services = self.process.services
        self.seen: set[str] = set()
        self.claimed_sent = 0

    @property
    def worker(self) -> WorkerGateway:
        return WorkerGateway(self.services, ACCOUNT, ALICE)

    @rule(draft=st.sampled_from(DRAFTS), key=st.sampled_from(KEYS), faults=faults)
    def submit(self, draft: TimeOffDraft, key: str, faults: list[Fault]) -> None:
        self.hr.faults = list(faults)
        self.attempt(lambda: self.worker.submit_time_off(draft, key))

    @precondition(lambda self: self.hr.leave)
    @rule(data=st.data(), number=st.integers(1, 9), faults=faults)
    def cancel(self, data: st.DataObject, number: int, faults: list[Fault]) -> None:
        request = data.draw(st.sampled_from(self.hr.leave))
        self.hr.faults = list(faults)
        self.attempt(lambda: self.worker.cancel_time_off(request.id, f"cancel-{number}"))

    @rule(seconds=st.sampled_from([1, 5, 20, 100, 130, 400]))
    def wait(self, seconds: int) -> None:
        self.time.shift(timedelta(seconds=seconds))

    @rule(faults=faults)
    def reconcile(self, faults: list[Fault]) -> None:
        self.hr.faults = list(faults)
        try:
            reconcile_due(self.services)
        except Killed:
            return

    @rule()
    def look(self) -> None:
        self.hr.faults = []
        for action_id in self.seen:
            self.worker.action(action_id)

    @rule()
    def late_effects_come(self) -> None:
        self.hr.catch_up()

    def attempt(self, write: Callable[[], Action]) -> None:
        try:
            action = write()
        except (BackendError, SignInAgain) as error:
            self.claimed_sent += getattr(error, "sent", False)
        except Killed:
            self.seen.update(action.id for action in self.worker.open_actions())
        else:
            assert action.state in (ActionState.ACCEPTED, ActionState.CHECKING)
            self.seen.add(action.id)

    def teardown(self) -> None:
        if not hasattr(self, "services"):
            return
        try:
            self.settle_everything()
            self.compare()
        finally:
            self.process.__exit__()
            self.clock.stop()
            self.folder.cleanup()

    def settle_everything(self) -> None:
        self.hr.faults = []
        self.hr.catch_up()
        for _ in range(20):
            self.time.shift(timedelta(minutes=11))
            reconcile_due(self.services)
            if not self.worker.open_actions():
                return
        pytest.fail("an action stays open for ever")

    def compare(self) -> None:
        actions = [self.worker.action(action_id) for action_id in self.seen]
        made = Counter(
            action.reference
            for action in actions
            if action.kind is ActionKind.TIME_OFF_SUBMIT and action.state is ActionState.ACCEPTED
        )
        withdrawn = {
            action.reference
            for action in actions
            if action.kind is ActionKind.TIME_OFF_CANCEL and action.state is ActionState.ACCEPTED
        }
        assert self.claimed_sent == 0
        assert made == Counter(request.id for request in self.hr.leave)
        assert withdrawn == {
            request.id for request in self.hr.leave if request.status is TimeOffStatus.CANCELLED
        }


TestLedger = LedgerMachine.TestCase
TestLedger.settings = settings(
    max_examples=30,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
