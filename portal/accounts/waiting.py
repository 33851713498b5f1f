"""When somebody who tried too often may come back."""

from __future__ import annotations

from datetime import UTC, datetime

from flask_babel import ngettext


def seconds_until(instant: datetime) -> int:
    return max(1, round((instant - datetime.now(UTC)).total_seconds()))


def come_back(instant: datetime) -> str:
    """A sentence for the reader."""
    minutes = -(-seconds_until(instant) // 60)
    if minutes < 60:
        return ngettext("Come back in %(num)s minute.", "Come back in %(num)s minutes.", minutes)
    return ngettext("Come back in %(num)s hour.", "Come back in %(num)s hours.", -(-minutes // 60))
