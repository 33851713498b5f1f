"""Files on their way from an HR system to a worker: streamed in bounded memory, never stored."""

from __future__ import annotations

import time
from collections.abc import Iterator

import requests
from urllib3.exceptions import HTTPError

from portal.backends.answers import broken, has_end
from portal.backends.errors import Unavailable

CHUNK = 256 * 1024
MAX_UPSTREAM_SECONDS = 120.0
"""How long the file's host may keep us waiting in all; a slow reader at our end does not count."""


class StreamedFile:
    """A ``contract.Download`` of a response whose body has not been read."""

    def __init__(self, response: requests.Response, *, limit: int) -> None:
        """Raises: Unavailable (too large, compressed, or of a length that nobody can check)."""
        self._raw = response.raw
        self._limit = limit
        self._patience = MAX_UPSTREAM_SECONDS
        headers = response.headers
        self.content_type = headers.get("Content-Type", "").partition(";")[0].strip().lower()
        self.length = self._raw.length_remaining
        if headers.get("Content-Encoding", "identity") != "identity":
            raise Unavailable("the file is compressed though that was not asked for")
        if not has_end(self._raw):
            raise Unavailable("the file has no length: a cut could not be told from its end")
        if self.length is not None and self.length > limit:
            raise Unavailable("the file is larger than allowed")

    def chunks(self) -> Iterator[bytes]:
        size = 0
        while chunk := self._next_chunk():
            size += len(chunk)
            if size > self._limit:
                raise Unavailable("the file is larger than allowed")
            yield chunk

    def close(self) -> None:
        self._raw.close()

    def _next_chunk(self) -> bytes:
        """Empty at the end, which the connection has then confirmed."""
        pieces, size = [], 0
        started = time.monotonic()
        try:
            while size < CHUNK // 2 and (piece := self._raw.read1(CHUNK, decode_content=False)):
                pieces.append(piece)
                size += len(piece)
                if time.monotonic() - started > self._patience:
                    raise Unavailable("the file came too slowly")
        except HTTPError as error:
            raise broken(error) from error
        self._patience -= time.monotonic() - started
        return b"".join(pieces)
