"""The mails a test portal sent since the test began to look, oldest first."""

from __future__ import annotations

import re
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from urllib.parse import urlsplit


class MailFolder:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._earlier = frozenset(folder.glob("*.eml"))

    def all(self, to: str | None = None) -> list[EmailMessage]:
        new = set(self.folder.glob("*.eml")) - self._earlier
        paths = sorted(new, key=lambda path: path.stat().st_mtime_ns)
        parser = BytesParser(policy=policy.default)
        mails = [parser.parsebytes(path.read_bytes()) for path in paths]
        return [mail for mail in mails if to is None or mail["To"] == to]

    def last(self, to: str | None = None) -> EmailMessage:
        mails = self.all(to)
        assert mails, f"no mail to {to or 'anybody'}"
        return mails[-1]

    def sign_in_path(self, to: str) -> str:
        """Path of the link in the last mail."""
        found = re.search(r"https?://\S+/sign-in/link/\S+", text_of(self.last(to)))
        assert found, "the mail has no sign-in link"
        return urlsplit(found.group()).path

    def code(self, to: str) -> str:
        """The code to type, in the last mail."""
        found = re.search(r"\b(\d{3}) ?(\d{3})\b", text_of(self.last(to)))
        assert found, "the mail has no code"
        return found.group(1) + found.group(2)


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())
