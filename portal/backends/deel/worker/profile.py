"""The worker's person, HR contact and benefits."""

from __future__ import annotations

from portal.backends.deel.employments import served_employment
from portal.backends.deel.models import people
from portal.backends.deel.worker.part import Part
from portal.backends.errors import NotFound, Unavailable, Unsupported
from portal.backends.json_body import JSON
from portal.backends.types import (
    Address,
    Benefit,
    Employment,
    HRContact,
    Manager,
    Money,
    Pay,
    Person,
    Phone,
    PhoneKind,
    ProfileChange,
)

ALWAYS_EDITABLE = frozenset({"preferred_name", "personal_email", "phone"})
ADDRESS_STATUSES = frozenset({"new", "under_review", "waiting_for_employee_contract"})
"""Contract statuses in which Deel takes a worker's new address (hr-apis/deel.md §9.6)."""
PHONE_KINDS = {kind.upper(): kind for kind in PhoneKind}


class Profile(Part):
    def person(self) -> Person:
        person = self._client.person(self.identity.worker_id)
        if person.id != self.identity.worker_id:
            raise self._foreign("person", person.id)
        employment = served_employment(person, self.identity.contract_id)
        return Person(
            worker_id=person.id,
            full_name=person.name,
            legal_first_name=person.first_name,
            legal_last_name=person.last_name,
            preferred_name=person.preferred_first_name,
            birth_date=person.birth_date,
            nationalities=person.nationalities,
            work_email=person.email("work", "primary"),
            personal_email=person.email("personal"),
            addresses=tuple(map(_address, person.addresses)),
            department=person.department.name if person.department else "",
            work_location=person.work_location,
            time_zone=person.timezone,
            manager=_manager(person.direct_manager),
            employment=_employment(employment) if employment else None,
            custom_fields=tuple((field.name, field.value) for field in person.custom_fields),
            editable=_editable(employment),
        )

    def phones(self) -> tuple[Phone, ...]:
        personal = self._client.personal(self.identity.worker_id)
        return tuple(
            Phone(PHONE_KINDS[phone.type.upper()], _with_plus(phone.dial_code), phone.phone_number)
            for phone in personal.phones or personal.phone_numbers
            if phone.type.upper() in PHONE_KINDS
        )

    def change_profile(self, change: ProfileChange, *, key: str) -> None:
        if change.address is not None:
            self._change_address(change.address, key)
        data: dict[str, JSON] = {}
        if change.preferred_name is not None:
            data["preferred_name"] = change.preferred_name
        if change.personal_email is not None:
            data["personal_email"] = change.personal_email
        if change.phone is not None:
            phone = change.phone
            data["phone_numbers"] = [
                {
                    "type": phone.kind.upper(),
                    "dial_code": phone.dial_code,
                    "phone_number": phone.number,
                }
            ]
        if data:
            self._client.update_personal(self.identity.worker_id, data, key)

    def _change_address(self, address: Address, key: str) -> None:
        if "address" not in self.person().editable:
            raise Unsupported("no new address for a contract in this status")
        parts = {
            "street": address.street,
            "city": address.city,
            "state": address.region,
            "zip_code": address.postal_code,
        }
        # Deel takes any subset, and no empty text: not every country has states.
        data: dict[str, JSON] = {name: text for name, text in parts.items() if text}
        # The first of two calls of one act: each needs its own key of at most 64 characters.
        key = f"{key[:62]}.1"
        self._client.update_additional_information(self._contract_id, data, key)

    def hr_contact(self) -> HRContact | None:
        try:
            contact = self._client.hr_contact()
        except NotFound:
            return None
        if not (contact.name or contact.email or contact.cal_com_url):
            raise Unavailable("an HR contact of whom nothing is said")
        return HRContact(contact.name, contact.email, contact.cal_com_url)

    def benefits(self) -> tuple[Benefit, ...]:
        return tuple(
            Benefit(each.id, each.name, each.type, each.status, each.description)
            for group in self._of_this_contract("benefits of contract", self._client.benefits())
            for each in group.benefits
        )


def _editable(employment: people.Employment | None) -> frozenset[str]:
    if employment and employment.contract_status.lower() in ADDRESS_STATUSES:
        return ALWAYS_EDITABLE | {"address"}
    return ALWAYS_EDITABLE


def _with_plus(dial_code: str) -> str:
    return f"+{dial_code.lstrip('+')}" if dial_code else ""


def _address(address: people.Address) -> Address:
    return Address(
        street=address.streetAddress,
        city=address.locality,
        region=address.region,
        postal_code=address.postalCode,
        country=address.country,
    )


def _manager(manager: people.Related | None) -> Manager | None:
    return None if manager is None else Manager(manager.name, manager.work_email, manager.id)


def _employment(employment: people.Employment) -> Employment:
    return Employment(
        contract_id=employment.id,
        name=employment.name,
        job_title=employment.job_title,
        seniority=employment.seniority,
        team=employment.team.name if employment.team else "",
        country=employment.country,
        region=employment.state,
        employer=employment.client_legal_entity.name if employment.client_legal_entity else "",
        start_date=employment.start_date,
        end_date=employment.termination_last_day or employment.completion_date,
        contract_status=employment.contract_status,
        ended=employment.is_ended,
        pay=_pay(employment.payment),
    )


def _pay(payment: people.Payment | None) -> Pay | None:
    if payment is None or payment.rate is None or len(payment.currency) != 3:
        return None
    return Pay(Money(payment.rate, payment.currency.upper()), payment.scale)
