"""The manager behind the request."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from functools import wraps
from typing import ParamSpec

from flask import abort, g, request
from flask.typing import ResponseReturnValue

from portal.accounts.current import current_session, current_session_or_none
from portal.accounts.expiry import ask_to_sign_in, offer_held_form
from portal.backends.context import asking_anew
from portal.backends.contract import Capability
from portal.gateway.manager import ManagerGateway
from portal.services import services
from portal.web.patience import within_page_time

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]


def manager_page(capability: Capability, *, file: bool = False) -> Callable[[View[P]], View[P]]:
    """Only for somebody who decides about others at this moment (else 404): they report to them or
    to a manager in whose place they act, as the HR system says, or they act for the employer.

    ``file``: as for ``worker_page``.
    """

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            if current_session_or_none() is None:
                return ask_to_sign_in()
            # Renewed each minute: who had nobody then is not worth a call.
            if not current_session().may_manage:
                abort(404)
            manager = current_manager()

            def draw() -> ResponseReturnValue:
                if not manager.can(capability) or not manager.team.has_reports():
                    abort(404)
                offer_held_form()
                # What decides is read after the press of the button, whoever else is reading it.
                with asking_anew() if request.method == "POST" else nullcontext():
                    return view(*args, **kwargs)

            return draw() if file else within_page_time(draw, manager.backend.label)

        guarded.access = "manager"  # type: ignore[attr-defined]
        guarded.capability = capability  # type: ignore[attr-defined]
        return guarded

    return decorate


def current_manager() -> ManagerGateway:
    """The one gateway of this request. Only within a ``manager_page``."""
    gateway = g.get("worker_gateway")
    if not isinstance(gateway, ManagerGateway):
        signed_in = current_session()
        gateway = ManagerGateway(
            services(),
            signed_in.account_id,
            signed_in.identity,
            employer=signed_in.for_employer,
        )
        g.worker_gateway = gateway
    return gateway
