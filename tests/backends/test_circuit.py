"""While an HR system is known not to answer, nobody waits for it."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from pytest_httpserver import HTTPServer

from portal.backends.answers import HANG_SECONDS
from portal.backends.calls import Call
from portal.backends.circuit import FAILURES, PAUSE, Circuit
from portal.backends.errors import BackendError, Limited, NotFound, Rejected, Unavailable
from portal.backends.http import ATTEMPTS, Transport
from tests.backends.calls import READ, WRITE, free_port
from tests.backends.conftest import TOKEN

OUTAGE = Unavailable("the connection broke", outage=True)


class Clock:
    def __init__(self) -> None:
        self.time = 1000.0

    def __call__(self) -> float:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def circuit(clock: Clock) -> Circuit:
    return Circuit("vendor", "reads", clock)


def call(circuit: Circuit, error: BackendError | None = None, operation: str = "a") -> None:
    with circuit.passing(operation):
        if error is not None:
            raise error


def fail(circuit: Circuit, error: BackendError = OUTAGE, times: int = FAILURES) -> None:
    for _ in range(times):
        with suppress(BackendError):
            call(circuit, error)


def write(number: int) -> Call:
    return Call.write(f"things.{number}", "POST", "/things")


def is_open(circuit: Circuit) -> bool:
    try:
        call(circuit)
    except Unavailable:
        return True
    return False


def test_open_after_failures_in_a_row(circuit: Circuit) -> None:
    fail(circuit, times=FAILURES - 1)
    assert not is_open(circuit)
    fail(circuit, times=FAILURES - 1)
    assert not is_open(circuit)
    fail(circuit)
    assert is_open(circuit)


def test_says_since_when_it_does_not_answer(circuit: Circuit) -> None:
    began = datetime.now(UTC)
    fail(circuit, times=1)
    first_failure = datetime.now(UTC)
    fail(circuit)

    with pytest.raises(Unavailable) as caught:
        call(circuit)

    assert not caught.value.sent
    assert caught.value.since is not None
    assert began <= caught.value.since <= first_failure


def test_failure_that_opens_it_says_so_too(circuit: Circuit) -> None:
    fail(circuit, times=FAILURES - 1)

    with pytest.raises(Unavailable) as caught:
        call(circuit, Unavailable("the connection broke", outage=True))

    assert caught.value.since is not None


@pytest.mark.parametrize(
    "error",
    [
        Limited("too many calls", status=429),
        Limited("no turn before the deadline"),
        Unavailable("no answer in time"),
        Unavailable("unreadable answer", status=200),
        NotFound("no such thing", status=404),
        Rejected("answered 422", status=422),
    ],
)
def test_what_is_no_outage_never_opens_it(circuit: Circuit, error: BackendError) -> None:
    fail(circuit, error, times=FAILURES * 3)

    assert not is_open(circuit)


def test_call_that_got_no_turn_or_no_time_is_no_sign_of_life(circuit: Circuit) -> None:
    for error in (Limited("no turn before the deadline"), Unavailable("no answer in time")):
        fail(circuit, times=FAILURES - 3)
        fail(circuit, error, times=3)
    fail(circuit, times=1)

    assert is_open(circuit)


def test_one_call_tries_after_a_pause(circuit: Circuit, clock: Clock) -> None:
    fail(circuit)
    clock.time += PAUSE - 1
    assert is_open(circuit)
    clock.time += 1

    with circuit.passing("a") as probe:
        assert probe
        assert is_open(circuit)

    assert not is_open(circuit)


def test_failed_try_waits_again_and_keeps_the_beginning(circuit: Circuit, clock: Clock) -> None:
    fail(circuit)
    with pytest.raises(Unavailable) as first:
        call(circuit)
    clock.time += PAUSE
    fail(circuit, times=1)
    clock.time += PAUSE - 1

    with pytest.raises(Unavailable) as second:
        call(circuit)

    assert second.value.since == first.value.since


def test_try_that_says_nothing_is_made_again(circuit: Circuit, clock: Clock) -> None:
    fail(circuit)
    clock.time += PAUSE
    fail(circuit, Limited("no turn before the deadline"), times=1)
    assert is_open(circuit)
    clock.time += PAUSE

    assert not is_open(circuit)


def test_one_broken_endpoint_is_not_the_hr_system(circuit: Circuit) -> None:
    broken = Unavailable("answered 500", status=500, outage=True)
    fail(circuit, broken, times=FAILURES * 3)
    assert not is_open(circuit)

    for operation in "abcab":
        with suppress(Unavailable):
            call(circuit, broken, operation)

    assert is_open(circuit)


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_open_circuit_sends_nothing(
    transport: Transport, httpserver: HTTPServer, status: int
) -> None:
    httpserver.expect_request("/api/things").respond_with_data(b"", status=status)
    for number in range(FAILURES):
        with pytest.raises(Unavailable):
            transport.json(write(number), TOKEN)

    with pytest.raises(Unavailable) as caught:
        transport.json(WRITE, TOKEN)

    assert len(httpserver.log) == FAILURES
    assert not caught.value.sent
    assert caught.value.since is not None
    assert (caught.value.backend, caught.value.operation) == ("vendor", "things.create")


def test_refused_connections_open_it(make_transport: Callable[..., Transport]) -> None:
    transport = make_transport(f"http://127.0.0.1:{free_port()}")
    for _ in range(FAILURES):
        with pytest.raises(Unavailable):
            transport.json(WRITE, TOKEN)

    with pytest.raises(Unavailable, match="not called"):
        transport.json(WRITE, TOKEN)


def test_untrusted_certificates_open_it(
    make_transport: Callable[..., Transport], self_signed_server: str
) -> None:
    transport = make_transport(self_signed_server)
    for _ in range(FAILURES):
        with pytest.raises(Unavailable, match="TLS"):
            transport.json(WRITE, TOKEN)

    with pytest.raises(Unavailable, match="not called"):
        transport.json(WRITE, TOKEN)


def test_unknown_host_opens_it(make_transport: Callable[..., Transport]) -> None:
    transport = make_transport("https://no-such-host.invalid")
    for _ in range(FAILURES):
        with pytest.raises(Unavailable, match="not reachable"):
            transport.json(WRITE, TOKEN)

    with pytest.raises(Unavailable, match="not called"):
        transport.json(WRITE, TOKEN)


def test_kinds_of_calls_have_circuits_of_their_own(
    transport: Transport, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/api/things", "POST").respond_with_data(b"", status=503)
    httpserver.expect_request("/api/things", "GET").respond_with_json([])
    for number in range(FAILURES):
        with pytest.raises(Unavailable):
            transport.json(write(number), TOKEN)
    with pytest.raises(Unavailable, match="not called"):
        transport.json(WRITE, TOKEN)

    assert transport.json(READ, TOKEN) == []
    transport.open(READ, TOKEN).close()


def test_attempts_of_one_read_are_one_failure(transport: Transport, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/api/things").respond_with_data(b"", status=503)
    for number in range(FAILURES):
        with pytest.raises(Unavailable, match="answered 503"):
            transport.json(Call.get(f"things.{number}", "/things"), TOKEN)

    assert len(httpserver.log) == FAILURES * ATTEMPTS


@pytest.mark.parametrize(("seconds", "outage"), [(0.2, False), (HANG_SECONDS + 0.1, True)])
def test_only_who_had_time_to_answer_hangs(
    make_transport: Callable[..., Transport],
    deadline: Callable[[float], None],
    seconds: float,
    outage: bool,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        transport = make_transport(f"http://127.0.0.1:{silent.getsockname()[1]}")
        deadline(time.monotonic() + seconds)

        with pytest.raises(Unavailable, match="in time") as caught:
            transport.json(WRITE, TOKEN)

    assert caught.value.outage is outage
