"""What a call carries, and what it does not."""

from decimal import Decimal

import pytest
from pytest_httpserver import HTTPServer

from portal.backends import context
from portal.backends.calls import Call, route
from portal.backends.errors import (
    NotFound,
)
from portal.backends.http import Transport
from portal.backends.types import Upload
from tests.backends.calls import READ
from tests.backends.conftest import TOKEN


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
