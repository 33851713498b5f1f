"""Who did what, when, from where: events that are only ever added."""

from portal.audit.events import Event
from portal.audit.record import AuditEvent, record
from portal.audit.visitor import Visitor, visitor

__all__ = ["AuditEvent", "Event", "Visitor", "record", "visitor"]
