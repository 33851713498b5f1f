"""GET /actions/<id>: the page after each write, and of one whose outcome is not known yet."""

from __future__ import annotations

from flask import Blueprint, request

from portal.accounts.current import current_worker, worker_page
from portal.actions import wording
from portal.web.pages import page

bp = Blueprint("actions", __name__, url_prefix="/actions")

MOST_LOOKS = 40
"""How often the page looks by itself; then only when asked to."""


@bp.get("/<id:action_id>")
@worker_page()
def show(action_id: str) -> str:
    """Own ones only. The gateway looks an open one up first, so a reload tells the latest."""
    worker = current_worker()
    action = worker.action(action_id)
    looks = request.args.get("looks", default=0, type=int)
    return page(
        "actions/show.html",
        action=action,
        looks_again=wording.is_open(action) and 0 <= looks < MOST_LOOKS,
        looks=looks,
        source=worker.backend.label,
        wording=wording,
    )
