"""Who is asking: the decorator line of every route, and the worker behind the request."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import ParamSpec

from flask import abort, g
from flask.typing import ResponseReturnValue

from portal.accounts.expiry import ask_to_sign_in, offer_held_form
from portal.accounts.signed_in import SignedIn, current_session, current_session_or_none
from portal.backends.contract import Capability
from portal.gateway.worker import WorkerGateway
from portal.services import services
from portal.web.patience import within_page_time

__all__ = [
    "SignedIn",
    "current_session",
    "current_session_or_none",
    "current_worker",
    "public_page",
    "worker_page",
]

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]


def worker_page(
    capability: Capability | None = None, *, file: bool = False, leavers: bool = False
) -> Callable[[View[P]], View[P]]:
    """Only for a worker who is signed in, and only where the HR system can do this (else 404).

    ``file``: no page but a file, which takes its time. ``leavers``: also for those whose last day
    is over; to them every other page is 404.
    """

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            if current_session_or_none() is None:
                return ask_to_sign_in()
            if current_session().leaver and not leavers:
                abort(404)
            if capability is not None and not current_worker().can(capability):
                abort(404)
            offer_held_form()
            draw = partial(view, *args, **kwargs)
            return draw() if file else within_page_time(draw, current_worker().backend.label)

        guarded.access = "worker"  # type: ignore[attr-defined]
        guarded.capability = capability  # type: ignore[attr-defined]
        guarded.leavers = leavers  # type: ignore[attr-defined]
        return guarded

    return decorate


def public_page(view: View[P]) -> View[P]:
    """For anybody. Says so, since a route without a word about it fails a test."""
    view.access = "public"  # type: ignore[attr-defined]
    return view


def current_worker() -> WorkerGateway:
    """The one gateway of this request, for its worker. Only within a ``worker_page``."""
    if "worker_gateway" not in g:
        signed_in = current_session()
        g.worker_gateway = WorkerGateway(
            services(),
            signed_in.account_id,
            signed_in.identity,
            employer=signed_in.for_employer,
        )
    gateway: WorkerGateway = g.worker_gateway
    return gateway
