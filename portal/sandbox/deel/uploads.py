"""Files that workers hand in."""

from dataclasses import dataclass
from pathlib import PurePath

from werkzeug.datastructures import FileStorage

from portal.sandbox.deel.errors import refuse

TYPES = {
    ".png": ("image/png", 0, b"\x89PNG\r\n\x1a\n"),
    ".jpg": ("image/jpeg", 0, b"\xff\xd8\xff"),
    ".jpeg": ("image/jpeg", 0, b"\xff\xd8\xff"),
    ".heic": ("image/heic", 4, b"ftyp"),
    ".pdf": ("application/pdf", 0, b"%PDF-"),
}
"""Media type and what the file's bytes say from which position, by the end of the file's name."""


@dataclass(frozen=True)
class Upload:
    """A file of an accepted type; `name` has no folder in it."""

    name: str
    content_type: str
    content: bytes


def accepted(file: FileStorage, part: str) -> Upload:
    """The file, or 400 for the multipart part it came in."""
    content = file.read()
    name = PurePath(file.filename or "").name
    media_type, position, magic = TYPES.get(PurePath(name).suffix.lower(), ("", 0, b""))
    if not media_type or not content.startswith(magic, position):
        raise refuse(400, "Invalid file type. Allowed: PNG, JPG, JPEG, HEIC, PDF", field=part)
    return Upload(name, media_type, content)
