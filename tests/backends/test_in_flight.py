"""Identical reads at the same moment."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from threading import Event, Lock, Semaphore
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from portal.backends import context
from portal.backends.calls import Call
from portal.backends.errors import NotFound, Unavailable
from portal.backends.http import Transport
from portal.backends.in_flight import InFlight
from tests.backends.calls import READ, WRITE
from tests.backends.conftest import TOKEN

GIVE_UP = 20.0
HASTY = 10.0


class SlowThings:
    """Answers each call when it is told to, in the order in which they came."""

    def __init__(self) -> None:
        self.arrived: list[Request] = []
        self._lock = Lock()
        self._came = [Event() for _ in range(10)]
        self._answers: list[Future[Response]] = [Future() for _ in range(10)]

    def __call__(self, request: Request) -> Response:
        with self._lock:
            number = len(self.arrived)
            self.arrived.append(request)
        self._came[number].set()
        return self._answers[number].result(GIVE_UP)

    def await_call(self, number: int) -> None:
        assert self._came[number].wait(GIVE_UP)

    def answer(self, number: int, body: str = "[]", status: int = 200) -> None:
        if not self._answers[number].done():
            self._answers[number].set_result(
                Response(body, status, content_type="application/json")
            )


@pytest.fixture
def things() -> SlowThings:
    return SlowThings()


@pytest.fixture
def transport(things: SlowThings, make_transport: Callable[..., Transport]) -> Iterator[Transport]:
    """To a server that answers several at a time."""
    with HTTPServer(host="127.0.0.1", port=0, threaded=True) as server:
        server.expect_request("/api/things").respond_with_handler(things)
        yield make_transport(server.url_for("/api"))


@pytest.fixture
def ask(transport: Transport, things: SlowThings) -> Iterator[Callable[..., Future[Any]]]:
    """Ask in a thread of its own, with so many seconds' time; returns once it is under way."""
    with ThreadPoolExecutor() as pool:

        def in_a_thread(call: Call = READ, token: str = TOKEN, seconds: float = GIVE_UP) -> Any:
            around = copy_context()
            started = Event()

            def run() -> object:
                context.deadline.set(time.monotonic() + seconds)
                started.set()
                return transport.json(call, token)

            future = pool.submit(around.run, run)
            assert started.wait(GIVE_UP)
            return future

        yield in_a_thread
        for number in range(10):
            things.answer(number)


class Key:
    """Equal to every other one, and tells how often it was looked up."""

    def __init__(self) -> None:
        self.lookups = Semaphore(0)

    def __hash__(self) -> int:
        self.lookups.release()
        return 1

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Key)

    def await_lookups(self, count: int) -> None:
        for _ in range(count):
            assert self.lookups.acquire(timeout=GIVE_UP)


class Reading:
    """One read at the same time as others; each keeps its own deadline."""

    def __init__(self) -> None:
        self.flights: InFlight[str] = InFlight()
        self.key = Key()
        self.answers = iter(range(100))
        self.go = Event()
        self.begun = Event()

    def __call__(self, seconds: float = GIVE_UP, error: Exception | None = None) -> str:
        def read() -> str:
            self.begun.set()
            assert self.go.wait(GIVE_UP)
            if error is not None:
                raise error
            return f"answer {next(self.answers)}"

        until = time.monotonic() + seconds
        context.deadline.set(until)
        return self.flights.run(self.key, read, until)


@pytest.fixture
def reading() -> Iterator[Reading]:
    reading = Reading()
    yield reading
    reading.go.set()


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor() as pool:
        yield pool


def start(pool: ThreadPoolExecutor, reading: Reading, **options: Any) -> Future[str]:
    """In a thread of its own; returns once it has looked whether the read is under way."""
    future = pool.submit(copy_context().run, lambda: reading(**options))
    reading.key.await_lookups(1)
    return future


def test_the_same_read_at_the_same_time_is_one(reading: Reading, pool: ThreadPoolExecutor) -> None:
    all_of_them = [start(pool, reading) for _ in range(5)]
    reading.go.set()

    assert {each.result(GIVE_UP) for each in all_of_them} == {"answer 0"}


def test_a_later_read_is_another(reading: Reading) -> None:
    reading.go.set()

    assert [reading(), reading()] == ["answer 0", "answer 1"]


def test_failure_is_that_of_all(reading: Reading, pool: ThreadPoolExecutor) -> None:
    error = NotFound("no such thing", status=404, vendor_request_id="r-1")
    both = [start(pool, reading, error=error), start(pool, reading)]
    reading.go.set()

    raised = [each.exception(GIVE_UP) for each in both]

    assert [str(each) for each in raised] == ["no such thing"] * 2
    assert [vars(each) for each in raised] == [vars(error)] * 2
    assert raised[0] is not raised[1]


def test_who_has_more_time_reads_again_when_the_other_ran_out_of_it(
    reading: Reading, pool: ThreadPoolExecutor
) -> None:
    hasty = start(pool, reading, seconds=HASTY, error=Unavailable("no answer in time"))
    assert reading.begun.wait(GIVE_UP)
    patient = start(pool, reading, seconds=GIVE_UP)
    reading.go.set()

    assert isinstance(hasty.exception(GIVE_UP), Unavailable)
    assert patient.result(GIVE_UP) == "answer 0"


def test_who_has_no_more_time_shares_the_failure(
    reading: Reading, pool: ThreadPoolExecutor
) -> None:
    patient = start(pool, reading, error=Unavailable("answered 503"))
    hasty = start(pool, reading, seconds=HASTY)
    reading.go.set()

    assert str(patient.exception(GIVE_UP)) == "answered 503"
    assert str(hasty.exception(GIVE_UP)) == "answered 503"


def test_who_joins_waits_no_longer_than_alone(reading: Reading, pool: ThreadPoolExecutor) -> None:
    first = start(pool, reading)

    with pytest.raises(Unavailable, match="in time") as caught:
        copy_context().run(reading, seconds=0.1)

    assert not caught.value.sent
    reading.go.set()
    assert first.result(GIVE_UP) == "answer 0"


def test_who_decides_by_it_reads_alone(things: SlowThings, ask: Callable[..., Future[Any]]) -> None:
    ask()
    things.await_call(0)
    with context.asking_anew():
        ask()

    things.await_call(1)


@pytest.mark.parametrize(
    "other",
    [
        {"token": "another-workers"},
        {"call": Call.get("things.list", "/things", {"page": 2})},
        {"call": Call.question("things.list", "/things", {"page": 2})},
    ],
)
def test_other_reads_are_calls_of_their_own(
    things: SlowThings, ask: Callable[..., Future[Any]], other: dict[str, Any]
) -> None:
    ask()
    things.await_call(0)
    ask(**other)

    things.await_call(1)


def test_page_does_not_join_a_background_call(
    things: SlowThings, ask: Callable[..., Future[Any]]
) -> None:
    with context.in_background():
        ask()
    things.await_call(0)
    ask()

    things.await_call(1)


def test_writes_are_never_merged(things: SlowThings, ask: Callable[..., Future[Any]]) -> None:
    ask(WRITE)
    ask(WRITE)

    things.await_call(1)


def test_what_is_read_after_a_write_was_asked_for_after_it(
    things: SlowThings, ask: Callable[..., Future[Any]]
) -> None:
    before = ask()
    things.await_call(0)
    write = ask(WRITE)
    things.await_call(1)
    things.answer(1, "{}")
    write.result(GIVE_UP)
    after = ask()
    things.await_call(2)
    things.answer(0, '["old"]')
    things.answer(2, '["new"]')

    assert before.result(GIVE_UP) == ["old"]
    assert after.result(GIVE_UP) == ["new"]


def test_same_read_joins_the_call_under_way(
    things: SlowThings, ask: Callable[..., Future[Any]]
) -> None:
    first = ask()
    things.await_call(0)

    joined = ask(seconds=0.3)

    assert isinstance(joined.exception(GIVE_UP), Unavailable)
    things.answer(0)
    assert first.result(GIVE_UP) == []
    assert len(things.arrived) == 1


def test_files_are_never_merged(things: SlowThings, transport: Transport) -> None:
    with ThreadPoolExecutor() as pool:
        for _ in range(2):
            pool.submit(transport.open, READ, TOKEN)
        things.await_call(1)
        for number in range(2):
            things.answer(number)
