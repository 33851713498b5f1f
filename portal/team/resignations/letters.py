"""The mails: that somebody resigns, for the manager; that it was answered, for the worker.

A resignation is nobody else's business: neither names a reason, which stands on the page alone.
"""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _

from portal.backends.types import WorkerIdentity
from portal.gateway.manager import ManagerGateway
from portal.gateway.resignation_answers import Answered
from portal.mail import Mail
from portal.team import behalf
from portal.web.deciders import decided_by
from portal.web.formats import long_date, weekday_date


def of_resignation(manager: ManagerGateway, worker: WorkerIdentity) -> list[Mail]:
    """One, if it still waits. Raises: BackendError."""
    own = [one for one in manager.team_resignations.waiting() if one.worker_id == worker.worker_id]
    return [
        Mail.render(
            "resignation_request",
            to=manager.identity.email,
            subject=_("%(name)s has handed in a resignation", name=worker.name),
            manager_name=manager.identity.name,
            worker_name=worker.name,
            acting=behalf.acting(manager.team.report(worker.worker_id)),
            last_day=weekday_date(one.last_day) if one.last_day else "",
            link=url_for("team.resignations.show", resignation_id=one.id, _external=True),
        )
        for one in own[:1]
    ]


def of_answer(answered: Answered) -> list[Mail]:
    if not answered.worker_email:
        return []
    accepted = answered.refusal is None
    return [
        Mail.render(
            "resignation_answer",
            to=answered.worker_email,
            subject=_("Your resignation is accepted")
            if accepted
            else _("Your resignation is not accepted"),
            worker_name=answered.worker_name,
            accepted=accepted,
            by=decided_by(answered),
            last_day=long_date(answered.last_day) if answered.last_day else "",
            link=url_for("resignation.index", _external=True),
        )
    ]
