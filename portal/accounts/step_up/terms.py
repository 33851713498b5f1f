"""What is said about a proof: who needs it, how it stands, what came of a try."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from portal.accounts.step_up.acts import Act

Values = Sequence[tuple[str, str]]
"""Names and texts of a posted form, in its order."""


@dataclass(frozen=True)
class Need:
    """Who has to prove what."""

    account_id: str
    session_id: str
    act: Act
    object_id: str


class Stage(Enum):
    WAITING = auto()
    """A code typed now could be right."""
    PROVEN = auto()
    OVER = auto()
    """Expired, used up, replaced by a newer one, or dead after too many wrong codes."""


@dataclass(frozen=True)
class Asked:
    """A proof as its own page shows it."""

    id: str
    account_id: str
    session_id: str
    act: Act
    path: str
    """Of the form that asked for it."""
    values: Values
    stage: Stage


@dataclass(frozen=True)
class Limited:
    """No more for now."""

    until: datetime


class Verdict(Enum):
    PROVEN = auto()
    WRONG_CODE = auto()
    NO_LONGER_VALID = auto()


class Use(Enum):
    FIRST = auto()
    AGAIN = auto()
    """The same write was sent before."""


@dataclass(frozen=True)
class Issued:
    """What the mail carries; nowhere else in clear."""

    act: Act
    code: str
    until: datetime
