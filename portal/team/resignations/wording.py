"""Resignations in words, for the one who answers them."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from portal.backends.agreements import ResignationReason, ResignationStage
from portal.backends.offboarding import (
    DeclineReason,
    LastDays,
    Refusal,
    ResignationDetails,
    TeamResignation,
)
from portal.gateway.resignation_answers import Answered
from portal.team.resignations import rules
from portal.team.resignations.rules import DayFault, Step
from portal.web.deciders import decided_by
from portal.web.formats import long_date, weekday_date

_STAGE = {
    ResignationStage.WITH_EMPLOYER: (_l("Waits for your answer"), "warning"),
    ResignationStage.IN_REVIEW: (_l("Being reviewed"), "info"),
    ResignationStage.IN_PROCESS: (_l("Being prepared"), "info"),
    ResignationStage.COMPLETED: (_l("Completed"), "success"),
    ResignationStage.CANCELLED: (_l("Came to nothing"), "neutral"),
}
_REASON = {
    ResignationReason.FOUND_ANOTHER_JOB: _l("Has found another job"),
    ResignationReason.PERSONAL_MATTERS: _l("Personal reasons"),
    ResignationReason.MOVING_COUNTRY: _l("Is moving to another country"),
    ResignationReason.PROJECT_ENDED: _l("The project has ended"),
    ResignationReason.UNHAPPY_WITH_ROLE: _l("Is not happy with the role"),
    ResignationReason.UNHAPPY_WITH_SALARY: _l("Is not happy with the salary"),
    ResignationReason.UNHAPPY_WITH_BENEFITS: _l("Is not happy with the benefits"),
    ResignationReason.UNHAPPY_WITH_CULTURE: _l("Is not happy with how you work together"),
    ResignationReason.UNHAPPY_WITH_PROVIDER: _l("Is not happy with the company that employs them"),
    ResignationReason.BECOMING_CONTRACTOR: _l("Becomes a contractor or freelancer"),
    ResignationReason.MOVING_TO_INTERNAL_ENTITY: _l("Will be employed by your own company"),
    ResignationReason.MOVING_TO_PEO: _l("Moves to co-employment (PEO)"),
    ResignationReason.OTHER_PROVIDER: _l("Will be employed by another provider"),
    ResignationReason.WORKER_TYPE_CHANGE: _l("The kind of employment changes"),
    ResignationReason.PREFER_NOT_TO_SAY: _l("Prefers not to say"),
}
_STEP = {
    Step.HANDED_IN: _l("It was handed in"),
    Step.ANSWER: _l("You look at the last day and the time off, and answer"),
    Step.REVIEW: _l("The letter is signed where that is needed, and the papers are reviewed"),
    Step.PROCESS: _l("The last pay and the papers are prepared"),
    Step.COMPLETED: _l("The employment ends"),
    Step.CANCELLED: _l("It came to nothing"),
}
DECLINED = {
    DeclineReason.LAST_DAY: _l("We do not agree with the last day"),
    DeclineReason.NO_RESIGNATION: _l("It is a dismissal, not a resignation"),
    DeclineReason.UNDER_INVESTIGATION: _l("A review or a disciplinary investigation is under way"),
    DeclineReason.OTHER: _l("Another reason"),
}


def stage(resignation: TeamResignation) -> tuple[str, str]:
    """Words and tone; a state we do not know keeps the HR system's own name."""
    text, tone = _STAGE.get(resignation.stage, (resignation.stage_text, "neutral"))
    return str(text) or _("State not known"), tone


def last_day(resignation: TeamResignation) -> str:
    if resignation.last_day is None:
        return ""
    day = long_date(resignation.last_day)
    match resignation.stage:
        case ResignationStage.WITH_EMPLOYER:
            return _("Wishes to leave on %(date)s", date=day)
        case ResignationStage.CANCELLED:
            return _("Wished to leave on %(date)s", date=day)
        case _:
            return _("Last day %(date)s", date=day)


def next_step(resignation: TeamResignation, name: str, source: str) -> str:
    """What happens next and who has it now."""
    match resignation.stage:
        case ResignationStage.WITH_EMPLOYER:
            return _("It is your turn: %(name)s waits for your answer.", name=name)
        case ResignationStage.IN_REVIEW:
            return _(
                "%(source)s has it now and reviews the papers. %(name)s signs the letter on this "
                "site, if %(source)s asks for that.",
                source=source,
                name=name,
            )
        case ResignationStage.IN_PROCESS:
            return _(
                "%(source)s has it now and prepares the last pay and the papers. If your side has "
                "to approve final papers, that is done in %(source)s itself.",
                source=source,
            )
        case ResignationStage.COMPLETED:
            return _("Everything is done.")
        case ResignationStage.CANCELLED:
            return _("Nothing more comes of it here.")
        case _:
            return _(
                "This site does not know this state. Ask the people of %(source)s how it goes on.",
                source=source,
            )


def steps(resignation: TeamResignation, details: ResignationDetails | None) -> list[dict[str, Any]]:
    """For the steps component."""
    return [
        {
            "label": str(_STEP.get(one.step, resignation.stage_text)),
            "state": one.state,
            "detail": long_date(one.at) if one.at else "",
        }
        for one in rules.progress(resignation, details)
    ]


def reason(details: ResignationDetails) -> str:
    if details.reason is not None:
        return str(_REASON[details.reason])
    return details.reason_text


def facts(details: ResignationDetails) -> list[dict[str, str]]:
    """What was handed in; what the HR system does not say is left out."""
    given = rules.notice_days(details)
    lines = (
        (_("Reason"), reason(details)),
        (
            _("Handed in"),
            long_date(details.handed_in_at.date()) if details.handed_in_at else "",
        ),
        (
            _("Wished-for last day"),
            weekday_date(details.desired_end_date) if details.desired_end_date else "",
        ),
        (
            _("Agreed last day"),
            weekday_date(details.end_date) if details.end_date else "",
        ),
        (
            _("Notice given"),
            ngettext("%(num)s day", "%(num)s days", given) if given is not None else "",
        ),
    )
    return [{"label": label, "value": value} for label, value in lines if value]


def answered(answer: Answered) -> str:
    date_of = long_date(answer.at.date())
    if answer.refusal is None:
        return _("%(name)s accepted it on %(date)s.", name=decided_by(answer), date=date_of)
    return _("%(name)s declined it on %(date)s.", name=decided_by(answer), date=date_of)


def refusal_rows(refusal: Refusal) -> list[dict[str, str]]:
    lines = (
        (_("Reason"), str(DECLINED[refusal.reason])),
        (
            _("A last day that would suit"),
            weekday_date(refusal.possible_last_day) if refusal.possible_last_day else "",
        ),
        (_("Explanation"), refusal.detail),
    )
    return [{"label": label, "value": value} for label, value in lines if value]


# The last day --------------------------------------------------------------------------------


def earliest(allowed: LastDays) -> str:
    return weekday_date(allowed.earliest) if allowed.earliest else ""


def day_fault(found: DayFault, allowed: LastDays, source: str) -> str:
    match found:
        case DayFault.IN_THE_PAST:
            return _("The last day can't be in the past.")
        case DayFault.AS_WISHED:
            return _("That is the day that was wished for. Name another one, or accept it.")
        case DayFault.TOO_EARLY:
            return _(
                "The notice is not over by then: the earliest day is %(date)s.",
                date=earliest(allowed),
            )
        case DayFault.RESTRICTED:
            return _("%(source)s lets no employment end on that day.", source=source)
        case DayFault.TOO_FAR:
            return _("Choose a day within two years from today.")
