"""The process dies by SIGKILL anywhere in a write: nothing is lost, nothing is doubled."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bench.quick_portal import QUICK
from bench.truth import Employer, Person, problem_or_none
from portal import build_services
from portal.backends.errors import BackendError
from portal.backends.leave import TimeOffDraft
from portal.backends.types import WorkerIdentity
from portal.db import new_id
from portal.gateway.ledger import reconcile_due
from portal.gateway.ledger.action import OPEN
from portal.gateway.models import ActionRow
from portal.gateway.worker import WorkerGateway
from portal.services import Services
from portal.settings import load
from tests.gateway.killed_process import Task, Write, do
from tests.sandbox_server import RunningSandbox
from tests.support.days import free_mondays

PEOPLE = (
    "lukasz.wojcik",
    "sofia.almeida",
    "oliver.bennett",
    "joao.carvalho",
    "kenta.tanaka",
    "maria.fernandez",
    "priya.raghunathan",
    "etienne.tremblay",
)
"""Nothing of theirs is pending in the HR system."""
COUNTRIES = ("BR", "CA", "ES", "GB", "IN", "JP", "PL", "PT")
KINDS = ("submit", "cancel", "sign", "resign")
ROUNDS = 3
AT_ONCE = (1, 1, 1, 1, 1, 3)
"""Writes under way when a process dies; together a round, in which everybody writes once."""
MOST_CALLS = {"submit": 36_000, "cancel": 40_000, "sign": 55_000, "resign": 38_000}
"""More than a write makes, so that some live. The first quarter only sets out."""


@dataclass
class Attempt:
    write: Write
    effects: Callable[[], int]
    tidy: Callable[[], None]
    told: list[str] = field(default_factory=list)


class Office:
    """Everybody's writes, prepared so that each can be told apart from all others."""

    def __init__(self, services: Services, sandbox: RunningSandbox) -> None:
        self.services = services
        self.employer = Employer(sandbox.deel_url, sandbox.organization_token)
        self.people = sandbox.people()
        mondays = free_mondays(*COUNTRIES, in_days=60, around=range(1, 2))
        self.mondays = cycle(islice(mondays, 40))

    def worker(self, name: str) -> WorkerGateway:
        return WorkerGateway(self.services, self.account_of(name), self.identity_of(name))

    def account_of(self, name: str) -> str:
        return f"{PEOPLE.index(name):032x}"

    def identity_of(self, name: str) -> WorkerIdentity:
        directory = self.services.backends["deel"].directory
        identity = directory.find_by_email(self.people[name]["email"])
        assert identity is not None
        return identity

    def next_day(self) -> date:
        """A Tuesday that nothing else is asked for."""
        return next(self.mondays) + timedelta(days=1)

    def attempt(self, name: str, kind: str) -> Attempt:
        person = self.people[name]
        arguments, effects, tidy = getattr(self, kind)(name, person)
        write = Write(
            account_id=self.account_of(name),
            identity=asdict(self.identity_of(name)),
            kind=kind,
            arguments=arguments,
            key=new_id(),
        )
        return Attempt(write, effects, tidy)

    def submit(self, name: str, person: Person) -> tuple[list[str], Any, Any]:
        type_id, day = self.worker(name).time_off_types()[0].id, self.next_day()

        def tidy() -> None:
            for one in self.employer.time_off_on(person, day):
                self.employer.withdraw(one["id"])

        return (
            [type_id, day.isoformat()],
            lambda: len(self.employer.time_off_on(person, day)),
            tidy,
        )

    def cancel(self, name: str, person: Person) -> tuple[list[str], Any, Any]:
        worker, day = self.worker(name), self.next_day()
        draft = TimeOffDraft(worker.time_off_types()[0].id, day, day)
        asked = worker.submit_time_off(draft, new_id()).reference
        return (
            [asked],
            lambda: int(self.employer.is_withdrawn(person, asked)),
            lambda: self.employer.withdraw(asked),
        )

    def sign(self, name: str, person: Person) -> tuple[list[str], Any, Any]:
        offered = self.employer.offer_amendment(person, f"Grade {new_id()}")
        worker = self.worker(name)
        download = worker.open_amendment(offered)
        for _ in download.chunks():
            pass
        download.close()
        reading = worker.amendment_reading(offered)
        assert reading is not None

        def tidy() -> None:
            if not self.employer.is_signed(person, offered):
                self.employer.cancel_amendment(person, offered)

        return (
            [offered, person["name"], reading.sha256],
            lambda: int(self.employer.is_signed(person, offered)),
            tidy,
        )

    def resign(self, name: str, person: Person) -> tuple[list[str], Any, Any]:
        before = {one.id for one in self.worker(name).resignations()}
        day = datetime.now(UTC).date() + timedelta(days=200)

        def effects() -> int:
            return len({one.id for one in self.worker(name).resignations()} - before)

        def tidy() -> None:
            if effects():
                self.employer.decline_resignation(person)

        return [person["name"], day.isoformat()], effects, tidy

    def press_again(self, attempt: Attempt) -> None:
        """The same form, after the portal came back."""
        write = attempt.write
        identity = WorkerIdentity(**write["identity"])
        worker = WorkerGateway(self.services, write["account_id"], identity)
        try:
            action = do(worker, write["kind"], write["arguments"], write["key"])
        except BackendError:
            attempt.told.append("nothing done")
        else:
            attempt.told.append(action.state)

    def wait_until_settled(self) -> None:
        """Two job workers at once, as long as anything is open."""
        pause = threading.Event()
        for _ in range(600):
            looks = [threading.Thread(target=reconcile_due, args=(self.services,)) for _ in "ab"]
            for look in looks:
                look.start()
            for look in looks:
                look.join()
            with self.services.database.read() as session:
                if not session.scalars(select(ActionRow.id).where(ActionRow.state.in_(OPEN))).all():
                    return
            pause.wait(0.05)
        raise AssertionError("an action stays open for ever")

    def state_of(self, write: Write) -> str | None:
        with self.services.database.read() as session:
            return session.scalars(
                select(ActionRow.state).where(
                    ActionRow.account_id == write["account_id"], ActionRow.key == write["key"]
                )
            ).one_or_none()


@pytest.fixture
def settings_of_process(environment: dict[str, str], store_url: str) -> dict[str, str]:
    return {**environment, "PORTAL_DATABASE_URL": store_url}


@pytest.fixture
def office(settings_of_process: dict[str, str], sandbox: RunningSandbox) -> Iterator[Office]:
    services = build_services(load(settings_of_process), QUICK)
    yield Office(services, sandbox)
    services.pool.shutdown()
    services.database.close()


@pytest.fixture
def run(settings_of_process: dict[str, str]) -> Iterator[Callable[[Task], list[dict[str, Any]]]]:
    """Runs a task in a process that dies; what was said until then."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.gateway.killed_process"],
        cwd=Path(__file__).parents[2],
        env={**os.environ, **settings_of_process},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    stdin, stdout = process.stdin, process.stdout

    def task(task: Task) -> list[dict[str, Any]]:
        stdin.write(f"{json.dumps(task)}\n")
        stdin.flush()
        said: list[dict[str, Any]] = []
        while not said or "ended" not in said[-1]:
            said.append(json.loads(stdout.readline()))
        return said

    yield task
    stdin.close()
    stdout.close()
    process.wait(30)


def test_nothing_is_lost_and_nothing_doubled_wherever_a_process_dies(
    office: Office, run: Callable[[Task], list[dict[str, Any]]]
) -> None:
    chance = random.Random(random.getrandbits(32))  # noqa: S311
    killed, problems = 0, []
    _let_live(run, office.attempt(PEOPLE[0], "submit"))
    for _ in range(ROUNDS):
        attempts = [office.attempt(name, chance.choice(KINDS)) for name in PEOPLE]
        chance.shuffle(attempts)
        rest = iter(attempts)
        for at_once in AT_ONCE:
            killed += _let_die(run, list(islice(rest, at_once)), chance)
        for one in chance.sample(attempts, 4):
            office.press_again(one)
        office.wait_until_settled()
        problems += _compare(office, attempts)
    assert problems == []
    assert killed >= ROUNDS * len(AT_ONCE) // 2


def _let_live(run: Callable[[Task], list[dict[str, Any]]], attempt: Attempt) -> None:
    told, _ = run(Task(writes=[attempt.write], dies_at=0))
    assert told["told"] == "accepted"
    attempt.tidy()


def _let_die(
    run: Callable[[Task], list[dict[str, Any]]], group: list[Attempt], chance: random.Random
) -> bool:
    calls = sum(MOST_CALLS[one.write["kind"]] for one in group)
    said = run(Task(writes=[one.write for one in group], dies_at=chance.randint(calls // 4, calls)))
    for words in said:
        for one in group:
            if words.get("key") == one.write["key"]:
                one.told.append(words["told"])
    return said[-1]["ended"] != 0


def _compare(office: Office, attempts: list[Attempt]) -> list[str]:
    problems = []
    for one in attempts:
        problem = problem_or_none(one.told, office.state_of(one.write), one.effects())
        if problem:
            problems.append(f"{one.write['kind']}: {problem} (told: {one.told})")
        one.tidy()
    return problems
