"""A worker has whoever decides reminded of a request that waits."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.current import current_session, current_worker, worker_page
from portal.backends.contract import Capability
from portal.backends.leave import TimeOffStatus
from portal.services import services
from portal.team import reminders
from portal.team.reminders import Nudged

bp = Blueprint("nudges", __name__, url_prefix="/nudges")


@bp.post("/<id:time_off_id>")
@worker_page(Capability.TIME_OFF_REVIEW)
def nudge(time_off_id: str) -> ResponseReturnValue:
    """Own requests only, once a day each."""
    off = current_worker().time_off_request(time_off_id)
    if off.status is TimeOffStatus.REQUESTED:
        app = current_app._get_current_object()  # type: ignore[attr-defined]
        done = reminders.nudge(app, services(), current_session().account_id, off.id)
        flash(*_words(done))
    else:
        flash(_("It does not wait any more: nobody was reminded."), "info")
    return redirect(url_for("time_off.show", time_off_id=off.id), 303)


def _words(done: Nudged) -> tuple[str, str]:
    match done:
        case Nudged.SENT:
            return _("A mail is on its way to whoever decides."), "success"
        case Nudged.TOO_SOON:
            return _("A reminder went out within the last day; the next can go tomorrow."), "info"
        case Nudged.NOBODY:
            return _("Whoever decides does not use this site. Ask them yourself."), "warning"
