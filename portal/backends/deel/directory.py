"""Finding workers at sign-in, with the organization's token."""

from __future__ import annotations

from portal.backends.deel.client import DeelClient
from portal.backends.deel.employments import is_active, last_day_of, served_employment
from portal.backends.deel.models.people import Person
from portal.backends.errors import ForeignObject, NotFound
from portal.backends.types import WorkerIdentity

MATCHED_TYPES = ("work", "primary", "personal")
"""Types of e-mail addresses that stand for the person, the one to write to first. Whoever has an
address as an earlier one is meant by it: the last is what workers write into their own profile."""
MAX_ADDRESS = 254


class DeelDirectory:
    def __init__(self, backend: str, client: DeelClient) -> None:
        self._backend = backend
        self._client = client

    def find_by_email(self, email: str) -> WorkerIdentity | None:
        if "@" not in email or len(email) > MAX_ADDRESS:
            return None
        wanted = _comparable(email)
        people = {person.id: person for person in self._client.search_people(email)}.values()
        for kind in MATCHED_TYPES:
            found = [each for each in people if _comparable(each.email(kind)) == wanted]
            if len(found) == 1:
                return self._identity(found[0], found[0].email(kind))
            if found:
                return None
        return None

    def refresh(self, identity: WorkerIdentity) -> WorkerIdentity | None:
        try:
            person = self._client.person(identity.worker_id)
        except NotFound:
            return None
        if person.id != identity.worker_id:
            raise ForeignObject("person", person.id, backend=self._backend, operation="people.get")
        addresses = _addresses(person)
        email = identity.email if identity.email in addresses else next(iter(addresses), "")
        return self._identity(person, email or identity.email, identity.contract_id)

    def is_of_others(self, email: str, identity: WorkerIdentity) -> bool:
        wanted = _comparable(email)
        return any(
            _comparable(address.value) == wanted
            for person in self._client.search_people(email)
            if person.id != identity.worker_id
            for address in person.emails
        )

    def check(self) -> None:
        self._client.probe()

    def _identity(
        self, person: Person, email: str, contract_id: str | None = None
    ) -> WorkerIdentity:
        """Employed is who is, or was, an EOR worker: Deel makes worker tokens for those alone."""
        employment = served_employment(person, contract_id)
        country = ((employment and employment.country) or person.country).upper()
        last_day = last_day_of(employment) if employment else None
        return WorkerIdentity(
            backend=self._backend,
            worker_id=person.id,
            contract_id=employment.id if employment else None,
            email=email,
            name=person.name,
            country=country if len(country) == 2 else "",
            active=is_active(person),
            employed=employment is not None,
            has_reports=any(report.id != person.id for report in person.direct_reports),
            last_day=last_day,
            # One that Deel has set inactive while an employment runs was disabled by somebody.
            ended=employment is not None and employment.is_ended and last_day is not None,
        )


def _addresses(person: Person) -> list[str]:
    return [address for name in MATCHED_TYPES if (address := person.email(name))]


def _comparable(email: str) -> str:
    """Only A to Z have a lower case here: other letters that fold to them are other letters."""
    return email.encode().lower().decode()
