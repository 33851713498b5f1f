"""Opaque cursors. What a page looks like differs by endpoint and is written there."""

import base64
import binascii

from portal.sandbox.deel.errors import refuse


def cursor_for(position: int) -> str:
    """A cursor for the item at that position."""
    return base64.urlsafe_b64encode(f"position:{position}".encode()).decode()


def cursor_position(cursor: str | None, field: str) -> int:
    """The position a cursor stands for, 0 without one; 400 where it was not made here."""
    if cursor is None:
        return 0
    try:
        name, _, position = base64.urlsafe_b64decode(cursor).decode().partition(":")
        if name == "position":
            return max(0, int(position))
    except (binascii.Error, UnicodeDecodeError, ValueError):
        pass
    raise refuse(400, "Invalid cursor", code="BAD_REQUEST", field=field)
