"""The mails a test portal sent since the test began to look, oldest first."""

from __future__ import annotations

import re
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from urllib.parse import urlsplit

CODE = r"\b(\d{3}) ?(\d{3})\b"


class MailFolder:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._earlier = frozenset(folder.glob("*.eml"))

    @classmethod
    def whole(cls, folder: Path) -> MailFolder:
        """With the mails from before as well."""
        found = cls(folder)
        found._earlier = frozenset()
        return found

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
        """Path of the link in the newest mail that has one."""
        return urlsplit(self._newest(to, r"https?://\S+/sign-in/link/\S+").group()).path

    def code(self, to: str) -> str:
        """The code to type, in the newest mail that has one."""
        found = self._newest(to, CODE)
        return found.group(1) + found.group(2)

    def has_code(self, to: str) -> bool:
        return self._newest_or_none(to, CODE) is not None

    def _newest(self, to: str, pattern: str) -> re.Match[str]:
        found = self._newest_or_none(to, pattern)
        assert found, f"no mail to {to} has {pattern}"
        return found

    def _newest_or_none(self, to: str, pattern: str) -> re.Match[str] | None:
        texts = [text_of(mail) for mail in reversed(self.all(to))]
        return next((match for text in texts if (match := re.search(pattern, text))), None)


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())
