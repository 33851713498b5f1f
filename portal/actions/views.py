"""/account/sent lists what the worker sent; /actions/<id> says what became of one of them."""

from __future__ import annotations

from flask import Blueprint, abort, request

from portal.accounts.current import current_worker, worker_page
from portal.actions import wording
from portal.gateway.ledger import Action
from portal.services import services
from portal.web.deciders import behalf_of
from portal.web.pages import page

bp = Blueprint("actions", __name__)

MOST_LOOKS = 40
"""How often the page looks by itself; then only when asked to."""
ON_A_PAGE = 20
LAST_PAGE = 10_000


@bp.get("/account/sent")
@worker_page()
def sent() -> str:
    """Newest first. Nothing is looked up, so that the list is there at once."""
    number = min(max(request.args.get("page", default=1, type=int), 1), LAST_PAGE)
    found = current_worker().sent((number - 1) * ON_A_PAGE, ON_A_PAGE + 1)
    if not found and number > 1:
        abort(404)
    return page(
        "actions/sent.html",
        actions=found[:ON_A_PAGE],
        number=number,
        older=len(found) > ON_A_PAGE,
        source_of=_source_of,
        wording=wording,
    )


@bp.get("/actions/<id:action_id>")
@worker_page()
def show(action_id: str) -> str:
    """Own ones only. The gateway looks an open one up first, so a reload tells the latest."""
    action = current_worker().action(action_id)
    looks = request.args.get("looks", default=0, type=int)
    return page(
        "actions/show.html",
        action=action,
        looks_again=wording.is_open(action) and not action.stuck and 0 <= looks < MOST_LOOKS,
        looks=looks,
        source=_source_of(action),
        behalf=_behalf_of(action),
        wording=wording,
    )


def _behalf_of(action: Action) -> list[str]:
    if action.kind.actor != "manager":
        return []
    return behalf_of(current_worker().decided_by_action(action.id))


def _source_of(action: Action) -> str:
    """The HR system's name, also of one that is not configured any more."""
    backend = services().backends.get(action.backend)
    return backend.label if backend else action.backend
