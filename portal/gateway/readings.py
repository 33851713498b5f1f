"""What document bytes a worker was shown: the hash that a signature is held against."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog
from sqlalchemy import select

from portal.audit import Event, record
from portal.backends.contract import Download
from portal.db import Database, StorageUnavailable
from portal.gateway.models import Reading as ReadingRow

log = structlog.get_logger("portal.gateway")


@dataclass(frozen=True, slots=True)
class Reading:
    sha256: str
    """Hexadecimal, lower case."""
    read_at: datetime


def note_reading(
    database: Database, account_id: str, kind: str, object_id: str, sha256: str
) -> None:
    """Keep that all bytes of a document went to the worker. Raises: StorageUnavailable."""
    with database.begin() as session:
        session.add(
            ReadingRow(
                account_id=account_id,
                kind=kind,
                object_id=object_id,
                sha256=sha256,
                read_at=datetime.now(UTC),
            )
        )
        record(
            session,
            Event.DOCUMENT_READ,
            account_id=account_id,
            object_id=object_id,
            kind=kind,
            sha256=sha256,
        )


def last_reading(database: Database, account_id: str, kind: str, object_id: str) -> Reading | None:
    """Raises: StorageUnavailable."""
    with database.read() as session:
        row = session.scalars(
            select(ReadingRow)
            .where(
                ReadingRow.account_id == account_id,
                ReadingRow.kind == kind,
                ReadingRow.object_id == object_id,
            )
            .order_by(ReadingRow.read_at.desc())
            .limit(1)
        ).first()
    return None if row is None else Reading(row.sha256, row.read_at)


class NotedDownload:
    """A download that is hashed on its way and noted once its last byte has been taken."""

    def __init__(self, download: Download, note: Callable[[str], None]) -> None:
        """``note`` gets the SHA-256."""
        self._download = download
        self._note = note
        self.content_type = download.content_type
        self.length = download.length

    def chunks(self) -> Iterator[bytes]:
        digest = hashlib.sha256()
        for chunk in self._download.chunks():
            digest.update(chunk)
            yield chunk
        try:
            self._note(digest.hexdigest())
        except StorageUnavailable as error:
            # The worker has the document; without the note a signature asks to read it again.
            log.warning("reading_not_noted", reason=str(error))

    def close(self) -> None:
        self._download.close()


def digest_of(download: Download) -> str:
    """The SHA-256 of a download that is read for nothing else. Raises: Unavailable."""
    digest = hashlib.sha256()
    try:
        for chunk in download.chunks():
            digest.update(chunk)
    finally:
        download.close()
    return digest.hexdigest()
