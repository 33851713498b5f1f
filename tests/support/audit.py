"""What the audit log holds."""

from __future__ import annotations

from typing import Any, cast

from flask import Flask
from sqlalchemy import Select, select

from portal.audit import AuditEvent
from portal.services import EXTENSION, Services


def events_about(app: Flask, object_id: str) -> list[str]:
    """The tags of the events about one thing, oldest first."""
    return _read(app, select(AuditEvent.tag).where(AuditEvent.object_id == object_id))


def details_of(app: Flask, tag: str) -> list[dict[str, Any]]:
    """What each event of this kind holds besides ids, oldest first."""
    return _read(app, select(AuditEvent.details).where(AuditEvent.tag == tag))


def _read(app: Flask, chosen: Select[Any]) -> list[Any]:
    database = cast(Services, app.extensions[EXTENSION]).database
    with database.read() as session:
        return list(session.scalars(chosen.order_by(AuditEvent.at)))
