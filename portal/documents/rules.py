"""Which papers there are, which were looked for, and which need the worker."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from portal.backends.types import Document, UploadState

FIRST = 6
"""How many papers of a group stand on the page of all groups."""
FEW = 3
"""So many more are shown as well rather than put behind a link."""

_OPEN = (UploadState.MISSING, UploadState.REJECTED)


def fold(text: str) -> str:
    """Text as it is compared in a search: without accents, case and doubled blanks."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


def search(documents: Iterable[Document], query: str) -> tuple[Document, ...]:
    """Those that hold every word of the query, in title, category, description or year."""
    words = fold(query).split()
    return tuple(one for one in documents if all(word in _searched(one) for word in words))


def _searched(document: Document) -> str:
    description = document.upload.description if document.upload else ""
    year = str(document.year or "")
    return fold(" ".join((document.title, document.category, description, year)))


def waits_for_worker(document: Document) -> bool:
    return document.upload is not None and document.upload.waits_for_worker


def can_upload(document: Document) -> bool:
    """Whether a file may be handed in now: not while one is checked or after it was approved."""
    slot = document.upload
    return slot is not None and not slot.acknowledge_only and slot.state in _OPEN


def can_acknowledge(document: Document) -> bool:
    slot = document.upload
    return slot is not None and slot.acknowledge_only and slot.state in _OPEN


def first(documents: Sequence[Document]) -> tuple[Document, ...]:
    """The first ones and any further ones that wait for the worker; all, if few are left over."""
    if len(documents) <= FIRST + FEW:
        return tuple(documents)
    rest = filter(waits_for_worker, documents[FIRST:])
    return (*documents[:FIRST], *rest)


def in_order(documents: Iterable[Document]) -> tuple[Document, ...]:
    """Those that wait for the worker first; else as they came."""
    return tuple(sorted(documents, key=lambda one: not waits_for_worker(one)))
