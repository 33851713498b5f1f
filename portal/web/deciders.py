"""Who decides, or has decided, in words that several features share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from flask_babel import gettext as _

from portal.gateway.responsibility import Behalf
from portal.gateway.substitutes import Substitution
from portal.web.formats import long_date


class Decision(Protocol):
    """Something that somebody decided, for themselves or in another's place."""

    @property
    def by(self) -> str: ...
    @property
    def behalf(self) -> Behalf: ...
    @property
    def manager_name(self) -> str: ...


def decided_by(row: Decision) -> str:
    """Who decided, and in whose place."""
    match row.behalf:
        case Behalf.MANAGER:
            return _("%(name)s on behalf of %(manager)s", name=row.by, manager=row.manager_name)
        case Behalf.EMPLOYER:
            return _("%(name)s on behalf of your employer", name=row.by)
        case _:
            return row.by


def behalf_of(rows: Iterable[Decision]) -> list[str]:
    """In whose place one press of a button has decided, each once; nothing for one's own people."""
    found = []
    for row in rows:
        match row.behalf:
            case Behalf.MANAGER:
                found.append(_("You decided on behalf of %(name)s.", name=row.manager_name))
            case Behalf.EMPLOYER:
                found.append(_("You decided on behalf of your employer."))
    return list(dict.fromkeys(found))


def has_it(manager: str, substitutes: Sequence[Substitution]) -> str:
    """Who has something that waits; empty where nobody is known."""
    if not manager or not substitutes:
        return _("%(name)s has it now.", name=manager) if manager else ""
    return _(
        "%(name)s has it now, and so has %(other)s, who stands in until %(day)s.",
        name=manager,
        other=", ".join(one.substitute.name for one in substitutes),
        day=long_date(max(one.last for one in substitutes)),
    )
