"""Which papers there are, which were looked for, and which need the worker."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from portal.backends.types import Document, UploadState

FIRST = 6
"""How many papers of a group stand on the page of all groups."""

_WAITING_FOR_WORKER = (UploadState.MISSING, UploadState.REJECTED)


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
    """Whether the worker is asked to hand it in, again, or to acknowledge it."""
    slot = document.upload
    if slot is None or slot.state not in _WAITING_FOR_WORKER:
        return False
    return slot.required or slot.state is UploadState.REJECTED


def can_upload(document: Document) -> bool:
    """Whether a file may be handed in now: not while one is checked or after it was approved."""
    slot = document.upload
    return slot is not None and not slot.acknowledge_only and slot.state in _WAITING_FOR_WORKER


def can_acknowledge(document: Document) -> bool:
    slot = document.upload
    return slot is not None and slot.acknowledge_only and slot.state in _WAITING_FOR_WORKER


def first(documents: Sequence[Document]) -> tuple[Document, ...]:
    """The first ones, and any further ones that wait for the worker."""
    rest = filter(waits_for_worker, documents[FIRST:])
    return (*documents[:FIRST], *rest)


def in_order(documents: Iterable[Document]) -> tuple[Document, ...]:
    """Those that wait for the worker first; else as they came."""
    return tuple(sorted(documents, key=lambda one: not waits_for_worker(one)))
