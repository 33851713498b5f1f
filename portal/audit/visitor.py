"""From where a request comes. Set by the web layer for each request, empty in jobs."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Visitor:
    address: str = ""
    """The client's, as told by the proxies that settings trust."""
    user_agent: str = ""


visitor: ContextVar[Visitor] = ContextVar("visitor", default=Visitor())  # noqa: B039  (frozen)
