"""The rules of turns, for those of one process and for those shared through Redis alike."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import pairwise

import pytest

from portal.backends.shared_turns import SharedTurns
from portal.backends.turns import SLACK, OwnTurns, Rate, Turn, Turns
from tests.support.redis import RedisServer, redis_server

__all__ = ["redis_server"]

MakeTurns = Callable[[Rate], Turns]
FIVE = Rate.per_second(5)


@pytest.fixture(params=["of one process", "shared"])
def make_turns(request: pytest.FixtureRequest) -> MakeTurns:
    if request.param == "of one process":
        return OwnTurns
    redis: RedisServer = request.getfixturevalue("redis_server")
    return lambda rate: SharedTurns(redis.url, "vendor:account", rate)


def ask(turns: Turns, patience: float = 0.0, *, background: bool = False) -> Turn:
    return turns.reserve(patience, background=background)


def test_a_window_full_of_calls_goes_at_once(make_turns: MakeTurns) -> None:
    turns = make_turns(FIVE)

    assert [ask(turns) for _ in range(5)] == [Turn(True, 0)] * 5


def test_the_next_one_goes_a_window_after_the_first(make_turns: MakeTurns) -> None:
    turns = make_turns(FIVE)
    started = time.monotonic()
    for _ in range(5):
        ask(turns)
    passed = time.monotonic() - started

    turn = ask(turns, patience=10)

    assert turn.reserved
    assert 1 + SLACK - passed - 0.01 <= turn.seconds <= 1 + SLACK


def test_those_who_wait_stand_in_line(make_turns: MakeTurns) -> None:
    turns = make_turns(FIVE)

    comes = [time.monotonic() + ask(turns, patience=60).seconds for _ in range(20)]
    waits = [each - comes[0] for each in comes]

    assert all(later - first > -SLACK for first, later in pairwise(comes))
    assert [round(wait / (1 + SLACK)) for wait in waits] == [0] * 5 + [1] * 5 + [2] * 5 + [3] * 5


def test_who_has_no_patience_takes_no_turn(make_turns: MakeTurns) -> None:
    turns = make_turns(FIVE)
    for _ in range(5):
        ask(turns)

    refused = [ask(turns, patience=0.1) for _ in range(20)]
    turn = ask(turns, patience=10)

    assert not any(each.reserved for each in refused)
    assert all(0 < each.seconds <= 1 + SLACK for each in refused)
    assert turn.reserved
    assert turn.seconds <= 1 + SLACK


@pytest.mark.parametrize(("calls", "window"), [(0.25, 4), (0.5, 2), (2.5, 0.8)])
def test_rates_that_are_no_whole_number_are_kept(
    make_turns: MakeTurns, calls: float, window: float
) -> None:
    turns = make_turns(Rate.per_second(calls))
    for _ in range(max(1, int(calls))):
        assert ask(turns).reserved

    turn = ask(turns, patience=10)

    assert window - 0.1 < turn.seconds <= window + SLACK


def test_background_leaves_turns_for_others(make_turns: MakeTurns) -> None:
    turns = make_turns(FIVE)

    taken = [ask(turns, patience=60, background=True).reserved for _ in range(5)]
    left = [ask(turns) for _ in range(3)]

    assert taken == [True, True, False, False, False]
    assert left == [Turn(True, 0)] * 3


def test_background_never_goes_before_those_who_wait(make_turns: MakeTurns) -> None:
    turns = make_turns(Rate(5, 0.2))
    waiting = [ask(turns, patience=10) for _ in range(10)]

    turn = ask(turns, patience=10, background=True)

    assert not turn.reserved
    assert turn.seconds > waiting[-1].seconds


def test_pause_holds_everybody(make_turns: MakeTurns) -> None:
    turns = make_turns(FIVE)
    turns.pause(30)
    turns.pause(1)

    turn = ask(turns, patience=10)

    assert not turn.reserved
    assert 20 < turn.seconds <= 30
    assert not turns.holds(turn)


def test_after_a_pause_no_more_go_than_before(make_turns: MakeTurns) -> None:
    turns = make_turns(FIVE)
    turns.pause(30)

    waits = [ask(turns, patience=60).seconds for _ in range(6)]

    assert waits[4] == pytest.approx(waits[0], abs=5)
    assert waits[5] - waits[0] == pytest.approx(1 + SLACK, abs=0.01)


@pytest.mark.parametrize(
    ("processes", "part"),
    [(1, Rate(1, 1)), (5, Rate(1, 1)), (6, Rate(1, 2)), (10, Rate(1, 2)), (11, Rate(1, 3))],
)
def test_parts_of_a_rate_make_no_more_than_the_whole(processes: int, part: Rate) -> None:
    whole = Rate(5, 1)

    assert whole.divided_by(processes) == part
    assert processes * part.burst / part.window <= whole.burst / whole.window
