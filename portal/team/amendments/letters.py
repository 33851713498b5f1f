"""The mails: a wish, for the manager; what was done about a contract, for whose it is.

No value stands in them: a mail is read in places where nobody should read pay.
"""

from __future__ import annotations

from collections.abc import Collection

from flask import url_for
from flask_babel import gettext as _

from portal.backends.agreements import AmendmentStage
from portal.backends.contract import Capability
from portal.backends.contract_changes import TeamAmendment
from portal.backends.types import WorkerIdentity
from portal.gateway.amendment_notes import Note
from portal.gateway.ledger import ActionKind
from portal.gateway.manager import ManagerGateway
from portal.mail import Mail
from portal.team import behalf
from portal.team.amendments import wording
from portal.web.deciders import decided_by
from portal.web.formats import long_date

OF_WORKERS = (ActionKind.AMENDMENT_REQUEST,)
OF_MANAGERS = (
    ActionKind.TEAM_AMENDMENT_CONFIRM,
    ActionKind.TEAM_AMENDMENT_ACCEPT,
    ActionKind.TEAM_AMENDMENT_CANCEL,
)
"""What of all that a manager does here the worker is told."""


def of_wishes(
    manager: ManagerGateway, worker: WorkerIdentity, amendment_ids: Collection[str]
) -> list[Mail]:
    """One for each wish that nobody has answered. Raises: BackendError."""
    if not manager.can(Capability.TEAM_AMENDMENTS):
        return []
    return [
        _wish_mail(manager, worker, found)
        for found in manager.team_amendments.of(worker.worker_id)
        if found.id in amendment_ids and found.amendment.stage is AmendmentStage.DRAFT
    ]


def _wish_mail(manager: ManagerGateway, worker: WorkerIdentity, found: TeamAmendment) -> Mail:
    day = found.amendment.effective_date
    lines = (
        (_("What"), wording.title(found)),
        (_("From"), long_date(day) if day else ""),
    )
    return Mail.render(
        "amendment_wish",
        to=manager.identity.email,
        subject=_("%(name)s asks for a change to the contract", name=worker.name),
        manager_name=manager.identity.name,
        worker_name=worker.name,
        acting=behalf.acting(manager.team.report(worker.worker_id)),
        rows=[{"label": label, "value": value} for label, value in lines if value],
        withheld=bool(found.withheld),
        source=manager.backend.label,
        link=url_for(
            "team.amendments.show",
            report_id=found.worker_id,
            amendment_id=found.id,
            _external=True,
        ),
    )


def of_step(kind: str, note: Note, amendment_id: str) -> list[Mail]:
    """None about a draft that the worker never knew of."""
    if not note.email or not (note.known or kind == ActionKind.TEAM_AMENDMENT_CONFIRM):
        return []
    subject, said = _words(kind, note)
    # An HR system may not know any more what was taken back.
    gone = kind == ActionKind.TEAM_AMENDMENT_CANCEL
    return [
        Mail.render(
            "amendment_step",
            to=note.email,
            subject=subject,
            worker_name=note.name,
            said=said,
            reason=note.reason,
            label=_("Contract changes") if gone else _("Open the change"),
            link=url_for("amendments.index", _external=True)
            if gone
            else url_for("amendments.show", amendment_id=amendment_id, _external=True),
        )
    ]


def _words(kind: str, note: Note) -> tuple[str, str]:
    by = decided_by(note)
    match kind:
        case ActionKind.TEAM_AMENDMENT_CONFIRM if note.wished:
            return (
                _("Your wish for a change is agreed to"),
                _(
                    "%(by)s has agreed to the change to your contract that you asked for. It is on "
                    "its way now; where it needs your signature, you read and sign it here.",
                    by=by,
                ),
            )
        case ActionKind.TEAM_AMENDMENT_CONFIRM:
            return (
                _("A change to your contract is on its way"),
                _(
                    "%(by)s has sent a change to your contract on its way. Where it needs your "
                    "signature, you read and sign it here.",
                    by=by,
                ),
            )
        case ActionKind.TEAM_AMENDMENT_ACCEPT:
            return (
                _("Your employer has agreed to a change to your contract"),
                _(
                    "%(by)s has agreed to a change to your contract for your employer. Read it and "
                    "sign it where it needs your signature.",
                    by=by,
                ),
            )
        case _ if note.declined:
            return (
                _("Your wish for a change is declined"),
                _(
                    "%(by)s has declined the change to your contract that you asked for.",
                    by=by,
                ),
            )
        case _:
            return (
                _("A change to your contract is taken back"),
                _(
                    "%(by)s has taken a change to your contract back. Your contract stays as it "
                    "is.",
                    by=by,
                ),
            )
