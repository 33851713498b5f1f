"""Files pass through in bounded memory and are never stored."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import quote

from flask import Response
from werkzeug.http import dump_options_header

from portal.backends.contract import Download
from portal.web.headers import IMAGE_POLICY, PDF_POLICY

INLINE = {"application/pdf": PDF_POLICY, "image/png": IMAGE_POLICY, "image/jpeg": IMAGE_POLICY}
_SIGNATURES = {
    "application/pdf": b"%PDF-",
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/jpeg": b"\xff\xd8\xff",
}
_ENDINGS = {"application/pdf": ".pdf", "image/png": ".png", "image/jpeg": ".jpg"}


def send_download(download: Download, name: str, *, inline: bool) -> Response:
    """Stream ``download`` to the browser as ``name`` plus the ending of what it really is.

    Shown in the page only when asked for and when the first bytes prove a type that is safe
    there; anything else is an attachment without a type. The upstream connection is closed with
    the browser's. A file that breaks off ends in a broken transfer, never in a short success.

    Raises: Unavailable when the first bytes do not come.
    """
    chunks = download.chunks()
    try:
        first = next(chunks, b"")
    except BaseException:
        download.close()
        raise
    kind = _proven_type(first, download.content_type)
    response = Response(_Body(first, chunks, download), direct_passthrough=True)
    response.content_type = kind or "application/octet-stream"
    if download.length is not None:
        response.content_length = download.length
    kind_of_use = "inline" if inline and kind in INLINE else "attachment"
    ending = _ENDINGS.get(kind or "", "")
    response.headers["Content-Disposition"] = disposition(kind_of_use, name, ending)
    response.headers["Content-Security-Policy"] = INLINE.get(kind or "", IMAGE_POLICY)
    return response


class _Body:
    """WSGI servers call ``close`` at the end and when the client is gone."""

    def __init__(self, first: bytes, rest: Iterator[bytes], download: Download) -> None:
        self._first = first
        self._rest = rest
        self._download = download

    def __iter__(self) -> Iterator[bytes]:
        if self._first:
            yield self._first
        yield from self._rest

    def close(self) -> None:
        self._download.close()


def _proven_type(first: bytes, claimed: str) -> str | None:
    for kind, signature in _SIGNATURES.items():
        if first.startswith(signature) and claimed in (kind, "application/octet-stream"):
            return kind
    return None


def proven_ending(first: bytes, claimed: str) -> str:
    """Of the file that begins so, with its dot; empty where its type is not proven."""
    return _ENDINGS.get(_proven_type(first, claimed) or "", "")


def safe_name(name: str) -> str:
    """What is left of a name that every system takes for one, and not for a place or a command."""
    clean = "".join(
        character
        for character in unicodedata.normalize("NFC", name)
        if unicodedata.category(character)[0] not in "C" and character not in '\\/:*?"<>|'
    )
    return re.sub(r"\s+", " ", clean).strip(" .")[:100].rstrip(" .") or "file"


def disposition(use: str, name: str, ending: str) -> str:
    """The header for a file to be saved (``attachment``) or shown (``inline``)."""
    clean = safe_name(name).removesuffix(ending) or "file"
    plain = (
        unicodedata.normalize("NFKD", clean).encode("ascii", "ignore").decode().strip() or "file"
    )
    options = {"filename": plain + ending}
    if plain != clean:
        options["filename*"] = f"UTF-8''{quote(clean + ending, safe='')}"
    return dump_options_header(use, options)
