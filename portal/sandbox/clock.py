"""The sandbox's own time, so that tokens and links can expire without anybody waiting."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta


class Clock:
    """Aware UTC time, shifted by what was asked for."""

    def __init__(self, source: Callable[[], datetime], today: date | None) -> None:
        self._source = source
        days = (today - source().astimezone(UTC).date()).days if today else 0
        self._start = timedelta(days=days)
        self._shift = self._start

    def now(self) -> datetime:
        """The current instant, aware, UTC."""
        return self._source().astimezone(UTC) + self._shift

    def today(self) -> date:
        """The current date in UTC."""
        return self.now().date()

    def advance(self, seconds: float) -> None:
        """Move on by so many seconds."""
        self._shift += timedelta(seconds=seconds)

    def reset(self) -> None:
        """Take back every `advance`."""
        self._shift = self._start


def instant(moment: datetime) -> str:
    """ISO 8601 in UTC with milliseconds, as in `2027-03-01T09:30:00.000Z`."""
    return (
        moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"
    )


def parse_instant(text: str) -> datetime:
    """The reverse of `instant`."""
    return datetime.fromisoformat(text.replace("Z", "+00:00"))
