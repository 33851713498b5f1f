from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from portal.backends.errors import Unavailable
from portal.web.streaming import send_download

PDF = b"%PDF-1.7 rest"


class FakeDownload:
    """A file on its way, as a backend hands it over."""

    def __init__(self, *chunks: bytes, content_type: str = "application/pdf") -> None:
        self.content_type = content_type
        self.length: int | None = sum(map(len, chunks))
        self.closed = False
        self._chunks = chunks

    def chunks(self) -> Iterator[bytes]:
        for chunk in self._chunks:
            if chunk == b"CUT":
                raise Unavailable("cut short")
            yield chunk

    def close(self) -> None:
        self.closed = True


@pytest.fixture(autouse=True)
def request_context() -> Iterator[None]:
    with Flask(__name__).test_request_context():
        yield


def test_a_pdf_is_shown_in_the_page_with_our_own_type() -> None:
    response = send_download(FakeDownload(PDF, b"more"), "March 2028", inline=True)

    assert response.content_type == "application/pdf"
    assert response.headers["Content-Disposition"] == 'inline; filename="March 2028.pdf"'
    assert "frame-ancestors 'self'" in response.headers["Content-Security-Policy"]
    assert b"".join(response.iter_encoded()) == PDF + b"more"


def test_download_is_an_attachment() -> None:
    response = send_download(FakeDownload(PDF), "March 2028", inline=False)

    assert response.headers["Content-Disposition"].startswith("attachment;")


@pytest.mark.parametrize(
    ("content", "claimed"),
    [
        (b"<html><script>alert(1)</script>", "text/html"),
        (b"<svg onload='alert(1)'>", "image/svg+xml"),
        (b"<html>", "application/pdf"),
        (PDF, "text/html"),
        (PDF, "image/png"),
        (b"", "application/pdf"),
    ],
)
def test_what_is_not_proven_safe_is_a_sandboxed_attachment(content: bytes, claimed: str) -> None:
    response = send_download(FakeDownload(content, content_type=claimed), "letter", inline=True)

    assert response.content_type == "application/octet-stream"
    assert response.headers["Content-Disposition"].startswith("attachment;")
    assert "sandbox" in response.headers["Content-Security-Policy"]


def test_the_upstream_closes_with_the_answer() -> None:
    download = FakeDownload(PDF)

    send_download(download, "letter", inline=True).close()

    assert download.closed


def test_a_file_that_breaks_off_at_once_is_an_error_page() -> None:
    download = FakeDownload(b"CUT")

    with pytest.raises(Unavailable):
        send_download(download, "letter", inline=True)

    assert download.closed


def test_a_file_that_breaks_off_later_never_ends_well() -> None:
    response = send_download(FakeDownload(PDF, b"CUT"), "letter", inline=True)

    with pytest.raises(Unavailable):
        list(response.iter_encoded())


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("../../etc/passwd", "attachment; filename=etcpasswd.pdf"),
        ("a\r\nSet-Cookie: x=1", 'attachment; filename="aSet-Cookie x=1.pdf"'),
        ("\u202egnp.exe", "attachment; filename=gnp.exe.pdf"),
        ("", "attachment; filename=file.pdf"),
        ("Löhne", "attachment; filename=Lohne.pdf; filename*=UTF-8''L%C3%B6hne.pdf"),
        ("תלוש", "attachment; filename=file.pdf; filename*=UTF-8''%D7%AA%D7%9C%D7%95%D7%A9.pdf"),
    ],
)
def test_hostile_and_foreign_names_are_made_safe(name: str, header: str) -> None:
    response = send_download(FakeDownload(PDF), name, inline=False)

    assert response.headers["Content-Disposition"] == header
