"""The first page of somebody whose last day is over."""

from __future__ import annotations

from typing import Any

from portal.accounts.current import current_session, current_worker
from portal.accounts.parts import accounts
from portal.backends.contract import Capability
from portal.home import rules
from portal.snapshots import HR_CONTACT, PAYSLIPS
from portal.web.pages import is_fragment, late_card, page

CARDS = {
    "payslip": ("payslips", Capability.PAYSLIPS, PAYSLIPS),
    "contact": ("contact", Capability.HR_CONTACT, HR_CONTACT),
}


def leaver_page() -> str:
    """What this is, until when, and who to ask."""
    worker, signed_in = current_worker(), current_session()
    late = late_card(tuple(CARDS))
    alone = late if is_fragment() else None
    resources: dict[str, Any] = {
        reading: resource
        for card, (reading, capability, resource) in CARDS.items()
        if alone in (None, card) and worker.can(capability)
    }
    return page(
        f"home/_leaver_{alone}.html" if alone else "home/leaver.html",
        readings=worker.side_by_side().show_all(resources),
        name=signed_in.name,
        last_day=signed_in.identity.last_day,
        until=accounts().leavers.until(signed_in.identity),
        has_documents=worker.can(Capability.DOCUMENTS),
        source=worker.backend.label,
        rules=rules,
    )
