"""A profile as rows of label and value, in the reader's language and formats."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.backends.types import Address, Employment, Person, Phone, PhoneKind
from portal.profile import rules
from portal.web.formats import country_name, long_date

Row = dict[str, str]

TITLES = {
    "preferred_name": _l("Preferred name"),
    "personal_email": _l("Personal e-mail"),
    "phone": _l("Phone"),
    "address": _l("Address"),
}
"""What ``rules.CHANGEABLE`` is called."""
_PHONES = {
    PhoneKind.WORK: _l("Work phone"),
    PhoneKind.HOME: _l("Home phone"),
}


def personal(person: Person) -> list[Row]:
    rows = [
        _row(_("Legal name"), f"{person.legal_first_name} {person.legal_last_name}".strip()),
        _own(_("Preferred name"), person.preferred_name, "preferred_name", person),
        _row(_("Date of birth"), long_date(person.birth_date) if person.birth_date else ""),
        _row(_("Nationality"), ", ".join(map(country_name, person.nationalities))),
    ]
    return _said(rows) + _said([_row(name, value) for name, value in person.custom_fields])


def contact(person: Person, phones: tuple[Phone, ...] | None) -> list[Row]:
    """``phones``: None while they could not be read."""
    address = person.addresses[0] if person.addresses else Address()
    rows = [
        _row(_("Work e-mail"), person.work_email),
        _own(_("Personal e-mail"), person.personal_email, "personal_email", person),
        *_phones(person, phones),
        _own(_("Address"), address_text(address), "address", person),
    ]
    return _said(rows)


def _phones(person: Person, phones: tuple[Phone, ...] | None) -> list[Row]:
    if phones is None:
        return [_row(_("Phone"), _("Could not be read just now"))]
    mine = rules.personal_phone(phones)
    others = [phone for phone in phones if phone.kind is not PhoneKind.PERSONAL]
    return [
        _own(_("Phone"), rules.phone_text(mine) if mine else "", "phone", person),
        *(_row(str(_PHONES[phone.kind]), rules.phone_text(phone)) for phone in others),
    ]


def employment(person: Person, job: Employment) -> list[Row]:
    manager = person.manager
    rows = [
        _row(_("Job title"), job.job_title),
        _row(_("Seniority"), job.seniority),
        _row(_("Team"), job.team or person.department),
        _row(_("Manager"), manager.name if manager else ""),
        _row(_("Employer"), job.employer),
        _row(_("Place of work"), person.work_location),
        _row(
            _("Country"),
            ", ".join(filter(None, (job.region, country_name(job.country) if job.country else ""))),
        ),
        _row(_("Time zone"), person.time_zone.replace("_", " ")),
    ]
    return _said(rows)


def contract(job: Employment) -> list[Row]:
    rows = [
        _row(_("Contract"), job.name),
        _row(_("Number"), job.contract_id),
        _row(_("Status"), job.contract_status.replace("_", " ").capitalize()),
        _row(_("First day"), long_date(job.start_date) if job.start_date else ""),
        _row(_("Last day"), long_date(job.end_date) if job.end_date else ""),
    ]
    return _said(rows)


def locked(person: Person) -> str:
    """What the worker may not change just now, as one line; empty when it is nothing."""
    return ", ".join(str(TITLES[name]) for name in rules.locked(person))


def address_text(address: Address) -> str:
    town = f"{address.postal_code} {address.city}".strip()
    country = country_name(address.country) if address.country else ""
    return ", ".join(filter(None, (address.street, town, address.region, country)))


def _row(label: str, value: str) -> Row:
    return {"label": label, "value": value}


def _own(label: str, value: str, field: str, person: Person) -> Row:
    """A fact with a way to change it, if the HR system lets the worker."""
    row = _row(label, value)
    if field in person.editable:
        row["url"] = url_for("profile.edit", name=field.replace("_", "-"))
        row["action"] = _("Change") if value else _("Add")
        row["value"] = value or _("Not given")
    return row


def _said(rows: list[Row]) -> list[Row]:
    """Without what the HR system does not say and nobody here can change."""
    return [row for row in rows if row["value"]]
