"""One worker's way to the HR system: their token, one renewal of it, and the wall's ears."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import TypeVar

from portal.backends.contract import Backend, ManagerAPI, WorkerAPI
from portal.backends.errors import ForeignObject, TokenRefused, Unavailable
from portal.backends.types import WorkerIdentity
from portal.gateway.credentials import LiveToken, credentials
from portal.gateway.errors import SignInAgain
from portal.gateway.ownership import Wall
from portal.services import Services

T = TypeVar("T")


class WorkerAccess:
    """For one worker and one request (or job). Safe to use from the threads of a fan-out."""

    def __init__(
        self,
        services: Services,
        account_id: str,
        identity: WorkerIdentity,
        *,
        employer: bool = False,
    ) -> None:
        """``employer``: they act for the employer in this request."""
        self.services = services
        self.employer = employer
        self.account_id = account_id
        self.identity = identity
        self.backend: Backend = services.backends[identity.backend]
        self.wall = Wall(services.database, identity, account_id)
        self._credentials = credentials(services, identity, account_id)
        self._token: LiveToken | None = None
        self._lock = Lock()

    def read(self, ask: Callable[[WorkerAPI], T]) -> T:
        """Ask with the worker's token; with a new one if it is refused.

        Raises: SignInAgain, StorageUnavailable, BackendError.
        """
        token = self._current()
        try:
            return self._ask(ask, token)
        except TokenRefused:
            token = self._after(token)
        try:
            return self._ask(ask, token)
        except TokenRefused as error:
            raise SignInAgain from error

    def write(self, act: Callable[[WorkerAPI], T]) -> T:
        """As ``read``; an ``Unavailable`` says ``sent`` only if ``act`` itself may have been."""
        sending = False

        def marked(api: WorkerAPI) -> T:
            nonlocal sending
            sending = True
            try:
                return act(api)
            except TokenRefused:
                sending = False
                raise

        try:
            return self.read(marked)
        except Unavailable as error:
            error.sent = error.sent and sending
            raise

    def as_manager(self, ask: Callable[[ManagerAPI], T]) -> T:
        """Ask with the employer's credential, which opens everybody's data: whom it may be about
        is the caller's to know. Raises: BackendError."""
        try:
            return ask(self.backend.manager(self.identity))
        except ForeignObject as error:
            self.wall.blocked(error)
            raise

    def _ask(self, ask: Callable[[WorkerAPI], T], token: LiveToken) -> T:
        api = self.backend.worker(self.identity, token.credential)
        try:
            return ask(api)
        except ForeignObject as error:
            self.wall.blocked(error)
            raise
        finally:
            for foreign in api.foreign:
                self.wall.blocked(foreign)

    def _current(self) -> LiveToken:
        with self._lock:
            if self._token is None:
                self._token = self._credentials.current()
            return self._token

    def _after(self, refused: LiveToken) -> LiveToken:
        with self._lock:
            if self._token is None or self._token.version <= refused.version:
                self._token = self._credentials.after(refused.version)
            return self._token
