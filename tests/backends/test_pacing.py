import threading
import time

import pytest

from portal.backends.pacing import SLACK, Pacer


def soon(seconds: float) -> float:
    return time.monotonic() + seconds


def test_without_a_rate_nobody_waits() -> None:
    pacer = Pacer(0)

    assert [pacer.wait(soon(0)) for _ in range(1000)] == [None] * 1000


def test_a_window_full_of_calls_goes_at_once() -> None:
    pacer = Pacer(5)

    assert [pacer.wait(soon(0)) for _ in range(5)] == [None] * 5


def test_who_would_wait_beyond_the_deadline_is_told_how_long() -> None:
    pacer = Pacer(5)
    for _ in range(5):
        pacer.wait(soon(0))

    wait = pacer.wait(soon(0))

    assert wait is not None
    assert 0 < wait <= 1 + SLACK


def test_who_gives_up_takes_no_turn() -> None:
    pacer = Pacer(5)
    for _ in range(5):
        pacer.wait(soon(0))

    first, second = pacer.wait(soon(0)), pacer.wait(soon(0))

    assert first is not None
    assert second is not None
    assert second <= first


@pytest.mark.parametrize(("rate", "window"), [(0.25, 4), (0.5, 2)])
def test_rates_below_one_a_second_are_kept(rate: float, window: float) -> None:
    pacer = Pacer(rate)
    pacer.wait(soon(0))

    wait = pacer.wait(soon(0))

    assert wait is not None
    assert 1 < wait <= window + SLACK


def test_turn_comes_after_the_wait() -> None:
    pacer = Pacer(0)
    pacer.pause(0.05)
    end = soon(0.05)

    assert pacer.wait(soon(5)) is None
    assert time.monotonic() >= end - 0.01


def test_pause_holds_everybody() -> None:
    pacer = Pacer(5)
    pacer.pause(30)

    wait = pacer.wait(soon(1))

    assert wait is not None
    assert 1 < wait <= 30


def test_shorter_pause_does_not_end_a_longer_one() -> None:
    pacer = Pacer(0)
    pacer.pause(30)
    pacer.pause(1)

    wait = pacer.wait(soon(1))

    assert wait is not None
    assert wait > 1


def test_of_those_who_wait_only_as_many_go_as_the_rate_allows() -> None:
    pacer = Pacer(2)
    pacer.pause(0.1)
    served: list[float | None] = []
    callers = [
        threading.Thread(target=lambda: served.append(pacer.wait(soon(0.5)))) for _ in range(5)
    ]

    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()

    assert served.count(None) == 2
