from collections.abc import Callable

import pytest
from pytest_httpserver import HTTPServer

from portal.backends.calls import Call
from portal.backends.download import CHUNK
from portal.backends.errors import NotFound, Unavailable
from portal.backends.http import Transport
from tests.backends.conftest import TOKEN, paced
from tests.backends.raw_server import answering, response

PDF = "Content-Type: application/pdf"


def test_file_streams_in_chunks_without_the_token(
    transport: Transport, httpserver: HTTPServer
) -> None:
    content = bytes(range(256)) * 4000
    httpserver.expect_request("/files/a").respond_with_data(
        content, content_type="Application/PDF; charset=x"
    )

    file = transport.open_url("payslips.file", httpserver.url_for("/files/a"))
    chunks = list(file.chunks())
    file.close()

    assert b"".join(chunks) == content
    assert max(map(len, chunks)) <= 2 * CHUNK
    assert (file.content_type, file.length) == ("application/pdf", len(content))
    assert "Authorization" not in httpserver.log[0][0].headers
    assert httpserver.log[0][0].headers["Accept-Encoding"] == "identity"


def test_file_of_the_api_itself_is_asked_for_with_the_token(
    transport: Transport, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/api/letter").respond_with_data(b"%PDF-")

    file = transport.open(Call.get("letter.preview", "/letter"), TOKEN)

    assert list(file.chunks()) == [b"%PDF-"]
    assert httpserver.log[0][0].headers["Authorization"] == f"Bearer {TOKEN}"
    file.close()


def test_refusal_instead_of_a_file_is_told(transport: Transport, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/api/letter").respond_with_json({"message": "No."}, status=404)

    with pytest.raises(NotFound) as caught:
        transport.open(Call.get("letter.preview", "/letter"), TOKEN)

    assert caught.value.vendor_message == "No."


@pytest.mark.parametrize(
    "url",
    [
        "http://files.example/a.pdf",
        "https://user@files.example/a.pdf",
        "https://files.example:8443/a.pdf",
        "https://127.0.0.1/a.pdf",
        "https://localhost/a.pdf",
        "https://[::1]/a.pdf",
        "file:///etc/passwd",
        "",
    ],
)
def test_private_or_odd_addresses_are_refused(transport: Transport, url: str) -> None:
    with pytest.raises(Unavailable) as caught:
        transport.open_url("payslips.file", url)

    assert not caught.value.sent


def test_own_host_with_userinfo_or_another_port_is_refused(
    transport: Transport, httpserver: HTTPServer
) -> None:
    with HTTPServer(host="127.0.0.1", port=0) as other:
        for url in (
            httpserver.url_for("/a").replace("://", "://user@"),
            other.url_for("/a"),
            httpserver.url_for("/a").replace("http:", "https:"),
        ):
            with pytest.raises(Unavailable):
                transport.open_url("payslips.file", url)
        assert other.log == []
    assert httpserver.log == []


def test_redirect_is_not_followed(transport: Transport, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/a").respond_with_data(
        b"", status=302, headers={"Location": "http://169.254.169.254/latest"}
    )

    with pytest.raises(Unavailable):
        transport.open_url("payslips.file", httpserver.url_for("/a"))


@pytest.mark.parametrize(
    ("status", "error"), [(404, NotFound), (410, NotFound), (403, Unavailable)]
)
def test_refusal_of_the_files_host_is_told(
    transport: Transport, httpserver: HTTPServer, status: int, error: type[Exception]
) -> None:
    httpserver.expect_request("/a").respond_with_data(b"<Error/>", status=status)

    with pytest.raises(error):
        transport.open_url("payslips.file", httpserver.url_for("/a"))


def test_file_larger_than_allowed_is_refused_at_once(
    make_transport: Callable[..., Transport], httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/a").respond_with_data(b"x" * 101)

    with pytest.raises(Unavailable, match="larger"):
        make_transport(download_limit=100).open_url("payslips.file", httpserver.url_for("/a"))


def test_file_of_unsaid_length_is_cut_off_at_the_limit(
    make_transport: Callable[..., Transport],
) -> None:
    chunked = b"40\r\n" + b"x" * 64 + b"\r\n"
    answer = response(chunked * 10 + b"0\r\n\r\n", PDF, "Transfer-Encoding: chunked")

    with answering(answer) as url:
        file = make_transport(url, download_limit=100).open_url("payslips.file", f"{url}/a")
        with pytest.raises(Unavailable, match="larger"):
            list(file.chunks())
        file.close()


def test_chunked_file_comes_whole(make_transport: Callable[..., Transport]) -> None:
    answer = response(b"5\r\n%PDF-\r\n0\r\n\r\n", PDF, "Transfer-Encoding: chunked")

    with answering(answer) as url:
        file = make_transport(url).open_url("payslips.file", f"{url}/a")
        assert b"".join(file.chunks()) == b"%PDF-"
        file.close()


@pytest.mark.parametrize(
    "answer",
    [
        response(b"%PDF-1.7 half", PDF, length=100),
        response(b"64\r\n%PDF-1.7 half", PDF, "Transfer-Encoding: chunked"),
        response(b"5\r\n%PDF-\r\n", PDF, "Transfer-Encoding: chunked"),
    ],
    ids=["length", "in a chunk", "between chunks"],
)
def test_file_cut_half_way_is_never_a_success(
    make_transport: Callable[..., Transport], answer: bytes
) -> None:
    with answering(answer) as url:
        file = make_transport(url).open_url("payslips.file", f"{url}/a")
        with pytest.raises(Unavailable):
            list(file.chunks())
        file.close()


def test_file_whose_end_cannot_be_told_is_refused(make_transport: Callable[..., Transport]) -> None:
    answer = response(b"%PDF-", PDF)

    with answering(answer, answer, answer) as url, pytest.raises(Unavailable, match="length"):
        make_transport(url).open_url("payslips.file", f"{url}/a")


def test_compressed_file_is_refused(make_transport: Callable[..., Transport]) -> None:
    answer = response(b"\x1f\x8b", PDF, "Content-Encoding: gzip", length=2)

    with answering(answer) as url, pytest.raises(Unavailable, match="compressed"):
        make_transport(url).open_url("payslips.file", f"{url}/a")


def test_closing_hangs_up_on_the_rest(make_transport: Callable[..., Transport]) -> None:
    big = response(b"x" * CHUNK, PDF, length=1024 * 1024)

    with answering(big) as url:
        file = make_transport(url).open_url("payslips.file", f"{url}/a")
        next(file.chunks())
        file.close()
        with pytest.raises((Unavailable, StopIteration, ValueError)):
            next(file.chunks())


def test_file_takes_no_turn_of_the_apis(
    make_transport: Callable[..., Transport], httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/a").respond_with_data(b"%PDF-")
    transport = make_transport(budget=paced(0.01))

    for _ in range(3):
        transport.open_url("payslips.file", httpserver.url_for("/a")).close()

    assert len(httpserver.log) == 3
