"""What the audit log holds."""

from __future__ import annotations

from typing import cast

from flask import Flask
from sqlalchemy import select

from portal.audit import AuditEvent
from portal.services import EXTENSION, Services


def events_about(app: Flask, object_id: str) -> list[str]:
    """The tags of the events about one thing, oldest first."""
    database = cast(Services, app.extensions[EXTENSION]).database
    chosen = select(AuditEvent.tag).where(AuditEvent.object_id == object_id)
    with database.read() as session:
        return list(session.scalars(chosen.order_by(AuditEvent.at)))
