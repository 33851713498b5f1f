"""In whose place somebody acts, and who else decides, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from flask import url_for
from flask_babel import gettext as _

from portal.backends.team import Colleague, TeamMember
from portal.gateway.decisions import Decided
from portal.gateway.responsibility import Behalf, Report
from portal.gateway.substitutes import Substitution, SubstitutionState
from portal.web.deciders import decided_by
from portal.web.formats import date_range, long_date

__all__ = [
    "acting",
    "answers",
    "days",
    "decided_by",
    "decided_for",
    "deciders",
    "explanation",
    "groups",
    "heading",
    "is_open",
    "mark",
    "notices",
    "reports_to",
    "rows",
    "runs",
    "state",
    "what_they_see",
]


def mark(report: Report | None) -> str:
    """For a list: in whose place; empty for one's own people and for everybody's."""
    if report is None or report.behalf is not Behalf.MANAGER:
        return ""
    return _("For %(name)s", name=report.manager_name)


def reports_to(report: Report, names: Mapping[str, str]) -> str:
    """For who acts for the employer and sees many teams; empty for whom a mark says more."""
    manager = names.get(report.manager_id, "")
    if report.behalf is not Behalf.EMPLOYER or not manager:
        return ""
    return _("Reports to %(name)s", name=manager)


def decided_for(row: Decided) -> str:
    """For a list of what one decided oneself."""
    return _("For %(name)s", name=row.manager_name) if row.manager_name else ""


def acting(report: Report) -> str:
    """For a page about one person; empty for one's own people."""
    match report.behalf:
        case Behalf.MANAGER:
            return _("You act in the place of %(name)s.", name=report.manager_name)
        case Behalf.EMPLOYER:
            return _("You act for your employer.")
        case _:
            return ""


def groups(
    members: Sequence[TeamMember], reports: Mapping[str, Report]
) -> list[tuple[str, list[TeamMember]]]:
    """The people of a page by whose they are, own ones first, each group under a heading; one group
    alone needs none but where somebody is stood in for."""
    found: dict[str, list[TeamMember]] = {}
    for behalf in Behalf:
        for member in members:
            report = reports.get(member.id)
            if report is not None and report.behalf is behalf:
                found.setdefault(_group(report), []).append(member)
    alone = len(found) == 1 and not any(mark(reports.get(each.id)) for each in members)
    return [("" if alone else heading, people) for heading, people in found.items()]


def _group(report: Report) -> str:
    match report.behalf:
        case Behalf.MANAGER:
            return mark(report)
        case Behalf.EMPLOYER:
            return _("Everybody else")
        case _:
            return _("Your own team")


def deciders(boss: Colleague | None, others: Iterable[Substitution]) -> str:
    """Who can decide on what somebody has asked for themselves."""
    if boss is None:
        return _("Your employer decides on it.")
    for other in others:
        return _(
            "%(name)s decides on it, or %(other)s in their place.",
            name=boss.name,
            other=other.substitute.name,
        )
    return _("%(name)s decides on it.", name=boss.name)


# A period and how it stands -------------------------------------------------------------------


def days(one: Substitution) -> str:
    return date_range(one.first, one.last)


def heading(one: Substitution, worker_id: str) -> str:
    if one.manager.id == worker_id:
        return _("%(name)s in your place", name=one.substitute.name)
    return _("You in the place of %(name)s", name=one.manager.name)


def state(one: Substitution) -> tuple[str, str]:
    """Words and tone."""
    now = datetime.now(UTC)
    match one.state:
        case SubstitutionState.DECLINED:
            return _("Declined"), "danger"
        case SubstitutionState.ENDED:
            return _("Ended early"), "neutral"
        case SubstitutionState.ASKED if one.is_open(now):
            return _("Waiting for an answer"), "warning"
        case SubstitutionState.ASKED:
            return _("Never answered"), "neutral"
        case _ if one.runs(now):
            return _("Running"), "success"
        case _ if one.is_open(now):
            return _("Agreed, not begun"), "info"
        case _:
            return _("Over"), "neutral"


def is_open(one: Substitution) -> bool:
    return one.is_open(datetime.now(UTC))


def runs(one: Substitution) -> bool:
    return one.runs(datetime.now(UTC))


def answers(one: Substitution, worker_id: str) -> bool:
    """Whether an answer of this one's is waited for."""
    asked = one.state is SubstitutionState.ASKED and is_open(one)
    return asked and one.substitute.id == worker_id


def explanation(one: Substitution, worker_id: str) -> str:
    """What counts now, for one of the two."""
    now = datetime.now(UTC)
    if one.state is SubstitutionState.ASKED and one.is_open(now):
        if one.manager.id == worker_id:
            return _("Nothing changes until they accept: you decide alone.")
        return _(
            "If you accept, you see the team of %(name)s in these days and decide in their place. "
            "You can end it at any time.",
            name=one.manager.name,
        )
    if one.is_open(now):
        last = long_date(one.last)
        if one.manager.id == worker_id:
            return _("Both of you decide in these days. It ends by itself after %(day)s.", day=last)
        return _(
            "You both decide in these days. It ends by itself after %(day)s. You can't pass it on.",
            day=last,
        )
    return _("It has no effect any more.")


def notices(found: Iterable[Substitution], worker_id: str) -> list[dict[str, str]]:
    """For the top of the team's page: what is open, the earliest first."""
    now = datetime.now(UTC)
    still = sorted((one for one in found if one.is_open(now)), key=lambda one: one.starts_at)
    return [
        {
            "heading": heading(one, worker_id),
            "text": f"{days(one)} · {state(one)[0]}",
            "url": url_for("team.substitutes.show", substitution_id=one.id),
            "tone": state(one)[1],
        }
        for one in still
    ]


def rows(one: Substitution) -> list[dict[str, str]]:
    return [
        {"label": _("Who is away"), "value": one.manager.name},
        {"label": _("Who stands in"), "value": one.substitute.name},
        {"label": _("Days"), "value": days(one)},
        {
            "label": _("Begins and ends"),
            "value": _("At midnight where %(name)s lives", name=one.manager.name),
        },
    ]


def what_they_see(name: str) -> list[str]:
    """Before somebody is named."""
    return [
        _(
            "%(name)s sees your team's pages and calendar as you do: who they are at work, their "
            "time off with what it is for, their notes and what is left of their leave.",
            name=name,
        ),
        _("%(name)s decides in your place; whoever asked is told both names.", name=name),
        _("Mails about new requests and reminders go to both of you, and you can still decide."),
        _(
            "You see what was decided for you. %(name)s can't pass it on, and never decides on "
            "their own requests.",
            name=name,
        ),
    ]
