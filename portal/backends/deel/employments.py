"""Which of a person's employments the portal serves."""

from __future__ import annotations

from datetime import date

from portal.backends.deel.models.people import Employment, Person


def served_employment(person: Person, contract_id: str | None = None) -> Employment | None:
    """The EOR employment that runs; of several the known one, else the latest. After the end of
    all of them the last one, so that a leaver is recognised. [assumed: hr-apis/deel.md §2]"""
    found = eor_employments(person)
    running = [employment for employment in found if not employment.is_ended]
    known = [employment for employment in running if employment.id == contract_id]
    return max(
        known or running or found, key=lambda each: each.start_date or date.min, default=None
    )


def is_active(person: Person) -> bool:
    """Whether they still work there."""
    found = eor_employments(person)
    left = bool(found) and all(employment.is_ended for employment in found)
    return person.hiring_status.lower() != "inactive" and not left


def last_day_of(employment: Employment) -> date | None:
    """None as well for one that ended before it began."""
    day = employment.termination_last_day or employment.completion_date
    began = employment.start_date
    return None if day and began and day < began else day


def eor_employments(person: Person) -> list[Employment]:
    return [each for each in person.employments if each.hiring_type.lower() == "eor"]
