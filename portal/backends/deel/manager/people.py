"""Who reports to whom, and who they are."""

from __future__ import annotations

from collections.abc import Iterable

from portal.backends.deel.employments import is_active, served_employment
from portal.backends.deel.manager.part import Part
from portal.backends.deel.models import people
from portal.backends.errors import ForeignObject
from portal.backends.team import Colleague, ReportingLine, TeamMember


class People(Part):
    def reporting_line(self) -> ReportingLine:
        return self.line_of(self.identity.worker_id)

    def line_of(self, worker_id: str) -> ReportingLine:
        person = self._person(worker_id)
        manager = person.direct_manager
        return ReportingLine(
            id=person.id,
            time_zone=person.timezone,
            manager=_colleague(manager) if manager and manager.id != person.id else None,
            reports=_others(person.direct_reports, person.id),
            active=is_active(person),
            own_addresses=_own_addresses(person),
        )

    def colleagues(self, manager: Colleague) -> tuple[Colleague, ...]:
        reports = self._person(manager.id).direct_reports
        if all(report.id != self.identity.worker_id for report in reports):
            return ()
        return _others(reports, self.identity.worker_id)

    def team(self) -> tuple[TeamMember, ...]:
        own = self.identity.worker_id
        return tuple(each for each in self.everybody() if each.manager_id == own != each.id)

    def everybody(self) -> tuple[TeamMember, ...]:
        found = (
            _member(person)
            for person in self._client.everybody()
            if person.hiring_status.lower() != "inactive"
        )
        return tuple(sorted(found, key=lambda each: each.name.casefold()))

    def member(self, worker_id: str) -> TeamMember:
        return _member(self._person(worker_id))

    def _person(self, worker_id: str) -> people.Person:
        person = self._client.person(worker_id)
        if person.id != worker_id:
            raise ForeignObject("person", person.id, backend=self.identity.backend)
        return person


def _own_addresses(person: people.Person) -> frozenset[str]:
    """The personal one, which a worker changes by the API, unless it is the one at work too."""
    return frozenset({person.email("personal")} - {person.email("work"), ""})


def _others(related: Iterable[people.Related], own_id: str) -> tuple[Colleague, ...]:
    found = (_colleague(each) for each in related if each.id != own_id)
    return tuple(sorted(found, key=lambda each: each.name.casefold()))


def _colleague(related: people.Related) -> Colleague:
    return Colleague(related.id, related.name, related.work_email)


def _member(person: people.Person) -> TeamMember:
    employment = served_employment(person)
    country = ((employment.country if employment else "") or person.country).upper()
    return TeamMember(
        id=person.id,
        manager_id=person.direct_manager.id if person.direct_manager else "",
        name=person.name,
        preferred_name=person.preferred_first_name,
        email=person.email("work"),
        job_title=employment.job_title if employment else "",
        team=employment.team.name if employment and employment.team else "",
        department=person.department.name if person.department else "",
        country=country if len(country) == 2 else "",
        region=(employment.state if employment else "") or person.state,
        work_location=person.work_location,
        time_zone=person.timezone,
        start_date=employment.start_date if employment else None,
        end_date=employment.termination_last_day or employment.completion_date
        if employment
        else None,
    )
