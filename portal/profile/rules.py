"""What of a profile is shown for changing, and what may be typed."""

from __future__ import annotations

from collections.abc import Iterable

import phonenumbers

from portal.backends.types import Address, Person, Phone, PhoneKind

CHANGEABLE = ("preferred_name", "personal_email", "phone", "address")
"""Fields of ``ProfileChange``, in the order of the page."""


def locked(person: Person) -> tuple[str, ...]:
    """Those of ``CHANGEABLE`` that the HR system does not let this worker change just now."""
    return tuple(name for name in CHANGEABLE if name not in person.editable)


def personal_phone(phones: Iterable[Phone]) -> Phone | None:
    return next((phone for phone in phones if phone.kind is PhoneKind.PERSONAL), None)


def current_values(name: str, person: Person, phones: Iterable[Phone]) -> dict[str, str]:
    """What the fields of the form for one of ``CHANGEABLE`` hold when it is opened."""
    match name:
        case "phone":
            phone = personal_phone(phones)
            return {"phone": phone_text(phone) if phone else ""}
        case "address":
            address = person.addresses[0] if person.addresses else Address()
            return {
                "street": address.street,
                "city": address.city,
                "region": address.region,
                "postal_code": address.postal_code,
            }
        case _:
            return {name: str(getattr(person, name))}


def phone_text(phone: Phone) -> str:
    """The number as people write it internationally; as stored where it is no real number."""
    stored = f"{phone.dial_code} {phone.number}".strip()
    try:
        number = phonenumbers.parse(stored, None)
    except phonenumbers.NumberParseException:
        return stored
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def parse_phone(text: str, country: str) -> Phone:
    """The worker's personal number from what was typed; ``country`` is for one without a plus.

    Raises: ValueError.
    """
    # The library reads letters as the keys they stand on, which nobody means here.
    if any(character.isalpha() for character in text):
        raise ValueError("letters")
    try:
        number = phonenumbers.parse(text, country or None)
    except phonenumbers.NumberParseException as error:
        raise ValueError("no phone number") from error
    if not phonenumbers.is_possible_number(number):
        raise ValueError("too short or too long")
    national = phonenumbers.national_significant_number(number)
    return Phone(PhoneKind.PERSONAL, f"+{number.country_code}", national)
