"""Files behind short-lived signed addresses: `/files/<token>`, as an object store serves them."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from flask import request
from itsdangerous import BadSignature, URLSafeSerializer

from portal.sandbox.clock import Clock

BLOCK = 256 * 1024
PREFIX = "/files/"


@dataclass(frozen=True)
class StoredFile:
    """A file's bytes. `size`, where it is larger, is reached with comment bytes after the end."""

    content: bytes
    content_type: str = "application/pdf"
    size: int = 0

    @property
    def length(self) -> int:
        """Bytes that are sent."""
        return max(self.size, len(self.content))

    def blocks(self) -> Iterator[bytes]:
        """The bytes, in blocks."""
        yield self.content
        filler = b"%" * BLOCK
        left = self.length - len(self.content)
        while left > 0:
            yield filler[:left] if left < BLOCK else filler
            left -= BLOCK


class LinkRefused(Exception):
    """The address is forged or has expired."""


class FileLinks:
    """Makes and reads the signed part of the addresses. The key lives as long as the process."""

    def __init__(self, clock: Clock, public_url: str | None) -> None:
        self._clock = clock
        self._public_url = public_url
        self._serializer = URLSafeSerializer(secrets.token_bytes(32), salt="file")

    def url(self, kind: str, key: str, *, minutes: int) -> str:
        """An address of one file, good for so many minutes."""
        expires = self._clock.now() + timedelta(minutes=minutes)
        token = self._serializer.dumps([kind, key, int(expires.timestamp())])
        base = (self._public_url or request.host_url).rstrip("/")
        return f"{base}{PREFIX}{token}"

    def read(self, token: str) -> tuple[str, str]:
        """Kind and key of the file behind a token."""
        try:
            kind, key, expires = self._serializer.loads(token)
        except BadSignature as error:
            raise LinkRefused("SignatureDoesNotMatch") from error
        if self._clock.now().timestamp() >= expires:
            raise LinkRefused("Request has expired")
        return kind, key
