"""Resignations in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from babel.dates import format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.backends.agreements import (
    LetterStage,
    Resignation,
    ResignationReason,
    ResignationStage,
)
from portal.backends.offboarding import DeclineReason, Refusal
from portal.gateway.resignation_answers import Answered
from portal.resignation import rules
from portal.resignation.rules import Fault, Step
from portal.web.deciders import decided_by
from portal.web.formats import long_date, weekday_date

_REASON = {
    ResignationReason.FOUND_ANOTHER_JOB: _l("I have found another job"),
    ResignationReason.PERSONAL_MATTERS: _l("Personal reasons"),
    ResignationReason.MOVING_COUNTRY: _l("I am moving to another country"),
    ResignationReason.PROJECT_ENDED: _l("My project has ended"),
    ResignationReason.UNHAPPY_WITH_ROLE: _l("I am not happy with my role"),
    ResignationReason.UNHAPPY_WITH_SALARY: _l("I am not happy with my salary"),
    ResignationReason.UNHAPPY_WITH_BENEFITS: _l("I am not happy with the benefits"),
    ResignationReason.UNHAPPY_WITH_CULTURE: _l("I am not happy with how we work together"),
    ResignationReason.UNHAPPY_WITH_PROVIDER: _l("I am not happy with the company that employs me"),
    ResignationReason.BECOMING_CONTRACTOR: _l("I become a contractor or freelancer"),
    ResignationReason.MOVING_TO_INTERNAL_ENTITY: _l("My team's own company will employ me"),
    ResignationReason.MOVING_TO_PEO: _l("I move to co-employment (PEO)"),
    ResignationReason.OTHER_PROVIDER: _l("Another provider will employ me"),
    ResignationReason.WORKER_TYPE_CHANGE: _l("My kind of employment changes"),
    ResignationReason.PREFER_NOT_TO_SAY: _l("I prefer not to say"),
}
_STAGE = {
    ResignationStage.WITH_EMPLOYER: (_l("With your employer"), "info"),
    ResignationStage.IN_REVIEW: (_l("Being reviewed"), "info"),
    ResignationStage.IN_PROCESS: (_l("Being prepared"), "info"),
    ResignationStage.COMPLETED: (_l("Completed"), "success"),
    ResignationStage.CANCELLED: (_l("Cancelled"), "neutral"),
}
_STEP = {
    Step.HANDED_IN: _l("You handed it in"),
    Step.EMPLOYER: _l("Your employer looks at your last day and your unused time off"),
    Step.LETTER: _l("You sign the letter"),
    Step.REVIEW: _l("The papers are reviewed"),
    Step.PROCESS: _l("Your last pay and papers are prepared"),
    Step.COMPLETED: _l("Your employment ends"),
    Step.CANCELLED: _l("It was cancelled"),
}

_DECLINED = {
    DeclineReason.LAST_DAY: _l("They do not agree with the last day"),
    DeclineReason.NO_RESIGNATION: _l("They call it a dismissal, not a resignation"),
    DeclineReason.UNDER_INVESTIGATION: _l("A review or a disciplinary investigation is under way"),
    DeclineReason.OTHER: _l("Another reason"),
}


def reasons(offered: Iterable[ResignationReason]) -> list[tuple[str, str]]:
    """What can be chosen, in the order that people look for it."""
    known = set(offered)
    return [(reason.value, str(text)) for reason, text in _REASON.items() if reason in known]


def reason(value: str) -> str:
    return str(_REASON[ResignationReason(value)])


def stage(resignation: Resignation) -> tuple[str, str]:
    """Words and tone; a state we do not know keeps the HR system's own name."""
    if resignation.letter is LetterStage.TO_SIGN and resignation.open:
        return _("Letter to sign"), "warning"
    text, tone = _STAGE.get(resignation.stage, (resignation.stage_text, "neutral"))
    return str(text), tone


def next_step(resignation: Resignation, source: str) -> str:
    """What happens next and who has it now."""
    if resignation.letter is LetterStage.TO_SIGN and resignation.open:
        return _("It is your turn: read the letter, then sign it.")
    match resignation.stage:
        case ResignationStage.WITH_EMPLOYER:
            return _(
                "Your employer has it now. They look at the day you wish for and at the time off "
                "you have left, then they answer."
            )
        case ResignationStage.IN_REVIEW:
            return _("%(source)s has it now and reviews the papers.", source=source)
        case ResignationStage.IN_PROCESS:
            return _("%(source)s has it now and prepares your last pay and papers.", source=source)
        case ResignationStage.COMPLETED:
            return _("Everything is done.")
        case ResignationStage.CANCELLED:
            return _("It came to nothing: your employment goes on.")
        case _:
            return _("Ask your HR team how it goes on.")


def steps(resignation: Resignation) -> list[dict[str, Any]]:
    """For the steps component."""
    return [
        {
            "label": str(_STEP.get(one.step, resignation.stage_text)),
            "state": one.state,
            "detail": long_date(one.at) if one.at else "",
        }
        for one in rules.progress(resignation)
    ]


def answered(answer: Answered) -> str:
    day = long_date(answer.at.date())
    if answer.refusal is None:
        return _(
            "%(name)s accepted your resignation on %(date)s", name=decided_by(answer), date=day
        )
    return _(
        "%(name)s did not accept your resignation on %(date)s", name=decided_by(answer), date=day
    )


def refusal_rows(refusal: Refusal) -> list[dict[str, str]]:
    lines = (
        (_("Reason"), str(_DECLINED[refusal.reason])),
        (
            _("A last day that would suit them"),
            weekday_date(refusal.possible_last_day) if refusal.possible_last_day else "",
        ),
        (_("In their own words"), refusal.detail),
    )
    return [{"label": label, "value": value} for label, value in lines if value]


def german_date(day: date) -> str:
    """``29. Februar 2028``: the letter is in German, whatever the reader's language."""
    return format_date(day, "long", locale="de")


def fault(found: Fault) -> str:
    match found:
        case Fault.IN_THE_PAST:
            return _("Your last day can't be in the past.")
        case Fault.TOO_FAR:
            return _("Choose a day within two years from today.")
