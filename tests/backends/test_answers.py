"""What is made of an answer."""

import pytest
from pytest_httpserver import HTTPServer

from portal.backends.calls import Call
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
from portal.backends.http import Transport
from tests.backends.calls import READ, WRITE
from tests.backends.conftest import TOKEN


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
