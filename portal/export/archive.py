"""A zip that is made while it is sent: one file after the other, none of them kept. No Flask.

What could not be fetched is not in it, and a text in the zip says so. A file that broke off
half-way has left bytes between two others, but stands in no directory: no program unpacks it as a
whole one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import TypeVar

import structlog
from zipstream import ZipStream

from portal.backends.context import in_background
from portal.backends.contract import Download
from portal.backends.errors import (
    BackendError,
    Limited,
    NotAllowed,
    NotFound,
    Unavailable,
    Unsupported,
)
from portal.db import StorageUnavailable
from portal.export.names import Names
from portal.gateway.errors import SignInAgain
from portal.web.streaming import proven_ending

T = TypeVar("T")

log = structlog.get_logger("portal.export")


class Reason(StrEnum):
    """Why something is missing."""

    NOT_ANSWERING = "not_answering"
    BUSY = "busy"
    BROKE_OFF = "broke_off"
    NOT_HANDED_OUT = "not_handed_out"
    GONE = "gone"
    NO_FILE = "no_file"
    """Nothing, or a web page, where a file should be."""


@dataclass(frozen=True)
class Paper:
    folder: tuple[str, ...]
    title: str
    open: Callable[[], Download]


@dataclass(frozen=True)
class Missing:
    """``title`` alone: a whole list."""

    folder: tuple[str, ...]
    title: str
    reason: Reason


@dataclass(frozen=True)
class Outcome:
    files: int
    missing: int
    whole: bool
    """Whether all of the zip went to the browser."""


class Archive:
    """The body of an answer. WSGI servers call ``close`` at the end and when the client is gone."""

    def __init__(
        self,
        papers: Iterable[Paper],
        missing: Sequence[Missing],
        note: Callable[[Sequence[Missing]], tuple[str, str]],
        ended: Callable[[Outcome], None],
    ) -> None:
        """``missing``: what is known to be before it begins. ``note``: name and text of the file
        that lists it."""
        self._papers = papers
        self._missing = list(missing)
        self._note = note
        self._ended = ended
        self._names = Names()
        self._open: Download | None = None
        self._files = 0
        self._whole = False
        self._closed = False

    def __iter__(self) -> Iterator[bytes]:
        # PDF and pictures are packed already.
        archive = ZipStream(sized=False)
        for paper in self._papers:
            yield from self._add(archive, paper)
        if self._missing:
            name, text = self._note(self._missing)
            archive.add(text, self._names.take((), name, ".txt"))
        yield from archive.finalize()
        self._whole = True

    def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        self._close_download()
        self._ended(Outcome(self._files, len(self._missing), self._whole))

    def _add(self, archive: ZipStream, paper: Paper) -> Iterator[bytes]:
        try:
            self._open = after_pages(paper.open)
            chunks = self._open.chunks()
            first = next(chunks, b"")
            if not first or self._open.content_type == "text/html":
                self._miss(paper, Reason.NO_FILE)
                return
            ending = proven_ending(first, self._open.content_type)
            name = self._names.take(paper.folder, paper.title, ending)
            archive.add(chain((first,), chunks), name, size=self._open.length)
            yield from archive.file()
        except (BackendError, SignInAgain, StorageUnavailable) as error:
            _log(error)
            broke_off = self._open is not None and isinstance(error, Unavailable)
            self._miss(paper, Reason.BROKE_OFF if broke_off else reason_of(error))
        else:
            self._files += 1
        finally:
            self._close_download()

    def _miss(self, paper: Paper, reason: Reason) -> None:
        self._missing.append(Missing(paper.folder, paper.title, reason))

    def _close_download(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None


def after_pages(ask: Callable[[], T]) -> T:
    """Ask with what pages leave of the calls; where they leave nothing for a while, as a page does,
    so that it comes to an end."""
    started = time.monotonic()
    try:
        with in_background():
            return ask()
    except Limited:
        log.info("export_waited", seconds=round(time.monotonic() - started, 1))
    return ask()


def reason_of(error: Exception) -> Reason:
    match error:
        case Limited():
            return Reason.BUSY
        case Unsupported() | NotAllowed():
            return Reason.NOT_HANDED_OUT
        case NotFound():
            return Reason.GONE
        case _:
            return Reason.NOT_ANSWERING


def _log(error: Exception) -> None:
    fields = error.log_fields() if isinstance(error, BackendError) else {}
    log.warning("export_misses_a_file", **{"error": type(error).__name__, **fields})
