"""Mail out: built from templates, sent by a job, tried again when the server is away."""

from portal.mail.delivery import EXTENSION, DeliverMail, register_delivery
from portal.mail.message import Mail
from portal.mail.transports import MailNotSent, Transport, build_transport

__all__ = [
    "EXTENSION",
    "DeliverMail",
    "Mail",
    "MailNotSent",
    "Transport",
    "build_transport",
    "register_delivery",
]
