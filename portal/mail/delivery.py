"""The job that sends a mail: tried again with growing pauses until it is worth nothing any more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import structlog

from portal.jobs import CancelExecution, Huey
from portal.mail.message import BadMail, Mail, as_message
from portal.mail.transports import MailNotSent, Transport
from portal.settings import Settings

RETRIES = 8
FIRST_PAUSE = 5
PAUSE_GROWS = 2
"""5, 10, 20 … seconds: eight tries in about twenty minutes."""

EXTENSION = "portal.mail"
"""Under this name an app keeps its ``DeliverMail``: the job is registered once."""

log = structlog.get_logger("portal.mail")
DeliverMail = Callable[[Mail, datetime], None]
"""Queue the mail; after the given instant (aware) it is dropped instead of sent."""


def register_delivery(jobs: Huey, settings: Settings, transport: Transport) -> DeliverMail:
    @jobs.task(  # type: ignore[untyped-decorator]
        name="deliver_mail", retries=RETRIES, retry_delay=FIRST_PAUSE, retry_backoff=PAUSE_GROWS
    )
    def deliver(mail: Mail) -> None:
        try:
            transport(as_message(mail, settings))
        except MailNotSent as error:
            log.warning("mail_not_sent", reason=str(error), permanent=error.permanent)
            raise CancelExecution(retry=False if error.permanent else None) from error
        except BadMail as error:
            log.error("mail_not_sent", reason=str(error), permanent=True)
            raise CancelExecution(retry=False) from error

    def enqueue(mail: Mail, useful_until: datetime) -> None:
        jobs.enqueue(deliver.s(mail, expires=useful_until))

    return enqueue
