"""Worker-scoped tokens: minted one at a time, committed before use, renewed once, revoked.

HR systems keep one live token a worker, and a new one kills the one before it. So all processes
share the stored token; who finds none takes a lease and mints, the others wait for its token.
Nothing is kept in memory beyond a request.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog

from portal.backends import context
from portal.backends.contract import Backend
from portal.backends.errors import BackendError, TokenRefused, Unavailable
from portal.backends.types import Credential, WorkerIdentity
from portal.gateway.tokens import TokenStore, to_revoke
from portal.services import Services

EXPIRY_MARGIN = timedelta(minutes=1)
"""A token this close to its end is not used any more."""
WAIT_SECONDS = 15.0
"""How long a request waits for the token that another one is minting."""
FIRST_POLL_SECONDS = 0.02
POLL_SECONDS = 0.2
REVOKE_AGAIN = timedelta(minutes=5)

log = structlog.get_logger("portal.gateway")


@dataclass(frozen=True, slots=True)
class LiveToken:
    version: int
    credential: Credential


class Credentials:
    """The token of one worker, for as long as one request (or job) lasts."""

    def __init__(
        self, store: TokenStore, backend: Backend, identity: WorkerIdentity, account_id: str
    ) -> None:
        self._store = store
        self._backend = backend
        self._identity = identity
        self._account_id = account_id

    def current(self) -> LiveToken:
        """A token that has not expired. Raises: BackendError (mint failed), StorageUnavailable."""
        stored = self._store.load()
        if stored.credential is not None and _lasts(stored.credential):
            return LiveToken(stored.version, stored.credential)
        return self.after(stored.version)

    def after(self, version: int) -> LiveToken:
        """The first token newer than ``version``: our own mint or another's. Raises: as above."""
        give_up = time.monotonic() + WAIT_SECONDS
        pause = FIRST_POLL_SECONDS
        while True:
            stored = self._store.load()
            if stored.version > version and stored.credential is not None:
                return LiveToken(stored.version, stored.credential)
            lease = self._store.take_lease(stored.version)
            if lease is not None:
                self._mint(lease)
            elif time.monotonic() > give_up:
                raise Unavailable(
                    "another request is minting this worker's token",
                    sent=False,
                    backend=self._backend.name,
                    operation="mint",
                )
            else:
                time.sleep(pause)
                pause = min(2 * pause, POLL_SECONDS)

    def _mint(self, lease: str) -> None:
        # A mint that a page no longer waits for still has to be stored: the token before it is
        # dead already.
        waiting = context.deadline.set(None)
        try:
            credential = self._backend.mint(self._identity)
        except TokenRefused as error:
            # The employer's credential, not the worker's: signing in again would not help.
            self._store.release(lease)
            raise Unavailable(
                "the credential that mints is refused", sent=False, **_where(error)
            ) from error
        except BackendError:
            self._store.release(lease)
            raise
        finally:
            context.deadline.reset(waiting)
        self._store.put(lease, credential, self._account_id)


def credentials(services: Services, identity: WorkerIdentity, account_id: str) -> Credentials:
    return Credentials(
        TokenStore(services.database, services.vault, identity),
        services.backends[identity.backend],
        identity,
        account_id,
    )


def has_token(services: Services, identity: WorkerIdentity) -> bool:
    """Whether one is stored: the worker is signed in somewhere. Raises: StorageUnavailable."""
    store = TokenStore(services.database, services.vault, identity)
    return store.load().credential is not None


def revoke(services: Services, identity: WorkerIdentity) -> bool:
    """Forget a worker's token at once and note that the HR system is to kill it.

    Makes no call, so that signing out waits for nobody: ``revoke_due`` does it.
    Returns: whether there was a token. Raises: StorageUnavailable.
    """
    return TokenStore(services.database, services.vault, identity).drop()


def revoke_due(services: Services, limit: int = 50) -> int:
    """Kill the tokens of workers who have signed out; a failure is tried again later.

    Returns: how many were killed.
    """
    killed = 0
    for row in to_revoke(services.database, limit):
        backend = services.backends.get(row.backend)
        if backend is None:
            continue
        identity = WorkerIdentity(
            backend=row.backend,
            worker_id=row.worker_id,
            contract_id=None,
            email="",
            name="",
            country="",
        )
        store = TokenStore(services.database, services.vault, identity)
        lease = store.take_lease(row.version)
        if lease is None:
            continue  # signed in again: the new token has killed the old one
        try:
            backend.revoke(identity)
        except BackendError as error:
            log.warning("token_not_revoked", **error.log_fields())
            store.postpone_revocation(lease, datetime.now(UTC) + REVOKE_AGAIN)
        else:
            store.revoked(lease)
            killed += 1
    return killed


def _where(error: BackendError) -> dict[str, Any]:
    return {"backend": error.backend, "operation": error.operation, "status": error.status}


def _lasts(credential: Credential) -> bool:
    return credential.expires_at - EXPIRY_MARGIN > datetime.now(UTC)
