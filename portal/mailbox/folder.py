"""Mails as files, newest first."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

SHOWN = 50
_NAME = re.compile(r"[0-9A-Za-z.-]{1,100}")


@dataclass(frozen=True)
class ReceivedMail:
    name: str
    to: str
    subject: str
    received_at: datetime
    text: str


def folder_of(mail_url: str) -> Path:
    return Path(unquote(urlsplit(mail_url).path))


def newest_mails(folder: Path) -> list[ReceivedMail]:
    """At most ``SHOWN``."""
    paths = sorted(folder.glob("*.eml"), reverse=True)[:SHOWN]
    return [_read(path) for path in paths]


def mail_or_none(folder: Path, name: str) -> ReceivedMail | None:
    path = folder / f"{name}.eml"
    if not _NAME.fullmatch(name) or not path.is_file():
        return None
    return _read(path)


def _read(path: Path) -> ReceivedMail:
    message = BytesParser(EmailMessage, policy=policy.default).parsebytes(path.read_bytes())
    body = message.get_body(preferencelist=("plain",))
    return ReceivedMail(
        name=path.stem,
        to=str(message["To"]),
        subject=str(message["Subject"]),
        received_at=message["Date"].datetime,
        text="\n".join(body.get_content().splitlines()) if body is not None else "",
    )
