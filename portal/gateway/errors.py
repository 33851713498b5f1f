"""What the gateway itself has to say; everything else comes from ``portal.backends.errors``."""

from __future__ import annotations

from portal.backends.errors import Conflict


class SignInAgain(Exception):
    """The HR system refuses the worker's token, a newly minted one too: the session is over."""


class KeyReused(Conflict):
    """The form's key already stands for something else that was sent."""


class StillChecking(Conflict):
    """Something else about the same thing is not known to have worked yet."""

    def __init__(self, action_id: str) -> None:
        super().__init__("an earlier act on the same thing is still being checked")
        self.action_id = action_id


class NotRead(Conflict):
    """A signature for a document that this worker has not been shown."""


class DocumentChanged(Conflict):
    """The document is not, or no longer, the one that the worker has read."""
