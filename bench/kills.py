"""The portal under its production server, killed in the middle of writes, hundreds of times.

A server process is SIGKILLed at a random moment while up to three workers send something; its
master starts another. A job worker looks up what is open, and is killed now and then as well. Then
what each worker was told, the ledger and the HR system are compared.
"""

from __future__ import annotations

import os
import random
import re
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import requests
from sqlalchemy import select

from bench.figure import Figures, at_most
from bench.stack import Stack, running_process, running_stack, wait_for
from bench.truth import Employer, Person, problem_or_none
from bench.visitor import Visitor, form_of
from portal.db import Database
from portal.gateway.ledger.action import OPEN
from portal.gateway.models import ActionRow
from portal.settings import load

QUICK_PORTAL = (sys.executable, "-m", "bench.quick_portal")
KILLS = 300
JOB_WORKER_LIVES = 20
"""Kills of the portal for one of the job worker."""
NAMES = (
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
LATENCY_MS = 20


@dataclass
class Attempt:
    who: str
    kind: str
    path: str
    form: dict[str, str]
    page: requests.Response
    """The one that was pressed on: sending takes about as long as it took."""
    effects: Callable[[], int]
    tidy: Callable[[], object]
    told: list[str] = field(default_factory=list)


class Office:
    """Everybody's writes, prepared up to the last press."""

    def __init__(self, stack: Stack) -> None:
        self.employer = Employer(stack.deel, stack.organization_token)
        people = stack.admin("GET", "people")["people"]
        self.people: dict[str, Person] = {one["email"].partition("@")[0]: one for one in people}
        self.visitors = {name: Visitor(stack).sign_in(self.people[name]["email"]) for name in NAMES}
        self.days = 0

    def prepare(self, who: str, kind: str) -> Attempt:
        make: Callable[[str, Visitor, Person], Attempt] = getattr(self, f"_{kind}")
        return make(who, self.visitors[who], self.people[who])

    def press(self, attempt: Attempt) -> None:
        """Send it, or send it again."""
        try:
            answer = self.visitors[attempt.who].send(
                attempt.path, attempt.form, allow_redirects=False
            )
        except requests.RequestException:
            return
        if "/actions/" in answer.headers.get("Location", ""):
            attempt.told.append("accepted")
        elif answer.status_code in (409, 422, 502, 503):
            attempt.told.append("nothing done")

    def _submit(self, who: str, visitor: Visitor, person: Person) -> Attempt:
        page = visitor.get("/time-off/new")
        type_id = re.findall(r'name="type_id"[^>]*value="([^"]+)"', page.text)[0]
        while True:
            day = self._next_day()
            days = {"type_id": type_id, "start": day.isoformat(), "end": day.isoformat()}
            checked = visitor.send("/time-off/new", {**form_of(page, "check"), **days})
            if checked.ok:
                break  # else a holiday

        def tidy() -> None:
            for one in self.employer.time_off_on(person, day):
                self.employer.withdraw(one["id"])

        return Attempt(
            who,
            "submit",
            "/time-off/new",
            form_of(checked, "send"),
            checked,
            lambda: len(self.employer.time_off_on(person, day)),
            tidy,
        )

    def _cancel(self, who: str, visitor: Visitor, person: Person) -> Attempt:
        asked = self._submit(who, visitor, person)
        visitor.send(asked.path, asked.form)
        (item,) = self.employer.time_off_on(person, date.fromisoformat(asked.form["start"]))
        path = f"/time-off/{item['id']}/cancel"
        page = visitor.get(path)
        return Attempt(
            who,
            "cancel",
            path,
            form_of(page),
            page,
            lambda: int(self.employer.is_withdrawn(person, item["id"])),
            lambda: self.employer.withdraw(item["id"]),
        )

    def _sign(self, who: str, visitor: Visitor, person: Person) -> Attempt:
        offered = self.employer.offer_amendment(person, f"Grade {uuid4().hex}")
        visitor.get(f"/amendments/{offered}/document")
        path = f"/amendments/{offered}/sign"
        signed = {"consent": "y", "signature": person["name"]}
        checked = visitor.send(path, {**form_of(visitor.get(path)), **signed})
        checked = visitor.prove(checked, person["email"])

        def tidy() -> None:
            if not self.employer.is_signed(person, offered):
                self.employer.cancel_amendment(person, offered)

        return Attempt(
            who,
            "sign",
            path,
            form_of(checked, "sign"),
            checked,
            lambda: int(self.employer.is_signed(person, offered)),
            tidy,
        )

    def _resign(self, who: str, visitor: Visitor, person: Person) -> Attempt:
        before = self.employer.resignation_or_none(person)
        day = datetime.now(UTC).date() + timedelta(days=200)
        visitor.get("/resignation/letter")
        form = form_of(visitor.get("/resignation/new"))
        details = {
            "reason": "prefer_not_to_say",
            "desired_end_date": day.isoformat(),
            "action": "check",
        }
        checked = visitor.send("/resignation/new", {**form, **details})
        checked = visitor.prove(checked, person["email"])
        signed = {"consent": "y", "signature": person["name"]}

        def effects() -> int:
            return int(self.employer.resignation_or_none(person) != before)

        return Attempt(
            who,
            "resign",
            "/resignation/new",
            {**form_of(checked, "send"), **signed},
            checked,
            effects,
            lambda: effects() and self.employer.decline_resignation(person),
        )

    def _next_day(self) -> date:
        """A Tuesday that nothing else is asked for; those of long ago are free again."""
        self.days += 1
        day = datetime.now(UTC).date() + timedelta(days=60)
        return day + timedelta(days=(1 - day.weekday()) % 7, weeks=self.days % 40)


class Ledger:
    """What the portal's database holds."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def row(self, attempt: Attempt) -> ActionRow | None:
        """What became of it. Waits while it is open."""
        give_up = time.monotonic() + 60
        while True:
            with self._database.read() as session:
                key = attempt.form["key"]
                row = session.scalar(select(ActionRow).where(ActionRow.key == key))
            if row is None or row.state not in OPEN or time.monotonic() > give_up:
                return row
            time.sleep(0.05)


@dataclass
class Run:
    portal: Stack
    office: Office
    ledger: Ledger
    pool: ThreadPoolExecutor
    chance: random.Random
    sent: dict[str, Attempt] = field(default_factory=dict)
    """By who sent it, until it is compared: each sends one thing at a time."""
    counted: Counter[str] = field(default_factory=Counter)

    def kill(self) -> None:
        names = self.chance.sample(NAMES, k=self.chance.choice((1, 1, 2, 3)))
        kinds = [self.chance.choice(("submit", "cancel", "sign", "resign")) for _ in names]
        attempts = list(self.pool.map(self._next, names, kinds))
        presses = [self.pool.submit(self.office.press, one) for one in attempts]
        slowest = max(one.page.elapsed.total_seconds() for one in attempts)
        time.sleep(self.chance.uniform(0, 2 * slowest))
        for process in self.portal.workers():
            os.kill(process, signal.SIGKILL)
        for press in presses:
            press.result()
        wait_for(f"{self.portal.portal}/readyz")
        self.counted.update(kills=1, writes=len(attempts))
        for one in attempts:
            self.counted["unanswered"] += not one.told
            if self.chance.random() < 0.5:
                self.office.press(one)
            self.sent[one.who] = one

    def compare(self, who: str) -> None:
        attempt = self.sent.pop(who, None)
        if attempt is None:
            return
        row = self.ledger.row(attempt)
        state = row.state if row else None
        problem = problem_or_none(attempt.told, state, attempt.effects())
        self.counted.update(
            {
                f"{attempt.kind} {state}": 1,
                "looked up": bool(row and row.rounds),
                "sent again": bool(row and row.sends > 1),
                "lost or doubled": problem is not None,
            }
        )
        if problem:
            print(f"{attempt.kind}: {problem}, told {attempt.told}", file=sys.stderr)
        attempt.tidy()

    def _next(self, who: str, kind: str) -> Attempt:
        self.compare(who)
        return self.office.prepare(who, kind)


def _measure() -> Iterator[dict[str, float]]:
    with ExitStack() as stack:
        portal = stack.enter_context(running_stack(serve=QUICK_PORTAL, latency_ms=LATENCY_MS))
        database = Database(load(portal.environment).database_url)
        stack.callback(database.close)
        pool = stack.enter_context(ThreadPoolExecutor(3))
        chance = random.Random(5)  # noqa: S311
        run = Run(portal, Office(portal), Ledger(database), pool, chance)
        for first in range(0, KILLS, JOB_WORKER_LIVES):
            with running_process(QUICK_PORTAL, portal.environment) as job_worker:
                for _ in range(min(JOB_WORKER_LIVES, KILLS - first)):
                    run.kill()
                print(dict(run.counted), file=sys.stderr)
                if first + JOB_WORKER_LIVES < KILLS:
                    job_worker.kill()
                    continue
                for name in NAMES:
                    run.compare(name)
        yield {"kill_lost_or_doubled": run.counted["lost or doubled"]}


FIGURES = Figures((at_most("kill_lost_or_doubled", 0, "writes"),), _measure)
