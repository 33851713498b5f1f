"""What a call carries besides its arguments: the request it serves and how long it may take.

Set by the web layer for each page and copied into the threads that make a page's calls.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""Sent on as ``X-Request-Id`` and written on every log line."""

deadline: ContextVar[float | None] = ContextVar("deadline", default=None)
"""``time.monotonic()`` after which nobody waits any more; None: the time-outs alone."""

background: ContextVar[bool] = ContextVar("background", default=False)
"""Nobody is looking: these calls leave the budget to those that a page waits for."""

asks_anew: ContextVar[bool] = ContextVar("asks_anew", default=False)
"""An answer counts only if it was asked for after this was set."""


@dataclass(slots=True)
class LeftOut:
    count: int = 0
    """Of list members that could not be read."""


_left_out: ContextVar[LeftOut | None] = ContextVar("left_out", default=None)


@contextmanager
def counting_left_out() -> Iterator[LeftOut]:
    """What is read inside leaves out members that can't be read; whoever shows it says so."""
    outer, inner = _left_out.get(), LeftOut()
    token = _left_out.set(inner)
    try:
        yield inner
    finally:
        _left_out.reset(token)
        if outer is not None:
            outer.count += inner.count


def leave_out() -> None:
    """One member of a list, since it can't be read."""
    counter = _left_out.get()
    if counter is not None:
        counter.count += 1


@contextmanager
def in_background() -> Iterator[None]:
    """For jobs by the clock and for what is refreshed while a page shows the old."""
    token = background.set(True)
    try:
        yield
    finally:
        background.reset(token)


@contextmanager
def asking_anew() -> Iterator[None]:
    """For who decides by what is read: another's read may have begun too early for that."""
    token = asks_anew.set(True)
    try:
        yield
    finally:
        asks_anew.reset(token)
