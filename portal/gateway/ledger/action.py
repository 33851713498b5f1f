"""A write as pages see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ActionKind(StrEnum):
    TIME_OFF_SUBMIT = "time_off_submit"
    TIME_OFF_CANCEL = "time_off_cancel"
    PROFILE_CHANGE = "profile_change"
    PERSONAL_EMAIL_CHANGE = "personal_email_change"
    DOCUMENT_UPLOAD = "document_upload"
    DOCUMENT_ACKNOWLEDGE = "document_acknowledge"
    AMENDMENT_REQUEST = "amendment_request"
    AMENDMENT_SIGN = "amendment_sign"
    TEAM_AMENDMENT_DRAFT = "team_amendment_draft"
    TEAM_AMENDMENT_CHANGE = "team_amendment_change"
    TEAM_AMENDMENT_CONFIRM = "team_amendment_confirm"
    TEAM_AMENDMENT_ACCEPT = "team_amendment_accept"
    TEAM_AMENDMENT_CANCEL = "team_amendment_cancel"
    RESIGNATION_SUBMIT = "resignation_submit"
    RESIGNATION_SIGN = "resignation_sign"
    TIME_OFF_APPROVE = "time_off_approve"
    TIME_OFF_REJECT = "time_off_reject"
    RESIGNATION_ACCEPT = "resignation_accept"
    RESIGNATION_DECLINE = "resignation_decline"

    @property
    def actor(self) -> str:
        """As whom somebody does it, in the words of the audit log."""
        return "manager" if self in _OF_MANAGERS else "worker"


_OF_MANAGERS = frozenset(
    {
        ActionKind.TIME_OFF_APPROVE,
        ActionKind.TIME_OFF_REJECT,
        ActionKind.TEAM_AMENDMENT_DRAFT,
        ActionKind.TEAM_AMENDMENT_CHANGE,
        ActionKind.TEAM_AMENDMENT_CONFIRM,
        ActionKind.TEAM_AMENDMENT_ACCEPT,
        ActionKind.TEAM_AMENDMENT_CANCEL,
        ActionKind.RESIGNATION_ACCEPT,
        ActionKind.RESIGNATION_DECLINE,
    }
)


class ActionState(StrEnum):
    RECEIVED = "received"
    """Stored and on its way; pages see it as ``checking``."""
    CHECKING = "checking"
    """It may have taken effect; the portal is finding out."""
    ACCEPTED = "accepted"
    REFUSED = "refused"
    """The HR system said no; nothing was done."""
    UNSENT = "unsent"
    """It certainly did not arrive; nothing was done, and the portal will not send it by itself."""


class Obstacle(StrEnum):
    """Why a look could not tell what became of an open action."""

    NONE = ""
    NO_ANSWER = "no_answer"
    """None that can be read: the HR system is down, or answers with something else."""
    NO_ACCESS = "no_access"
    """The worker may not look there any more, or is gone there."""
    NO_BACKEND = "no_backend"
    """It went to an HR system that is not configured any more."""
    UNREADABLE = "unreadable"
    """What was kept of it can't be decrypted, or this version does not know its kind."""


BLIND = (Obstacle.NO_BACKEND, Obstacle.UNREADABLE)
"""Obstacles that no further look gets past: somebody has to find out by hand."""
OPEN = (ActionState.RECEIVED, ActionState.CHECKING)
"""States in which the effect is not known yet."""
RETRYABLE = (ActionState.REFUSED, ActionState.UNSENT)
"""States in which nothing was done, so that the same key may ask again."""


@dataclass(frozen=True, slots=True)
class Action:
    id: str
    kind: ActionKind
    state: ActionState
    message: str
    """The HR system's own words, or empty."""
    reference: str
    """Id of the thing that was made or touched, or empty."""
    created_at: datetime
    updated_at: datetime
    backend: str
    """Name of the HR system that it went to."""
    stuck: bool = False
    """Open, and no look can tell what became of it."""
    by_hand: bool = False
    """Closed by somebody who runs the portal and looked it up there."""
