"""Who is asking: the decorator line of every route, and the worker behind the request."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec

from flask import abort, g
from flask.typing import ResponseReturnValue
from flask_login import UserMixin, current_user

from portal.backends.contract import Capability
from portal.backends.types import WorkerIdentity
from portal.gateway.worker import WorkerGateway
from portal.services import services

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]


@dataclass(frozen=True)
class SignedIn(UserMixin):  # type: ignore[misc]
    """The session of this request, read once."""

    session_id: str
    account_id: str
    identity: WorkerIdentity

    @property
    def email(self) -> str:
        return self.identity.email

    @property
    def name(self) -> str:
        return self.identity.name

    def get_id(self) -> str:
        return self.session_id


def worker_page(capability: Capability | None = None) -> Callable[[View[P]], View[P]]:
    """Only for a worker who is signed in, and only where the HR system can do this (else 404)."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            if not current_user.is_authenticated:
                from portal.accounts.expiry import ask_to_sign_in

                return ask_to_sign_in()
            if capability is not None and not current_worker().can(capability):
                abort(404)
            return view(*args, **kwargs)

        guarded.access = "worker"  # type: ignore[attr-defined]
        guarded.capability = capability  # type: ignore[attr-defined]
        return guarded

    return decorate


def public_page(view: View[P]) -> View[P]:
    """For anybody. Says so, since a route without a word about it fails a test."""
    view.access = "public"  # type: ignore[attr-defined]
    return view


def current_session() -> SignedIn:
    """Only within a ``worker_page``."""
    user: SignedIn = current_user._get_current_object()
    return user


def current_session_or_none() -> SignedIn | None:
    """Anywhere within a request."""
    return current_session() if current_user.is_authenticated else None


def current_worker() -> WorkerGateway:
    """The one gateway of this request, for its worker. Only within a ``worker_page``."""
    if "worker_gateway" not in g:
        signed_in = current_session()
        g.worker_gateway = WorkerGateway(services(), signed_in.account_id, signed_in.identity)
    gateway: WorkerGateway = g.worker_gateway
    return gateway
