"""What may be handed in: decided by name, claimed type and content together."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

import filetype
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from portal.backends.types import Upload

MAX_NAME = 120
_JOINERS = "\u200c\u200d"  # part of correct spelling in several scripts
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_NO_CLAIM = frozenset({"", "application/octet-stream"})


@dataclass(frozen=True, slots=True)
class _Kind:
    content_type: str
    aliases: frozenset[str] = frozenset()


_JPEG = _Kind("image/jpeg", frozenset({"image/jpg", "image/pjpeg"}))
KINDS = {
    "pdf": _Kind("application/pdf"),
    "jpg": _JPEG,
    "jpeg": _JPEG,
    "png": _Kind("image/png"),
    "heic": _Kind("image/heic", frozenset({"image/heif"})),
}
ACCEPT = ",".join(f".{ending}" for ending in KINDS)
"""For the file chooser; the check is below."""


class UploadProblem(StrEnum):
    MISSING = "missing"
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    NAME = "name"
    TYPE = "type"
    CONTENT = "content"
    """Inside is something else than the name or the browser says."""


class UploadRefused(ValueError):
    def __init__(self, problem: UploadProblem) -> None:
        super().__init__(problem)
        self.problem = problem


def check_upload(file_name: str, claimed_type: str, content: bytes, *, limit: int) -> Upload:
    """The file as it may be sent on, under the type that its content proves.

    ``limit`` is in bytes. Raises: UploadRefused.
    """
    name = unicodedata.normalize("NFC", file_name).strip()
    if not name:
        raise UploadRefused(UploadProblem.MISSING)
    if not _is_honest(name):
        raise UploadRefused(UploadProblem.NAME)
    if not content:
        raise UploadRefused(UploadProblem.EMPTY)
    if len(content) > limit:
        raise UploadRefused(UploadProblem.TOO_LARGE)
    stem, _dot, ending = name.rpartition(".")
    kind = KINDS.get(ending.lower()) if stem else None
    if kind is None:
        raise UploadRefused(UploadProblem.TYPE)
    claim = claimed_type.partition(";")[0].strip().lower()
    if claim not in _NO_CLAIM | kind.aliases | {kind.content_type}:
        raise UploadRefused(UploadProblem.CONTENT)
    if filetype.guess_mime(content) != kind.content_type:
        raise UploadRefused(UploadProblem.CONTENT)
    return Upload(name, kind.content_type, content)


def _is_honest(name: str) -> bool:
    """Shows what it is, and is only a name: no path, no hidden or turning characters."""
    return (
        len(name) <= MAX_NAME
        and not name.startswith(".")
        and not any(c in '/\\:*?"<>|' for c in name)
        and all(c in _JOINERS or unicodedata.category(c) not in _HIDDEN for c in name)
    )


def read_upload(sent: FileStorage, limit_mb: int) -> Upload:
    """A file of a form, as it may be sent on. Raises: UploadRefused."""
    limit = limit_mb * 1024 * 1024
    content = sent.read(limit + 1)
    return check_upload(sent.filename or "", sent.content_type or "", content, limit=limit)


def refusal_text(problem: UploadProblem, limit_mb: int) -> str:
    match problem:
        case UploadProblem.MISSING:
            return _("Choose a file.")
        case UploadProblem.EMPTY:
            return _("This file is empty. Choose another one.")
        case UploadProblem.TOO_LARGE:
            return _("This file is larger than %(limit)s MB. Choose a smaller one.", limit=limit_mb)
        case UploadProblem.NAME:
            return _("The name of this file has signs that can't be sent on. Rename it first.")
        case UploadProblem.TYPE:
            return _("Choose a PDF, JPG, PNG or HEIC file.")
        case UploadProblem.CONTENT:
            return _("This file is not what its name says. Save it anew as PDF, JPG, PNG or HEIC.")
