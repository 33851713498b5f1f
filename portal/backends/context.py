"""What a call carries besides its arguments: the request it serves and how long it may take.

Set by the web layer for each page and copied into the threads that make a page's calls.
"""

from __future__ import annotations

from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""Sent on as ``X-Request-Id`` and written on every log line."""

deadline: ContextVar[float | None] = ContextVar("deadline", default=None)
"""``time.monotonic()`` after which nobody waits any more; None: the time-outs alone."""
