"""Time that passes when a test says so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine


@pytest.fixture
def later() -> Iterator[Callable[..., None]]:
    """``later(seconds=5)``: for portal and sandbox alike, which run in one process here."""
    with time_machine.travel(datetime.now(UTC), tick=True) as traveller:
        yield lambda **time: traveller.shift(timedelta(**time))
