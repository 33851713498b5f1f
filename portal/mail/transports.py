"""Where a mail goes, by ``PORTAL_MAIL_URL``. The standard library alone: it verifies the server's
certificate on STARTTLS and writes one file a mail, which Flask-Mailman does not."""

from __future__ import annotations

import smtplib
import ssl
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from portal.db import new_id
from portal.settings import Settings, SettingsError

SMTP_SECONDS = 10.0
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


class MailNotSent(Exception):
    """The text says why without naming the recipient. ``permanent``: another try is pointless."""

    def __init__(self, reason: str, *, permanent: bool = False) -> None:
        super().__init__(reason)
        self.permanent = permanent


Transport = Callable[[EmailMessage], None]
"""Hands one mail over. Raises: MailNotSent."""


@dataclass(frozen=True)
class SMTPTransport:
    """``smtp://`` upgrades to TLS where the server offers it, ``smtps://`` starts with TLS."""

    host: str
    port: int
    tls: bool
    user: str = ""
    password: str = field(default="", repr=False)
    timeout: float = SMTP_SECONDS

    def __call__(self, message: EmailMessage) -> None:
        try:
            with self._connect() as server:
                if self.user:
                    server.login(self.user, self.password)
                server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            code = max(code for code, _reason in error.recipients.values())
            # The server's words name the recipient, so neither they nor the cause travel on.
            raise MailNotSent(f"recipient refused ({code})", permanent=code >= 500) from None
        except smtplib.SMTPResponseException as error:
            permanent = isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= 500
            raise MailNotSent(f"refused ({error.smtp_code})", permanent=permanent) from None
        except (smtplib.SMTPException, OSError) as error:
            raise MailNotSent(f"no delivery ({type(error).__name__})") from None

    def _connect(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self.tls:
            return smtplib.SMTP_SSL(self.host, self.port, timeout=self.timeout, context=context)
        with ExitStack() as on_failure:
            server = smtplib.SMTP(self.host, self.port, timeout=self.timeout)
            on_failure.callback(server.close)
            server.ehlo_or_helo_if_needed()
            if server.has_extn("starttls"):
                server.starttls(context=context)
            elif self.user and self.host not in _LOOPBACK:
                raise MailNotSent("the server offers no TLS; the password is not sent without")
            on_failure.pop_all()
        return server


@dataclass(frozen=True)
class FileTransport:
    """One ``.eml`` a mail, named so that they sort by time; whoever looks never sees half a one."""

    folder: Path

    def __call__(self, message: EmailMessage) -> None:
        name = f"{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}-{new_id()[:8]}"
        draft = self.folder / f".{name}.tmp"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            draft.write_bytes(message.as_bytes())
            draft.replace(self.folder / f"{name}.eml")
        except OSError as error:
            raise MailNotSent(f"cannot write the mail ({error.strerror})") from error


def write_to_console(message: EmailMessage) -> None:
    body = message.get_body(preferencelist=("plain",))
    text = body.get_content() if body is not None else ""
    sys.stderr.write(f"To: {message['To']}\nSubject: {message['Subject']}\n\n{text}\n")
    sys.stderr.flush()


def build_transport(settings: Settings) -> Transport:
    """Raises: SettingsError when ``PORTAL_MAIL_URL`` is none of the known kinds."""
    parts = urlsplit(settings.mail_url)
    if parts.scheme == "console":
        return write_to_console
    if parts.scheme == "file" and parts.path.startswith("/") and not parts.netloc:
        return FileTransport(Path(unquote(parts.path)))
    if parts.scheme in ("smtp", "smtps") and parts.hostname:
        return _smtp(parts)
    raise SettingsError(
        "PORTAL_MAIL_URL: takes smtp://user:password@host:587, smtps://…, "
        "file:///folder or console:"
    )


def _smtp(parts: SplitResult) -> SMTPTransport:
    tls = parts.scheme == "smtps"
    try:
        port = parts.port or (465 if tls else 587 if parts.username else 25)
    except ValueError:
        raise SettingsError("PORTAL_MAIL_URL: the port is not a number") from None
    return SMTPTransport(
        host=parts.hostname or "",
        port=port,
        tls=tls,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )
