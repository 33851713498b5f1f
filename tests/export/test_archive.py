"""The zip on its way: what is held, what is closed, what is told."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress

import pytest

from portal.backends import context
from portal.backends.download import CHUNK
from portal.backends.errors import (
    BackendError,
    Limited,
    NotAllowed,
    NotFound,
    Unavailable,
    Unsupported,
)
from portal.db import StorageUnavailable
from portal.export.archive import Archive, Missing, Outcome, Paper, Reason
from portal.gateway.errors import SignInAgain


class File:
    """A download that notes what becomes of it."""

    def __init__(self, *pieces: bytes, cut: bool = False, kind: str = "application/pdf") -> None:
        self.content_type = kind
        self.length = None if cut else sum(map(len, pieces))
        self.read = 0
        self.closed = 0
        self._pieces = pieces
        self._cut = cut

    def chunks(self) -> Iterator[bytes]:
        for piece in self._pieces:
            self.read += 1
            yield piece
        if self._cut:
            raise Unavailable("cut short")

    def close(self) -> None:
        self.closed += 1


class Made:
    """An archive, and what it said at its end."""

    def __init__(self, *papers: Paper, missing: Sequence[Missing] = ()) -> None:
        self.outcomes: list[Outcome] = []
        self.noted: list[Missing] = []
        self.archive = Archive(papers, missing, self._note, self.outcomes.append)

    def _note(self, missing: Sequence[Missing]) -> tuple[str, str]:
        self.noted = list(missing)
        return "missing", "a list"

    def whole(self) -> dict[str, bytes]:
        data = b"".join(self.archive)
        self.archive.close()
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            assert archive.testzip() is None
            return {name: archive.read(name) for name in archive.namelist()}


def paper(title: str, file: File) -> Paper:
    return Paper(("Kind", "2027"), title, lambda: file)


def raising(title: str, error: Exception) -> Paper:
    def fail() -> File:
        raise error

    return Paper(("Kind",), title, fail)


PDF = b"%PDF-1.7 "


def test_one_file_after_the_other_each_closed_before_the_next_is_opened() -> None:
    order: list[str] = []

    def opened(title: str) -> Callable[[], File]:
        def open_it() -> File:
            order.append(f"open {title}")
            file = File(PDF, b"end")
            close = file.close

            def closing() -> None:
                order.append(f"close {title}")
                close()

            file.close = closing  # type: ignore[method-assign]
            return file

        return open_it

    made = Made(Paper(("K",), "a", opened("a")), Paper(("K",), "b", opened("b")))
    assert made.whole() == {"K/a.pdf": PDF + b"end", "K/b.pdf": PDF + b"end"}
    assert order == ["open a", "close a", "open b", "close b"]
    assert made.outcomes == [Outcome(files=2, missing=0, whole=True)]


def test_nothing_missing_means_no_list() -> None:
    assert Made(paper("a", File(PDF))).whole().keys() == {"Kind/2027/a.pdf"}


def test_client_that_goes_away_closes_the_file_under_way_and_no_other_is_opened() -> None:
    first, second = File(PDF, *[b"x" * 100] * 50), File(PDF)
    made = Made(paper("a", first), paper("b", second))
    body = iter(made.archive)
    for _ in range(5):
        next(body)
    made.archive.close()
    assert first.closed == 1
    assert first.read < 50
    assert second.read == 0
    assert made.outcomes == [Outcome(files=0, missing=0, whole=False)]
    del body
    made.archive.close()
    assert len(made.outcomes) == 1


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (Unavailable("down"), Reason.NOT_ANSWERING),
        (Limited("full"), Reason.BUSY),
        (NotFound("gone"), Reason.GONE),
        (NotAllowed("no"), Reason.NOT_HANDED_OUT),
        (Unsupported("no"), Reason.NOT_HANDED_OUT),
        (SignInAgain(), Reason.NOT_ANSWERING),
        (StorageUnavailable("locked"), Reason.NOT_ANSWERING),
    ],
)
def test_file_that_does_not_open_is_told(error: BackendError, reason: Reason) -> None:
    made = Made(raising("a", error), paper("b", File(PDF)))
    assert made.whole().keys() == {"Kind/2027/b.pdf", "missing.txt"}
    assert made.noted == [Missing(("Kind",), "a", reason)]
    assert made.outcomes == [Outcome(files=1, missing=1, whole=True)]


@pytest.mark.parametrize("pieces", [(), (PDF,), (PDF, b"x" * CHUNK, b"y" * CHUNK)])
def test_file_that_breaks_off_is_told_and_not_listed_in_the_zip(pieces: tuple[bytes, ...]) -> None:
    cut, after = File(*pieces, cut=True), File(PDF, b"after")
    made = Made(paper("a", File(PDF)), paper("cut", cut), paper("z", after))
    assert made.whole() == {
        "Kind/2027/a.pdf": PDF,
        "Kind/2027/z.pdf": PDF + b"after",
        "missing.txt": b"a list",
    }
    assert made.noted == [Missing(("Kind", "2027"), "cut", Reason.BROKE_OFF)]
    assert cut.closed == 1


@pytest.mark.parametrize("file", [File(), File(b"<!doctype html>", kind="text/html")])
def test_nothing_and_web_pages_are_no_files(file: File) -> None:
    made = Made(paper("a", file))
    assert made.whole().keys() == {"missing.txt"}
    assert made.noted[0].reason is Reason.NO_FILE


def test_fault_of_our_own_ends_the_transfer_instead_of_the_zip() -> None:
    made = Made(raising("a", RuntimeError("ours")))
    with pytest.raises(RuntimeError):
        list(made.archive)
    made.archive.close()
    assert made.outcomes == [Outcome(files=0, missing=0, whole=False)]


def test_memory_stays_flat_however_large_the_files_are() -> None:
    def piece_by_piece() -> Iterator[bytes]:
        yield PDF
        for _ in range(400):
            yield bytes(CHUNK)

    class Large(File):
        def chunks(self) -> Iterator[bytes]:
            return piece_by_piece()

    def large() -> File:
        file = Large()
        file.length = len(PDF) + 400 * CHUNK
        return file

    papers = [Paper(("K",), "large", large) for _ in range(3)]
    tracemalloc.start()
    try:
        sent = sum(map(len, Made(*papers).archive))
        _now, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert sent > 1200 * CHUNK
    assert most < 8 * CHUNK


def test_calls_leave_the_budget_to_pages_and_come_to_an_end_all_the_same() -> None:
    asked: list[bool] = []

    def busy() -> File:
        asked.append(context.background.get())
        if context.background.get():
            raise Limited("no turn")
        return File(PDF)

    made = Made(Paper(("K",), "a", busy))
    assert made.whole().keys() == {"K/a.pdf"}
    assert asked == [True, False]


def test_between_two_files_nothing_else_counts_as_background() -> None:
    made = Made(paper("a", File(PDF)), paper("b", File(PDF)))
    with suppress(StopIteration):
        body = iter(made.archive)
        while True:
            next(body)
            assert not context.background.get()
