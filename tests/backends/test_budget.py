"""Waiting for a turn, by a clock that the test moves."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from contextvars import copy_context
from dataclasses import dataclass, field

import pytest

from portal.backends import context
from portal.backends.budget import LATE, Budget
from portal.backends.turns import SLACK, OwnTurns, Rate


@dataclass
class Clock:
    """Whoever sleeps is asleep at once, and may be woken late."""

    time: float = 1000.0
    late_by: float = 0.0
    meanwhile: Callable[[], None] = field(default=lambda: None)

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.meanwhile()
        self.time += seconds + self.late_by


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def budget(clock: Clock) -> Budget:
    return Budget(OwnTurns(Rate.per_second(5), clock.now), clock.now, clock.sleep)


def left_at(budget: Budget, clock: Clock, patience: float = 60) -> float:
    assert budget.wait(clock.time + patience) is None
    return clock.time


def test_without_a_rate_nobody_waits(clock: Clock) -> None:
    budget = Budget(OwnTurns(None, clock.now), clock.now, clock.sleep)

    assert [budget.wait(clock.time) for _ in range(1000)] == [None] * 1000


def test_no_window_ever_holds_more_than_allowed(budget: Budget, clock: Clock) -> None:
    left = [left_at(budget, clock) for _ in range(50)]

    assert all(sixth - first >= 1 + SLACK for first, sixth in zip(left, left[5:], strict=False))


def test_who_would_wait_too_long_is_told_at_once_and_uses_nothing_up(
    budget: Budget, clock: Clock
) -> None:
    for _ in range(5):
        left_at(budget, clock)
    began = clock.time

    waits = [budget.wait(clock.time + 0.5) for _ in range(3)]

    assert waits == [pytest.approx(1 + SLACK)] * 3
    assert clock.time == began


def test_who_wakes_late_takes_another_turn(budget: Budget, clock: Clock) -> None:
    for _ in range(5):
        left_at(budget, clock)

    def oversleep_once() -> None:
        clock.late_by = LATE * 2 if not clock.late_by else 0.0

    clock.meanwhile = oversleep_once
    late = left_at(budget, clock)
    others = [left_at(budget, clock) for _ in range(4)]

    assert late == pytest.approx(1000 + 1 + SLACK + LATE * 2)
    assert [round(each - 1000, 3) for each in others] == [
        round(1 + SLACK + LATE * 2, 3),
        round(1 + SLACK + LATE * 2, 3),
        round(1 + SLACK + LATE * 2, 3),
        round(2 * (1 + SLACK), 3),
    ]


def test_pause_also_holds_those_who_have_a_turn(budget: Budget, clock: Clock) -> None:
    for _ in range(5):
        left_at(budget, clock)
    asked_for: list[float] = []

    def pause_once() -> None:
        if not asked_for:
            asked_for.append(clock.time)
            budget.pause(7)

    clock.meanwhile = pause_once

    assert left_at(budget, clock) == 1007


def test_background_waits_for_its_share(budget: Budget, clock: Clock) -> None:
    with context.in_background():
        left = [left_at(budget, clock) - 1000 for _ in range(4)]

    assert left == pytest.approx([0, 0, 1 + SLACK, 1 + SLACK])


def test_background_gives_up_at_its_deadline(budget: Budget, clock: Clock) -> None:
    for _ in range(10):
        budget.wait(clock.time + 60)

    with context.in_background():
        wait = budget.wait(clock.time + 0.5)

    assert wait == pytest.approx(1 + SLACK)


def test_interactive_calls_go_first(budget: Budget, clock: Clock) -> None:
    """A background call waits; those that come meanwhile are gone before it."""
    for _ in range(5):
        left_at(budget, clock)
    gone: list[float] = []
    visitor = copy_context()

    def visitors_come() -> None:
        clock.meanwhile = lambda: None
        time = clock.time
        gone.extend(visitor.run(left_at, budget, clock) for _ in range(5))
        clock.time = time

    clock.meanwhile = visitors_come
    with context.in_background():
        left = left_at(budget, clock)

    assert len(gone) == 5
    assert max(gone) < left


def test_redis_driver_is_loaded_only_where_redis_is() -> None:
    """It costs 19 MB in each process."""
    code = (
        "import sys; from portal.backends.registry import build_backends;"
        "from portal.backends.budget import build_budget;"
        "build_budget('deel', 'https://x', 't', calls_per_second=5, redis_url='');"
        "sys.exit('redis' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
