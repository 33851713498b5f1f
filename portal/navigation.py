"""The signed-in pages' navigation: what this worker's HR system can do, most used first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask, request, url_for
from flask_babel import lazy_gettext as _l

from portal.accounts.current import current_session, current_session_or_none, current_worker
from portal.backends.contract import Capability


@dataclass(frozen=True)
class Item:
    label: str
    url: str
    icon: str
    current: bool
    badge: int | None = None


_ITEMS = (
    ("home.index", _l("Home"), "home", None),
    ("team.index", _l("Team"), "team", Capability.TEAM),
    ("time_off.index", _l("Time off"), "calendar", Capability.TIME_OFF),
    ("payslips.index", _l("Payslips"), "money", Capability.PAYSLIPS),
    ("documents.index", _l("Documents"), "document", Capability.DOCUMENTS),
    ("amendments.index", _l("Contract changes"), "pen", Capability.AMENDMENTS),
    ("profile.show", _l("Profile"), "person", Capability.PROFILE),
    ("resignation.index", _l("Leaving"), "door", Capability.RESIGNATION),
)


def init_navigation(app: Flask) -> None:
    @app.context_processor
    def signed_in() -> dict[str, Any]:
        session = current_session_or_none()
        if session is None:
            return {}
        return {
            "person_name": session.name,
            "account_url": url_for("accounts.account"),
            "sign_out_url": url_for("accounts.sign_out"),
            "sign_in_url": url_for("accounts.sign_in", next=request.path),
            "navigation": _items(),
        }


def _items() -> list[Item]:
    worker = current_worker()
    feature = (request.endpoint or "").partition(".")[0]
    return [
        Item(str(label), url_for(endpoint), icon, endpoint.partition(".")[0] == feature)
        for endpoint, label, icon, capability in _ITEMS
        if capability is None or (worker.can(capability) and _is_for(capability))
    ]


def _is_for(capability: Capability) -> bool:
    """By what was remembered of the worker: a page of the team asks the HR system itself."""
    return capability is not Capability.TEAM or current_session().may_manage
