"""What is written down about a call."""

import logging
from collections.abc import Callable

import pytest
from pytest_httpserver import HTTPServer
from structlog.testing import capture_logs

from portal.backends.calls import Call
from portal.backends.errors import Unavailable
from portal.backends.http import Transport
from tests.backends.calls import free_port
from tests.backends.conftest import TOKEN


def test_each_call_is_one_line_without_token_query_or_body(
    transport: Transport, httpserver: HTTPServer, caplog: pytest.LogCaptureFixture
) -> None:
    httpserver.expect_request("/api/things").respond_with_json({"salary": 81000})
    call = Call.get("things.list", "/things", {"search": "jana@acme.example"})
    caplog.set_level(logging.DEBUG)

    with capture_logs() as lines:
        transport.json(call, TOKEN)

    [line] = lines
    assert (line["backend"], line["operation"], line["status"]) == ("vendor", "things.list", 200)
    assert line["ms"] >= 0
    logged = [each.getMessage() for each in caplog.records if each.name != "werkzeug"]
    for secret in (TOKEN, "jana", "81000", "search"):
        assert secret not in f"{line}{logged}"


def test_repr_of_a_call_hides_address_and_body() -> None:
    call = Call.write("things.create", "POST", "/things?search=jana", {"salary": 81000})

    assert "things.create" in repr(call)
    assert "81000" not in repr(call)
    assert "jana" not in repr(call)


def test_failure_hides_address_and_token_also_in_its_cause(
    make_transport: Callable[..., Transport],
) -> None:
    transport = make_transport(f"http://127.0.0.1:{free_port()}")

    with pytest.raises(Unavailable) as caught:
        transport.json(Call.get("things.list", "/things", {"search": "jana"}), TOKEN)

    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
    assert "jana" not in str(caught.value)
