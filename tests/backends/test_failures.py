"""No answer, a broken one, and what may be sent again."""

from collections.abc import Callable

import pytest
from pytest_httpserver import HTTPServer

from portal.backends.errors import (
    BackendError,
    Unavailable,
)
from portal.backends.http import ATTEMPTS, Transport
from tests.backends.calls import READ, WRITE, free_port
from tests.backends.conftest import TOKEN
from tests.backends.raw_server import answering, response


def test_refused_connection_is_known_to_be_unsent(make_transport: Callable[..., Transport]) -> None:
    transport = make_transport(f"http://127.0.0.1:{free_port()}")

    with pytest.raises(Unavailable) as caught:
        transport.json(WRITE, TOKEN)

    assert not caught.value.sent


def test_untrusted_certificate_is_known_to_be_unsent(
    make_transport: Callable[..., Transport], self_signed_server: str
) -> None:
    with pytest.raises(Unavailable) as caught:
        make_transport(self_signed_server).json(WRITE, TOKEN)

    assert not caught.value.sent


@pytest.mark.parametrize(
    "answer",
    [
        None,
        b"HTTP/1.1 200 OK\r\nContent-Le",
        response(b'{"data"', "Content-Type: application/json", length=100),
    ],
)
def test_connection_that_breaks_may_have_carried_the_write(
    make_transport: Callable[..., Transport], answer: bytes | None
) -> None:
    with answering(answer) as url, pytest.raises(Unavailable) as caught:
        make_transport(url).json(WRITE, TOKEN)

    assert caught.value.sent


def test_read_survives_a_connection_that_breaks(make_transport: Callable[..., Transport]) -> None:
    good = response(b"[]", "Content-Type: application/json", length=2)

    with answering(None, good) as url:
        assert make_transport(url).json(READ, TOKEN) == []


def test_read_is_repeated_a_few_times(transport: Transport, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/api/things").respond_with_data(b"", status=503)

    with pytest.raises(Unavailable):
        transport.json(READ, TOKEN)

    assert len(httpserver.log) == ATTEMPTS


@pytest.mark.parametrize("status", [429, 500, 503])
def test_write_is_never_repeated(transport: Transport, httpserver: HTTPServer, status: int) -> None:
    httpserver.expect_request("/api/things").respond_with_data(b"", status=status)

    with pytest.raises(Unavailable):
        transport.json(WRITE, TOKEN)

    assert len(httpserver.log) == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404])
def test_clear_refusal_is_not_repeated(
    transport: Transport, httpserver: HTTPServer, status: int
) -> None:
    httpserver.expect_request("/api/things").respond_with_data(b"", status=status)

    with pytest.raises(BackendError):
        transport.json(READ, TOKEN)

    assert len(httpserver.log) == 1


def test_read_that_got_no_answer_has_no_effect_to_look_up(
    make_transport: Callable[..., Transport],
) -> None:
    with answering(None, None, None) as url, pytest.raises(Unavailable) as caught:
        make_transport(url).json(READ, TOKEN)

    assert not caught.value.sent
