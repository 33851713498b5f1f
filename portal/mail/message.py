"""One mail: text and HTML from a pair of templates, to one person."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.errors import MessageParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import urlsplit

from flask import render_template

from portal.db import new_id
from portal.settings import Settings


class BadMail(Exception):
    """An address or the subject does not fit into its header line."""


@dataclass(frozen=True, slots=True)
class Mail:
    """Plain values, so that it can wait in the queue. ``repr`` shows nothing of it."""

    to: str = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)
    html: str = field(repr=False)
    id: str = field(default_factory=new_id)
    """The same at every try, so that a mail server can tell a repeat."""

    @classmethod
    def render(cls, name: str, to: str, subject: str, **values: object) -> Mail:
        """From ``mail/<name>.txt`` and ``.html``, in the language of the current context."""
        return cls(
            to=to,
            subject=subject,
            text=render_template(f"mail/{name}.txt", subject=subject, **values),
            html=render_template(f"mail/{name}.html", subject=subject, **values),
        )


def as_message(mail: Mail, settings: Settings) -> EmailMessage:
    """Raises: BadMail."""
    message = EmailMessage(policy=SMTP)
    try:
        message["From"] = Address(settings.brand, addr_spec=settings.mail_from)
        message["To"] = Address(addr_spec=mail.to)
        message["Subject"] = mail.subject
    except (ValueError, IndexError, MessageParseError):
        # Their texts quote the address, which no log may hold.
        raise BadMail("an address or the subject is not fit for a header") from None
    message["Date"] = format_datetime(datetime.now(UTC))
    message["Message-ID"] = f"<{mail.id}@{urlsplit(settings.base_url).hostname}>"
    message["Auto-Submitted"] = "auto-generated"
    # Unfolded, so that a link stays in one piece for whoever reads the raw text.
    message.set_content(mail.text, cte="8bit")
    message.add_alternative(mail.html, subtype="html")
    return message
