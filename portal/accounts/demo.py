"""The invented people of ``portal demo``, for a click instead of typing an address."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from flask_babel import lazy_gettext as _l

from portal.accounts.personal.addresses import PersonalAddresses
from portal.accounts.sessions import account_for
from portal.services import Services
from portal.settings import Settings
from portal.web.locale import format_locale

FILE_NAME = "demo-people.json"


_ROLES = {
    "worker": _l("Employee"),
    "manager": _l("Manager"),
    "new": _l("Started a few days ago"),
    "leaver": _l("Has left: gets no mail at work"),
    "leaver_at_home": _l("Has left: payslips and documents"),
    "client": _l("Employer: gets no mail"),
}


@dataclass(frozen=True)
class DemoPerson:
    email: str
    role: str
    """In words."""
    country: str


def demo_people(settings: Settings) -> tuple[DemoPerson, ...] | None:
    """None outside the demo."""
    if not settings.demo:
        return None
    path = settings.data_dir / FILE_NAME
    people = json.loads(path.read_text()) if path.exists() else []
    return tuple(
        DemoPerson(
            email=person["email"],
            role=str(_ROLES.get(person["role"], person["role"])),
            country=_name_of(person["country"]),
        )
        for person in people
    )


def give_personal_address(services: Services, at_work: str, personal: str) -> None:
    """To one of the invented people, who cannot do it any more since they have left."""
    for backend in services.backends.values():
        worker = backend.directory.find_by_email(at_work)
        if worker is None:
            continue
        addresses = PersonalAddresses(services.database, services.vault, services.settings)
        if addresses.find(personal) is None:
            with services.database.begin() as db:
                account = account_for(db, worker, datetime.now(UTC))
                addresses.keep(db, account.id, personal)


def _name_of(country: str) -> str:
    return str(format_locale().territories.get(country, country))
