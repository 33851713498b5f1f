import logging
import socket
import time
from collections.abc import Callable
from decimal import Decimal

import pytest
from pytest_httpserver import HTTPServer
from structlog.testing import capture_logs
from werkzeug import Request, Response

from portal.backends import context
from portal.backends.calls import Call, route
from portal.backends.errors import (
    BackendError,
    Conflict,
    Limited,
    NotAllowed,
    NotFound,
    Rejected,
    TokenRefused,
    Unavailable,
)
from portal.backends.http import ATTEMPTS, Transport
from portal.backends.types import Upload
from tests.backends.conftest import TOKEN
from tests.backends.raw_server import answering, response

READ = Call.get("things.list", "/things")
WRITE = Call.write("things.create", "POST", "/things", {"name": "x"}, key="key-1")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


# What is sent --------------------------------------------------------------------------------


def test_call_carries_token_request_id_and_query(
    transport: Transport, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/api/things").respond_with_json({"data": []})
    token = context.request_id.set("request-1")

    call = Call.get("things.list", "/things", {"status": ["a", "b"], "q": "x&y"})
    assert transport.json(call, TOKEN) == {"data": []}

    context.request_id.reset(token)
    request, _ = httpserver.log[0]
    assert request.headers["Authorization"] == f"Bearer {TOKEN}"
    assert request.headers["X-Request-Id"] == "request-1"
    assert request.headers["Accept-Encoding"] == "identity"
    assert request.args.to_dict(flat=False) == {"status": ["a", "b"], "q": ["x&y"]}
    assert "Idempotency-Key" not in request.headers


def test_write_carries_json_and_key(transport: Transport, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/api/things", method="POST").respond_with_json({}, status=201)

    call = Call.write("things.create", "POST", "/things", {"rate": Decimal("10.5")}, key="key-1")
    transport.json(call, TOKEN)

    request, _ = httpserver.log[0]
    assert request.get_json() == {"rate": 10.5}
    assert request.headers["Idempotency-Key"] == "key-1"


def test_form_carries_fields_and_files(transport: Transport, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/api/things", method="POST").respond_with_json({})
    upload = Upload('a"b\r\nX: y.pdf', "application/pdf", b"%PDF-")

    transport.json(Call.form("things.up", "/things", [("data", "{}"), ("file", upload)]), TOKEN)

    request, _ = httpserver.log[0]
    assert request.form.to_dict() == {"data": "{}"}
    assert request.files["file"].read() == b"%PDF-"
    assert request.files["file"].content_type == "application/pdf"
    assert "X" not in request.files["file"].headers
    request.close()


def test_cookies_are_not_carried_to_the_next_call(
    transport: Transport, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/api/things").respond_with_json(
        {}, headers={"Set-Cookie": "worker=alice"}
    )

    transport.json(READ, TOKEN)
    transport.json(READ, TOKEN)

    assert "Cookie" not in httpserver.log[1][0].headers


def test_netrc_and_proxies_are_ignored(
    transport: Transport, httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch, tmp_path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login a password b\n")
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    httpserver.expect_request("/api/things").respond_with_json({})

    transport.json(READ, TOKEN)

    assert httpserver.log[0][0].headers["Authorization"] == f"Bearer {TOKEN}"


@pytest.mark.parametrize("text", ["..", ".", "-", "%2e%2e", "a/b", "a?b", "a#b", "", "a\0"])
def test_what_is_no_id_gets_into_no_path(text: str) -> None:
    with pytest.raises(NotFound):
        route("/things/{}", text)


# What comes back -----------------------------------------------------------------------------


def test_no_content_is_none(transport: Transport, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/api/things").respond_with_data(b"", status=204)

    assert transport.json(Call.write("things.delete", "DELETE", "/things"), TOKEN) is None


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, Rejected),
        (401, TokenRefused),
        (403, NotAllowed),
        (404, NotFound),
        (405, Rejected),
        (409, Conflict),
        (410, NotFound),
        (422, Rejected),
        (429, Limited),
        (500, Unavailable),
        (503, Unavailable),
    ],
)
def test_status_tells_the_error(
    transport: Transport, httpserver: HTTPServer, status: int, error: type[BackendError]
) -> None:
    httpserver.expect_request("/api/things").respond_with_json(
        {"message": "No.", "code": "NOPE"}, status=status
    )

    with pytest.raises(error) as caught:
        transport.json(WRITE, TOKEN)

    assert type(caught.value) is error
    assert caught.value.log_fields() == {
        "error": error.__name__,
        "reason": str(caught.value),
        "backend": "vendor",
        "operation": "things.create",
        "status": status,
        "vendor_code": "NOPE",
        "vendor_request_id": "",
    }


@pytest.mark.parametrize(("status", "message"), [(400, "No."), (404, "No."), (401, ""), (500, "")])
def test_only_refusals_of_the_request_have_words_for_the_worker(
    transport: Transport, httpserver: HTTPServer, status: int, message: str
) -> None:
    httpserver.expect_request("/api/things").respond_with_json({"message": "No."}, status=status)

    with pytest.raises(BackendError) as caught:
        transport.json(WRITE, TOKEN)

    assert caught.value.vendor_message == message


def test_redirect_is_not_followed(transport: Transport, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/api/things").respond_with_data(
        b"", status=302, headers={"Location": httpserver.url_for("/elsewhere")}
    )

    with pytest.raises(Unavailable):
        transport.json(READ, TOKEN)

    assert [request.path for request, _ in httpserver.log] == ["/api/things"]


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b'{"a": NaN}', "application/json"),
        (b'{"a": 1, "a": 2}', "application/json"),
        (b"[" * 1000 + b"]" * 1000, "application/json"),
        (b"<html>TypeError at line 214</html>", "text/html"),
        (b'{"a": 1}', "text/plain"),
        (b'{"a": ', "application/json"),
    ],
)
def test_unreadable_answer_is_unavailable_without_being_quoted(
    transport: Transport, httpserver: HTTPServer, body: bytes, content_type: str
) -> None:
    httpserver.expect_request("/api/things").respond_with_data(body, content_type=content_type)

    with pytest.raises(Unavailable) as caught:
        transport.json(WRITE, TOKEN)

    assert caught.value.sent
    assert body.decode()[:20] not in str(caught.value)


def test_answer_beyond_the_limit_is_dropped(transport: Transport, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/api/things").respond_with_data(
        b" " * (8 * 1024 * 1024 + 1), content_type="application/json"
    )

    with pytest.raises(Unavailable, match="too large"):
        transport.json(READ, TOKEN)


def test_compressed_answer_is_refused(transport: Transport, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/api/things").respond_with_data(
        b"\x1f\x8b", content_type="application/json", headers={"Content-Encoding": "gzip"}
    )

    with pytest.raises(Unavailable, match="compressed"):
        transport.json(READ, TOKEN)


# When there is no answer ---------------------------------------------------------------------


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


# Deadline and rate ---------------------------------------------------------------------------


def test_answer_after_the_deadline_is_not_waited_for(
    transport: Transport, httpserver: HTTPServer, deadline: Callable[[float], None]
) -> None:
    def slow(_: Request) -> Response:
        time.sleep(0.4)
        return Response("{}", content_type="application/json")

    httpserver.expect_request("/api/things").respond_with_handler(slow)
    deadline(time.monotonic() + 0.1)

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
    transport = make_transport(calls_per_second=1)
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
    deadline(time.monotonic() + 1)

    with pytest.raises(Limited) as first:
        transport.json(WRITE, TOKEN)
    with pytest.raises(Limited) as second:
        transport.json(READ, TOKEN)

    assert first.value.retry_after == 30
    assert 28 < second.value.retry_after <= 30
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


# Logs ----------------------------------------------------------------------------------------


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


def test_token_address_and_body_are_in_no_repr_and_no_error() -> None:
    transport_error = Unavailable("x")
    call = Call.write("things.create", "POST", "/things?search=jana", {"salary": 81000})

    assert "81000" not in repr(call)
    assert "jana" not in repr(call)
    assert transport_error.log_fields()["reason"] == "x"


def test_failure_hides_address_and_token_also_in_its_cause(
    make_transport: Callable[..., Transport],
) -> None:
    transport = make_transport(f"http://127.0.0.1:{free_port()}")

    with pytest.raises(Unavailable) as caught:
        transport.json(Call.get("things.list", "/things", {"search": "jana"}), TOKEN)

    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
    assert "jana" not in str(caught.value)
