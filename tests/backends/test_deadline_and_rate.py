"""How long a call may take, and how many may be made."""

import socket
import time
from collections.abc import Callable

import pytest
from pytest_httpserver import HTTPServer

from portal.backends.errors import (
    Limited,
    Unavailable,
)
from portal.backends.http import Transport
from tests.backends.calls import READ, WRITE
from tests.backends.conftest import TOKEN, paced


def test_answer_after_the_deadline_is_not_waited_for(
    make_transport: Callable[..., Transport], deadline: Callable[[float], None]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        transport = make_transport(f"http://127.0.0.1:{silent.getsockname()[1]}")
        deadline(time.monotonic() + 0.2)

        with pytest.raises(Unavailable, match="in time") as caught:
            transport.json(WRITE, TOKEN)

    assert caught.value.sent


def test_nothing_is_sent_after_the_deadline(
    transport: Transport, httpserver: HTTPServer, deadline: Callable[[float], None]
) -> None:
    deadline(time.monotonic() - 1)

    with pytest.raises(Unavailable) as caught:
        transport.json(WRITE, TOKEN)

    assert not caught.value.sent
    assert httpserver.log == []


def test_no_turn_before_the_deadline_sends_nothing(
    make_transport: Callable[..., Transport],
    httpserver: HTTPServer,
    deadline: Callable[[float], None],
) -> None:
    httpserver.expect_request("/api/things").respond_with_json({})
    transport = make_transport(budget=paced(1))
    transport.json(READ, TOKEN)
    deadline(time.monotonic() + 0.1)

    with pytest.raises(Limited) as caught:
        transport.json(WRITE, TOKEN)

    assert not caught.value.sent
    assert 0 < caught.value.retry_after < 2
    assert len(httpserver.log) == 1


def test_too_many_calls_hold_everybody_as_long_as_asked(
    transport: Transport, httpserver: HTTPServer, deadline: Callable[[float], None]
) -> None:
    httpserver.expect_ordered_request("/api/things").respond_with_data(
        b"", status=429, headers={"Retry-After": "30"}
    )
    deadline(time.monotonic() + 20)

    with pytest.raises(Limited) as first:
        transport.json(WRITE, TOKEN)
    with pytest.raises(Limited) as second:
        transport.json(READ, TOKEN)

    assert first.value.retry_after == 30
    assert 0 < second.value.retry_after <= 30
    assert len(httpserver.log) == 1


def test_read_waits_out_too_many_calls(transport: Transport, httpserver: HTTPServer) -> None:
    httpserver.expect_ordered_request("/api/things").respond_with_data(
        b"", status=429, headers={"Retry-After": "0"}
    )
    httpserver.expect_ordered_request("/api/things").respond_with_json([])

    assert transport.json(READ, TOKEN) == []


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("3", 3), ("", 1), ("soon", 1), ("99999999", 1), ("-5", 1), ("4000", 60), ("٣", 1)],
)
def test_pause_is_what_the_header_says_within_reason(
    transport: Transport, httpserver: HTTPServer, header: str, seconds: float
) -> None:
    httpserver.expect_request("/api/things").respond_with_data(
        b"", status=429, headers={"Retry-After": header.encode().decode("latin-1")}
    )

    with pytest.raises(Limited) as caught:
        transport.json(WRITE, TOKEN)

    assert caught.value.retry_after == seconds


def test_key_still_in_use_may_take_effect(transport: Transport, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/api/things").respond_with_json({"running": True}, status=429)

    with pytest.raises(Unavailable) as caught:
        transport.json(WRITE, TOKEN)

    assert not isinstance(caught.value, Limited)
    assert caught.value.sent
