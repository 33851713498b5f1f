"""What the parts of a manager's API share."""

from __future__ import annotations

from portal.backends.deel.client import DeelClient
from portal.backends.types import WorkerIdentity


class Part:
    def __init__(self, identity: WorkerIdentity, client: DeelClient) -> None:
        """``client``: with the organization's token alone; Deel knows no token of a manager."""
        self.identity = identity
        self._client = client
