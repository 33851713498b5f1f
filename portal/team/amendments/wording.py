"""Changes to the team's contracts in words, as those who decide on them read them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.backends.agreements import AmendmentStage
from portal.backends.contract_changes import (
    AmendableTerm,
    EffectiveDates,
    TeamAmendment,
    Term,
    TermKind,
)
from portal.backends.types import Money
from portal.team.amendments.rules import Fault, Group, is_for_others
from portal.web.formats import instant, long_date, money, number
from portal.web.redline import named, sides

__all__ = [
    "agreed",
    "consequence",
    "day_fault",
    "effective_hint",
    "fault",
    "history",
    "label",
    "limits",
    "next_step",
    "option",
    "sides",
    "stage",
    "subtitle",
    "term",
    "title",
]

GROUPS = {
    Group.WAITING: _l("Waiting for you"),
    Group.DRAFTS: _l("Drafts that only the employer sees"),
    Group.UNDER_WAY: _l("On their way"),
    Group.OVER: _l("In force or cancelled"),
}
_TERMS = {
    Term.JOB_TITLE: _l("Job title"),
    Term.SENIORITY: _l("Seniority"),
    Term.SCOPE: _l("Scope of work"),
    Term.EMPLOYMENT_TYPE: _l("Full time or part time"),
    Term.WEEKLY_HOURS: _l("Hours a week"),
    Term.HOLIDAYS: _l("Days of paid leave a year"),
    Term.TIME_OFF_POLICY: _l("How leave is counted"),
    Term.SALARY: _l("Gross annual salary"),
    Term.HOURLY_RATE: _l("Hourly rate"),
    Term.ALLOWANCE: _l("A new allowance"),
    Term.BONUS: _l("A bonus"),
    Term.START_DATE: _l("First day"),
    Term.END_DATE: _l("Last day"),
    Term.REGION: _l("State or region of employment"),
    Term.PROBATION: _l("Probation period, in days"),
    Term.NOTICE_KIND: _l("Kind of notice period"),
    Term.NOTICE_AFTER_PROBATION: _l("Notice period after probation, in days"),
    Term.NOTICE_DURING_PROBATION: _l("Notice period during probation, in days"),
    Term.OTHER: _l("Something else, in words"),
}
_OPTIONS = {
    "FULL_TIME": _l("Full time"),
    "PART_TIME": _l("Part time"),
    "STANDARD": _l("Standard"),
    "SPECIFIC": _l("A number of days of its own"),
    "PRORATED": _l("In proportion to the time worked"),
    "CUSTOM": _l("Of its own"),
    "RECURRING": _l("Paid again and again"),
    "ONCE": _l("Paid once"),
    "FIXED": _l("An amount"),
    "PERCENTAGE": _l("A percentage of the salary"),
}
_STAGE = {
    AmendmentStage.DRAFT: (_l("Draft"), "neutral"),
    AmendmentStage.IN_PREPARATION: (_l("Being prepared"), "info"),
    AmendmentStage.WITH_EMPLOYER: (_l("For you to agree"), "warning"),
    AmendmentStage.TO_SIGN: (_l("For them to sign"), "info"),
    AmendmentStage.SIGNED: (_l("Signed"), "success"),
    AmendmentStage.ACTIVE: (_l("In force"), "success"),
    AmendmentStage.CANCELLED: (_l("Cancelled"), "neutral"),
}
_REACHED = {
    AmendmentStage.DRAFT: _l("Drafted"),
    AmendmentStage.IN_PREPARATION: _l("Preparation began"),
    AmendmentStage.WITH_EMPLOYER: _l("Came to the employer to agree"),
    AmendmentStage.TO_SIGN: _l("Went out to be signed"),
    AmendmentStage.SIGNED: _l("Signed"),
    AmendmentStage.ACTIVE: _l("Took effect"),
    AmendmentStage.CANCELLED: _l("Cancelled"),
}


def term(which: Term) -> str:
    return str(_TERMS[which])


def label(each: AmendableTerm, currency: str) -> str:
    if currency and (each.kind is TermKind.MONEY or each.term is Term.ALLOWANCE):
        return _("%(term)s, in %(currency)s", term=term(each.term), currency=currency)
    return term(each.term)


def option(code: str) -> str:
    """One that we do not know stands as the HR system wrote it."""
    return str(_OPTIONS.get(code, code))


def agreed(each: AmendableTerm, currency: str) -> str:
    """What is agreed now; empty where that is not known before there is a draft."""
    if not each.now:
        return ""
    if each.kind is TermKind.DAY:
        return long_date(date.fromisoformat(each.now))
    if each.kind is TermKind.MONEY:
        return money(Money(Decimal(each.now), currency)) if currency else each.now
    return option(each.now) if each.kind is TermKind.CHOICE else each.now


def limits(each: AmendableTerm) -> str:
    """What the HR system takes."""
    if each.earliest and each.latest:
        return _(
            "From %(first)s to %(last)s",
            first=long_date(each.earliest),
            last=long_date(each.latest),
        )
    if each.minimum is not None and each.maximum is not None:
        return _("From %(low)s to %(high)s", low=number(each.minimum), high=number(each.maximum))
    return ""


def effective_hint(dates: EffectiveDates | None, source: str) -> str:
    """When a change may apply, as far as that is known."""
    if dates is None:
        return _("%(source)s says which days are possible once it has the draft.", source=source)
    if dates.message:
        return dates.message
    if dates.earliest and dates.latest:
        return _(
            "From %(first)s to %(last)s",
            first=long_date(dates.earliest),
            last=long_date(dates.latest),
        )
    return ""


def fault(found: Fault, each: AmendableTerm) -> str:
    match found:
        case Fault.TOO_LOW:
            low = number(each.minimum or Decimal())
            return _("%(term)s: enter %(low)s or more.", term=term(each.term), low=low)
        case Fault.TOO_HIGH:
            high = number(each.maximum or Decimal())
            return _("%(term)s: enter %(high)s or less.", term=term(each.term), high=high)
        case Fault.NOTHING:
            return _("Enter a number above 0.")
        case _:
            return day_fault(found, each.earliest, each.latest)


def day_fault(found: Fault, earliest: date | None, latest: date | None) -> str:
    if found is Fault.TOO_EARLY and earliest:
        return _("Choose %(day)s or later.", day=long_date(earliest))
    return _("Choose %(day)s or earlier.", day=long_date(latest)) if latest else ""


def stage(found: TeamAmendment) -> tuple[str, str]:
    """Words and tone; a stage we do not know keeps the HR system's own name."""
    if found.wished and found.amendment.stage is AmendmentStage.DRAFT:
        return _("Asked for"), "info" if found.withheld else "warning"
    text, tone = _STAGE.get(found.amendment.stage, (found.amendment.stage_text, "neutral"))
    if is_for_others(found) and found.amendment.stage is AmendmentStage.WITH_EMPLOYER:
        return _("With the employer"), "info"
    return str(text), tone


def title(found: TeamAmendment) -> str:
    """What changes, in a few words."""
    names = [*(item.name for item in found.amendment.items), *found.withheld]
    return named(names) or _("Change to the contract")


def subtitle(found: TeamAmendment, names: Mapping[str, str]) -> str:
    name, day = names.get(found.worker_id, ""), found.amendment.effective_date
    return _("%(name)s, from %(date)s", name=name, date=long_date(day)) if day else name


def next_step(found: TeamAmendment, name: str, source: str) -> str:
    """What happens next and who has it now."""
    if is_for_others(found) and found.amendment.stage in (
        AmendmentStage.DRAFT,
        AmendmentStage.WITH_EMPLOYER,
    ):
        return _("Your HR team decides on this one in %(source)s.", source=source)
    match found.amendment.stage:
        case AmendmentStage.DRAFT if found.wished:
            return _(
                "%(name)s asks for this. You agree and send it on its way, or you decline.",
                name=name,
            )
        case AmendmentStage.DRAFT:
            return _("Only the employer sees this draft. It goes on its way when you send it.")
        case AmendmentStage.IN_PREPARATION:
            return _(
                "%(source)s is preparing the document. After that it is agreed to and signed.",
                source=source,
            )
        case AmendmentStage.WITH_EMPLOYER:
            return _("The document is ready. You agree for the employer, then it can go on.")
        case AmendmentStage.TO_SIGN:
            return _("%(name)s has it now, to read and to sign.", name=name)
        case AmendmentStage.SIGNED:
            return _("All have signed. It takes effect on its date.")
        case AmendmentStage.ACTIVE:
            return _("This is part of the contract now.")
        case AmendmentStage.CANCELLED:
            return _("It came to nothing: the contract stays as it was.")
        case _:
            return _("Ask your HR team how it goes on.")


def consequence(name: str, source: str) -> str:
    """What sending a draft sets going."""
    return _(
        "%(source)s takes it from here: some changes apply at once, others are prepared, agreed to "
        "by you and signed by %(name)s first. %(name)s is told by mail.",
        source=source,
        name=name,
    )


def history(found: TeamAmendment) -> list[dict[str, Any]]:
    """For the timeline, latest first."""
    reached = {**_REACHED, AmendmentStage.DRAFT: _l("Asked for")} if found.wished else _REACHED
    return [
        {"title": str(reached.get(event.stage, event.text)), "when": instant(event.at)}
        for event in reversed(found.amendment.history)
    ]
