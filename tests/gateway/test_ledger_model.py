"""Whatever goes wrong in whatever order: each accepted act has one effect, no other has any."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from sqlalchemy import select

from portal.backends.agreements import (
    AmendmentStage,
    ResignationDraft,
    ResignationReason,
    ResignationStage,
)
from portal.backends.errors import BackendError
from portal.backends.leave import TimeOffDraft, TimeOffStatus
from portal.backends.types import ProfileChange, Upload
from portal.db import Database
from portal.gateway.errors import SignInAgain
from portal.gateway.ledger import Action, ActionKind, ActionState, reconcile_due
from portal.gateway.ledger.by_hand import NotToSettle, settle_by_hand
from portal.gateway.ledger.store import LedgerStore
from portal.gateway.models import ActionRow
from portal.gateway.worker import WorkerGateway
from tests.gateway.conftest import ACCOUNT, services_on
from tests.gateway.faults import Fault, Killed
from tests.gateway.hr_system import HRSystem
from tests.gateway.storage import DiesAt
from tests.gateway.things import ALICE, amendment, sha256

DRAFTS = (
    TimeOffDraft("vacation", date(2027, 3, 1), date(2027, 3, 5)),
    TimeOffDraft("vacation", date(2027, 3, 1), date(2027, 3, 5), half_day=True),
    TimeOffDraft("vacation", date(2027, 3, 2), date(2027, 3, 3)),
    TimeOffDraft("sick", date(2027, 3, 1), date(2027, 3, 5)),
)
KEYS = ("key-1", "key-2", "key-3", "key-4")
PAPERS = ("amendment-1", "amendment-2", "amendment-3")
LETTER = Upload("letter.pdf", "application/pdf", b"%PDF letter")
LAST_DAY = date(2027, 6, 30)
faults = st.lists(st.sampled_from([None, *Fault]), max_size=3)
processes = st.sampled_from([0, 1])
deaths = st.one_of(st.none(), st.integers(1, 14))
"""At which step of a transaction the process dies, beginnings and commits counted."""


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
        self.hr.papers = [amendment(paper) for paper in PAPERS]
        first = services_on(url, self.hr)
        self.opened = [first, services_on(url, self.hr, first.services.settings)]
        self.processes = [opened.services for opened in self.opened]
        self.steps = [DiesAt(services.database) for services in self.processes]
        self.store = LedgerStore(first.services.database, first.services.vault, self.timing)
        self.names: dict[str, str] = {}
        self.claimed_sent = 0
        for paper in PAPERS:
            download = self.worker().open_amendment(paper)
            assert list(download.chunks())
            download.close()

    @property
    def timing(self) -> object:
        return self.processes[0].timing

    def worker(self, process: int = 0) -> WorkerGateway:
        return WorkerGateway(self.processes[process], ACCOUNT, ALICE)

    # What a worker does
    @rule(
        draft=st.sampled_from(DRAFTS),
        key=st.sampled_from(KEYS),
        faults=faults,
        process=processes,
        dies_at=deaths,
    )
    def submit(
        self, draft: TimeOffDraft, key: str, faults: list[Fault], process: int, dies_at: int | None
    ) -> None:
        write = self.worker(process).submit_time_off
        self.attempt(lambda: write(draft, key), faults, process, dies_at)

    @precondition(lambda self: self.hr.leave)
    @rule(
        data=st.data(), number=st.integers(1, 9), faults=faults, process=processes, dies_at=deaths
    )
    def cancel(
        self,
        data: st.DataObject,
        number: int,
        faults: list[Fault],
        process: int,
        dies_at: int | None,
    ) -> None:
        request = data.draw(st.sampled_from(self.hr.leave))
        write = self.worker(process).cancel_time_off
        self.attempt(lambda: write(request.id, f"cancel-{number}"), faults, process, dies_at)

    @rule(
        paper=st.sampled_from(PAPERS),
        number=st.integers(1, 3),
        faults=faults,
        process=processes,
        dies_at=deaths,
    )
    def sign(
        self, paper: str, number: int, faults: list[Fault], process: int, dies_at: int | None
    ) -> None:
        digest = sha256(self.hr.paper_bytes)
        write = self.worker(process).sign_amendment
        self.attempt(
            lambda: write(paper, ALICE.name, digest, f"sign-{number}"), faults, process, dies_at
        )

    @rule(
        attached=st.booleans(),
        number=st.integers(1, 3),
        faults=faults,
        process=processes,
        dies_at=deaths,
    )
    def resign(
        self, attached: bool, number: int, faults: list[Fault], process: int, dies_at: int | None
    ) -> None:
        draft = ResignationDraft(
            ResignationReason.PROJECT_ENDED,
            LAST_DAY,
            ALICE.name,
            attachments=(LETTER,) if attached else (),
        )
        write = self.worker(process).submit_resignation
        self.attempt(lambda: write(draft, f"resign-{number}"), faults, process, dies_at)

    @rule(
        name=st.sampled_from(["Al", "Ali", "Lis"]),
        number=st.integers(1, 9),
        faults=faults,
        process=processes,
        dies_at=deaths,
    )
    def change_name(
        self, name: str, number: int, faults: list[Fault], process: int, dies_at: int | None
    ) -> None:
        open_before = {action.id for action in self.worker().open_actions()}
        write = self.worker(process).change_profile
        change = ProfileChange(preferred_name=name)
        self.attempt(lambda: write(change, f"name-{number}"), faults, process, dies_at)
        for row in self.rows(ActionKind.PROFILE_CHANGE):
            if row.key == f"name-{number}" and row.id not in open_before:
                self.names.setdefault(row.call_key, name)

    @rule(draft=st.sampled_from(DRAFTS), key=st.sampled_from(KEYS), attached=st.booleans())
    def send_asleep(self, draft: TimeOffDraft, key: str, attached: bool) -> None:
        """The machine stands still in the middle of a call; another one finds out meanwhile."""

        def sleep() -> None:
            self.hr.on_write = lambda: None
            self.time.shift(timedelta(minutes=10))
            reconcile_due(self.processes[1])

        self.hr.on_write = sleep
        resignation = ResignationDraft(
            ResignationReason.PROJECT_ENDED, LAST_DAY, ALICE.name, attachments=(LETTER,)
        )
        worker = self.worker()
        if attached:
            self.attempt(lambda: worker.submit_resignation(resignation, "asleep"), [], 0, None)
        else:
            self.attempt(lambda: worker.submit_time_off(draft, key), [], 0, None)
        self.hr.on_write = lambda: None

    # What else happens
    @rule(seconds=st.sampled_from([1, 5, 20, 100, 130, 400]))
    def wait(self, seconds: int) -> None:
        self.time.shift(timedelta(seconds=seconds))

    @rule(faults=faults, process=processes, dies_at=deaths)
    def reconcile(self, faults: list[Fault], process: int, dies_at: int | None) -> None:
        self.hr.faults = list(faults)
        self.steps[process].left = dies_at
        try:
            reconcile_due(self.processes[process])
        except Killed:
            return
        finally:
            self.steps[process].left = None

    @rule(process=processes)
    def look(self, process: int) -> None:
        self.hr.faults = []
        for row in self.rows():
            self.worker(process).action(row.id)

    @rule()
    def late_effects_come(self) -> None:
        self.hr.catch_up()

    @rule()
    def employer_answers_the_notice(self) -> None:
        self.hr.notices = [
            replace(notice, stage=ResignationStage.CANCELLED) for notice in self.hr.notices
        ]

    @rule(data=st.data())
    def operator_settles(self, data: st.DataObject) -> None:
        """As the HR system shows it; refused as long as something may still come."""
        actions = self.worker().open_actions()
        if not actions:
            return
        action = data.draw(st.sampled_from(actions))
        self.hr.catch_up(datetime.now(UTC))
        row = self.store.get(action.id)
        assert row is not None
        done = self.hr.done.get(row.call_key)
        reference = done[0].id if isinstance(done, tuple) else getattr(done, "id", "")
        try:
            settle_by_hand(
                self.store,
                self.timing,
                action.id,
                accepted=row.call_key in self.hr.done,
                reference=reference,
                operator="olga",
            )
        except NotToSettle:
            assert self.worker().open_actions() != ()

    def attempt(
        self, write: Callable[[], Action], faults: list[Fault], process: int, dies_at: int | None
    ) -> None:
        self.hr.faults = list(faults)
        self.steps[process].left = dies_at
        try:
            action = write()
        except (BackendError, SignInAgain) as error:
            self.claimed_sent += getattr(error, "sent", False)
        except Killed:
            return
        else:
            assert action.state in (ActionState.ACCEPTED, ActionState.CHECKING)
        finally:
            self.steps[process].left = None

    def rows(self, kind: ActionKind | None = None) -> list[ActionRow]:
        with self.processes[0].database.read() as session:
            rows = session.scalars(select(ActionRow).order_by(ActionRow.created_at)).all()
        return [row for row in rows if kind in (None, row.kind)]

    def teardown(self) -> None:
        if not hasattr(self, "processes"):
            return
        try:
            self.settle_everything()
            self.compare()
        finally:
            for opened in self.opened:
                opened.__exit__()
            self.clock.stop()
            self.folder.cleanup()

    def settle_everything(self) -> None:
        self.hr.faults = []
        self.hr.catch_up()
        for _ in range(20):
            self.time.shift(timedelta(minutes=11))
            reconcile_due(self.processes[0])
            if not self.worker().open_actions():
                return
        pytest.fail("an action stays open for ever")

    def compare(self) -> None:
        assert self.claimed_sent == 0
        self.compare_time_off()
        self.compare_papers()
        accepted = [row for row in self.rows() if row.state == ActionState.ACCEPTED]
        changes = [row for row in accepted if row.kind == ActionKind.PROFILE_CHANGE]
        if changes:
            shown = self.hr.people[ALICE.worker_id].preferred_name
            assert shown == self.names[changes[-1].call_key]

    def compare_time_off(self) -> None:
        made = self.done(ActionKind.TIME_OFF_SUBMIT)
        withdrawn = self.done(ActionKind.TIME_OFF_CANCEL)
        cancelled = [one for one in self.hr.leave if one.status is TimeOffStatus.CANCELLED]
        assert made == Counter(self.effects_of(ActionKind.TIME_OFF_SUBMIT))
        assert sum(made.values()) == len(self.hr.leave)
        assert sum(withdrawn.values()) == len(cancelled)

    def compare_papers(self) -> None:
        signed = [one for one in self.hr.papers if one.stage is AmendmentStage.SIGNED]
        assert sum(self.done(ActionKind.AMENDMENT_SIGN).values()) == len(signed)
        assert sum(self.done(ActionKind.RESIGNATION_SUBMIT).values()) == len(self.hr.notices)

    def done(self, kind: ActionKind) -> Counter[str]:
        """Call keys of what the ledger says was accepted."""
        rows = self.rows(kind)
        return Counter(row.call_key for row in rows if row.state == ActionState.ACCEPTED)

    def effects_of(self, kind: ActionKind) -> list[str]:
        """Call keys of this kind that the HR system has acted upon."""
        return [row.call_key for row in self.rows(kind) if row.call_key in self.hr.done]


TestLedger = LedgerMachine.TestCase
TestLedger.settings = settings(
    max_examples=40,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
