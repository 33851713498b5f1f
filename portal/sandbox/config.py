"""What a sandbox needs to know before it starts."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path


def utc_now() -> datetime:
    """The real time."""
    return datetime.now(UTC)


@dataclass(frozen=True, kw_only=True)
class SandboxConfig:
    """Settings of one sandbox.

    `today` moves the sandbox's calendar to that date (the time of day stays real); the seeded data
    are relative to it. `public_url` is the address that file links start with; without it they
    start with the address that was called. `rate_limit` counts API calls a second for the whole
    organization; None switches it off. `latency_ms` is added to every API call. `extra_workers` are
    so many more people in ordinary jobs, for measurements.
    """

    data_dir: Path
    organization_token: str = field(repr=False)
    today: date | None = None
    public_url: str | None = None
    rate_limit: int | None = 5
    latency_ms: int = 0
    extra_workers: int = 0
    clock: Callable[[], datetime] = utc_now
