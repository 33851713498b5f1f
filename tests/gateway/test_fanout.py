"""Cards side by side: none waits for another, none takes the page."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier, Event

import pytest

from portal.backends import context
from portal.backends.errors import Limited, NotFound, Unavailable
from portal.db import StorageUnavailable
from portal.gateway.errors import SignInAgain
from portal.gateway.fanout import Fanout

LONG = 30.0
AT_ONCE = 0.0


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(4) as pool:
        yield pool


def failing(error: Exception) -> object:
    raise error


def test_reads_run_side_by_side(pool: ThreadPoolExecutor) -> None:
    """Each waits for the other three to have begun."""
    barrier = Barrier(4)
    cards = Fanout(pool, LONG)
    started = [cards.start(lambda: barrier.wait(LONG)) for _ in range(4)]

    cards.wait()

    assert sorted(card.value for card in started) == [0, 1, 2, 3]


def test_a_ready_card_has_value_and_time(pool: ThreadPoolExecutor) -> None:
    cards = Fanout(pool, LONG)
    card = cards.start(lambda: "read")
    before = datetime.now(UTC)

    cards.wait()

    assert (card.ready, card.late, card.failed) == (True, False, False)
    assert card.value == "read"
    assert card.read_at is not None
    assert card.read_at.tzinfo is UTC
    assert abs((card.read_at - before).total_seconds()) < LONG


def test_a_page_does_not_wait_for_another_pages_card(pool: ThreadPoolExecutor) -> None:
    release, looking = Event(), Event()
    patient = Fanout(pool, LONG).start(lambda: release.wait(LONG))
    hasty = Fanout(pool, AT_ONCE).start(lambda: release.wait(LONG))

    def look() -> bool:
        looking.set()
        return patient.ready

    seen = pool.submit(look)
    assert looking.wait(LONG)
    late = hasty.late
    still_waiting = not seen.done()
    release.set()

    assert late
    assert still_waiting
    assert seen.result(LONG)


def test_a_late_card_does_not_hold_the_page_and_stays_late(pool: ThreadPoolExecutor) -> None:
    release = Event()
    cards = Fanout(pool, AT_ONCE)
    slow = cards.start(lambda: release.wait(LONG))

    cards.wait()
    release.set()
    pool.shutdown()

    assert (slow.ready, slow.late, slow.failed) == (False, True, False)
    with pytest.raises(LookupError):
        _ = slow.value


def test_one_failure_stays_in_its_card(pool: ThreadPoolExecutor) -> None:
    error = NotFound("gone")
    cards = Fanout(pool, LONG)
    bad, good = cards.start(lambda: failing(error)), cards.start(lambda: 1)

    cards.wait()

    assert bad.failed
    assert bad.error is error
    assert good.value == 1


@pytest.mark.parametrize("error", [SignInAgain(), StorageUnavailable(), KeyError("a mistake")])
def test_what_is_not_about_one_read_takes_the_page(
    pool: ThreadPoolExecutor, error: Exception
) -> None:
    cards = Fanout(pool, LONG)
    cards.start(lambda: 1)
    cards.start(lambda: failing(error))

    with pytest.raises(type(error)):
        cards.wait()


def test_a_call_without_a_turn_is_late_and_not_broken(pool: ThreadPoolExecutor) -> None:
    cards = Fanout(pool, LONG)
    card = cards.start(lambda: failing(Limited("no turn before the deadline")))

    cards.wait()

    assert card.late
    assert not card.failed


def test_a_call_that_gave_up_at_the_deadline_is_late(pool: ThreadPoolExecutor) -> None:
    cards = Fanout(pool, LONG)
    broken = cards.start(lambda: failing(Unavailable("refused")))
    cards.wait()

    given_up = Fanout(pool, AT_ONCE)
    late = given_up.start(lambda: failing(Unavailable("the deadline had passed")))
    given_up.wait()

    assert broken.failed
    assert late.late
    assert not late.failed


def test_threads_know_the_request_and_the_deadline(pool: ThreadPoolExecutor) -> None:
    token = context.request_id.set("request-1")
    try:
        cards = Fanout(pool, LONG)
        card = cards.start(lambda: (context.request_id.get(), context.deadline.get()))
        cards.wait()
    finally:
        context.request_id.reset(token)

    request_id, deadline = card.value
    assert request_id == "request-1"
    assert deadline is not None
    assert deadline > time.monotonic()
    assert context.deadline.get() is None


def test_no_cards_no_wait(pool: ThreadPoolExecutor) -> None:
    Fanout(pool, LONG).wait()


def test_a_last_chance_that_passes_is_a_failure(pool: ThreadPoolExecutor) -> None:
    release = Event()
    cards = Fanout(pool, AT_ONCE, last_chance=True)
    slow = cards.start(lambda: release.wait(LONG))
    limited = cards.start(lambda: failing(Limited("wait")))

    cards.wait()
    release.set()

    assert (slow.late, slow.failed) == (False, True)
    assert isinstance(slow.error, Unavailable)
    assert limited.failed


def test_a_last_chance_tells_that_there_are_too_many_calls(pool: ThreadPoolExecutor) -> None:
    cards = Fanout(pool, LONG, last_chance=True)
    limited = cards.start(lambda: failing(Limited("wait")))

    cards.wait()

    assert not limited.late
    assert isinstance(limited.error, Limited)


def test_looking_at_a_card_waits_for_that_card_alone(pool: ThreadPoolExecutor) -> None:
    release = Event()
    cards = Fanout(pool, LONG)
    slow, quick = cards.start(lambda: release.wait(LONG)), cards.start(lambda: "read")

    assert quick.value == "read"
    release.set()
    assert slow.value is True


def test_what_takes_the_page_does_so_when_it_is_looked_at(pool: ThreadPoolExecutor) -> None:
    cards = Fanout(pool, LONG)
    card = cards.start(lambda: failing(SignInAgain()))

    with pytest.raises(SignInAgain):
        _ = card.ready


@pytest.mark.parametrize("read", ["slow", "limited"])
def test_the_last_chance_of_a_card_is_not_late_but_failed(
    pool: ThreadPoolExecutor, read: str
) -> None:
    """A placeholder that fetches itself would otherwise do so for ever."""
    release = Event()
    reads = {
        "slow": lambda: release.wait(LONG),
        "limited": lambda: failing(Limited("no turn before the deadline")),
    }
    cards = Fanout(pool, 0.2, last_chance=True)
    card = cards.start(reads[read])

    cards.wait()
    release.set()

    assert card.failed
    assert not card.late
    assert isinstance(card.error, Unavailable)
