"""Amendments in words."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.amendments.rules import Fault, Group
from portal.backends.agreements import Amendment, AmendmentStage
from portal.web.deciders import decided_by
from portal.web.formats import instant
from portal.web.redline import named, sides

__all__ = ["decided_by", "fault", "history", "next_step", "sides", "stage", "title"]

GROUPS = {
    Group.TO_SIGN: _l("For you to sign"),
    Group.UNDER_WAY: _l("Being prepared"),
    Group.SIGNED: _l("Signed, not in force yet"),
    Group.ACTIVE: _l("In force"),
    Group.CANCELLED: _l("Cancelled"),
    Group.OTHER: _l("Other"),
}
_STAGE = {
    AmendmentStage.DRAFT: (_l("Draft"), "neutral"),
    AmendmentStage.IN_PREPARATION: (_l("Being prepared"), "info"),
    AmendmentStage.WITH_EMPLOYER: (_l("With your employer"), "info"),
    AmendmentStage.TO_SIGN: (_l("To sign"), "warning"),
    AmendmentStage.SIGNED: (_l("Signed"), "success"),
    AmendmentStage.ACTIVE: (_l("In force"), "success"),
    AmendmentStage.CANCELLED: (_l("Cancelled"), "neutral"),
}


_REACHED = {
    AmendmentStage.DRAFT: _l("Drafted"),
    AmendmentStage.IN_PREPARATION: _l("Preparation began"),
    AmendmentStage.WITH_EMPLOYER: _l("Came to your employer"),
    AmendmentStage.TO_SIGN: _l("Came to you to sign"),
    AmendmentStage.SIGNED: _l("Signed"),
    AmendmentStage.ACTIVE: _l("Took effect"),
    AmendmentStage.CANCELLED: _l("Cancelled"),
}


def stage(amendment: Amendment) -> tuple[str, str]:
    """Words and tone; a stage we do not know keeps the HR system's own name."""
    text, tone = _STAGE.get(amendment.stage, (amendment.stage_text, "neutral"))
    return str(text), tone


def title(amendment: Amendment) -> str:
    """What changes, in a few words."""
    return named([item.name for item in amendment.items]) or _("Change to your contract")


def next_step(amendment: Amendment, source: str) -> str:
    """What happens next and who has it now."""
    match amendment.stage:
        case AmendmentStage.DRAFT | AmendmentStage.WITH_EMPLOYER:
            return _("Your employer has it now. You sign once they have agreed.")
        case AmendmentStage.IN_PREPARATION:
            return _("%(source)s is preparing the document. You sign after that.", source=source)
        case AmendmentStage.TO_SIGN:
            return _("It is your turn: read the document, then sign it.")
        case AmendmentStage.SIGNED:
            return _("You have nothing left to do. It takes effect on its date.")
        case AmendmentStage.ACTIVE:
            return _("This is part of your contract now.")
        case AmendmentStage.CANCELLED:
            return _("It came to nothing: your contract stays as it was.")
        case _:
            return _("Ask your HR team how it goes on.")


def history(amendment: Amendment) -> list[dict[str, Any]]:
    """For the timeline, latest first."""
    return [
        {"title": str(_REACHED.get(event.stage, event.text)), "when": instant(event.at)}
        for event in reversed(amendment.history)
    ]


def fault(found: Fault) -> str:
    match found:
        case Fault.NOT_A_NUMBER:
            return _("Enter a number like 65000 or 37.5, without a currency or other words.")
        case Fault.NOT_POSITIVE:
            return _("Enter a number above 0.")
        case Fault.TOO_MANY_HOURS:
            return _("Enter 80 hours a week or fewer.")
        case Fault.IN_THE_PAST:
            return _("The change can start today or later.")
        case Fault.TOO_FAR:
            return _("Choose a day within two years from today.")
