"""What happened to one's account, in words: from the audit log, as its owner may see it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.accounts.devices import device_in_words
from portal.accounts.step_up.acts import Act, in_words
from portal.audit import AuditEvent, Event
from portal.db import Database
from portal.web.formats import instant_text

SHOWN_FOR = timedelta(days=90)
MOST = 100

_TEXTS = {
    Event.SESSION_STARTED: _l("Signed in"),
    Event.SESSION_ENDED: _l("Signed out"),
    Event.SESSION_REVOKED: _l("A device was signed out"),
    Event.SESSION_EXPIRED: _l("Signed out, since the HR system asked for a new sign-in"),
    Event.SIGN_IN_FAILED: _l("A wrong code was typed at sign-in"),
    Event.PROVIDER_LINKED: _l("Sign-in with another provider was set up"),
    Event.PASSKEY_ADDED: _l("A passkey was added"),
    Event.PASSKEY_REMOVED: _l("A passkey was removed"),
    Event.PASSKEY_REFUSED: _l("A passkey was refused"),
    Event.AUTHENTICATOR_APP_ADDED: _l("An authenticator app was set up"),
    Event.AUTHENTICATOR_APP_REMOVED: _l("The authenticator app was removed"),
    Event.RECOVERY_CODES_MADE: _l("Recovery codes were made"),
    Event.RECOVERY_CODE_USED: _l("A recovery code was used"),
    Event.SECOND_STEP_FAILED: _l("A wrong second code was typed at sign-in, after the mail"),
    Event.SECOND_STEP_LIMITED: _l("Too many wrong second codes at sign-in, after the mail"),
    Event.OPERATOR_RESET_FACTORS: _l("Your company reset how you can sign in: by mail alone"),
    Event.SUBSTITUTE_NAMED: _l("You asked a colleague to stand in for you"),
    Event.SUBSTITUTE_ACCEPTED: _l("You agreed to stand in for a manager"),
    Event.SUBSTITUTE_DECLINED: _l("You declined to stand in for a manager"),
    Event.SUBSTITUTE_ENDED: _l("Standing in was ended early"),
    Event.PERSONAL_ADDRESS_GIVEN: _l("A personal address was given to sign in with"),
    Event.PERSONAL_ADDRESS_FAILED: _l("A wrong code was typed for a personal address"),
    Event.PERSONAL_ADDRESS_LIMITED: _l("Too many codes for a personal address"),
    Event.PERSONAL_ADDRESS_REMOVED: _l("The personal address was removed"),
    Event.PERSONAL_EMAIL_CHANGED: _l("The personal e-mail in your profile was changed"),
    Event.EXPORT_BEGUN: _l("All payslips and documents were downloaded in one file"),
    Event.STEP_UP_PROVEN: _l("Confirmed that it is you"),
    Event.STEP_UP_FAILED: _l("A wrong code was typed to confirm that it is you"),
    Event.STEP_UP_LIMITED: _l("Too many codes to confirm that it is you"),
}
_BY_OTHERS = {
    (Event.SESSION_REVOKED, "portal"): _l(
        "Signed out, since the HR system lists you no longer as active"
    ),
    (Event.SUBSTITUTE_ACCEPTED, "substitute"): _l("A colleague agreed to stand in for you"),
    (Event.SUBSTITUTE_DECLINED, "substitute"): _l("A colleague declined to stand in for you"),
    (Event.SUBSTITUTE_ENDED, "manager"): _l("Standing in was ended early by the manager"),
    (Event.SUBSTITUTE_ENDED, "substitute"): _l("Standing in was ended early by the substitute"),
    (Event.SESSION_REVOKED, "operator"): _l("A device was signed out by your company"),
}
_WAYS = {
    "link": _l("With the button in the mail"),
    "code": _l("With the code from the mail"),
    "provider": _l("With the sign-in of your company"),
    "mail_code": _l("With the code from the mail"),
    "passkey": _l("With a passkey"),
    "app": _l("With the code from the authenticator app"),
    "recovery": _l("With a recovery code"),
}
_ALARMING = {
    Event.SIGN_IN_FAILED,
    Event.PASSKEY_REFUSED,
    Event.SECOND_STEP_FAILED,
    Event.SECOND_STEP_LIMITED,
    Event.STEP_UP_FAILED,
    Event.STEP_UP_LIMITED,
    Event.PERSONAL_ADDRESS_FAILED,
    Event.PERSONAL_ADDRESS_LIMITED,
}


def happenings(database: Database, account_id: str) -> list[dict[str, str]]:
    """For the timeline: the latest of the last 90 days, latest first."""
    tags = [event.value for event in _TEXTS]
    query = (
        select(AuditEvent)
        .where(
            AuditEvent.account_id == account_id,
            AuditEvent.tag.in_(tags),
            AuditEvent.at > datetime.now(UTC) - SHOWN_FOR,
        )
        .order_by(AuditEvent.at.desc())
        .limit(MOST)
    )
    with database.read() as db:
        return [_in_words(event) for event in db.scalars(query)]


def _in_words(found: AuditEvent) -> dict[str, str]:
    event = Event(found.tag)
    device = device_in_words(found.user_agent) if found.user_agent else ""
    return {
        "title": str(_BY_OTHERS.get((event, found.actor), _TEXTS[event])),
        "when": instant_text(found.at),
        "datetime": found.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "detail": " · ".join(filter(None, (*_how(event, found.details), device, found.address))),
        "tone": "warning" if event in _ALARMING else "neutral",
    }


def _how(event: Event, details: dict[str, Any]) -> Iterator[str]:
    act = details.get("act")
    for given in ("way", "second"):
        way = _WAYS.get(str(details.get(given, "")))
        if way and event not in _ALARMING:
            yield str(way)
    if act in tuple(Act):
        yield _("For: %(what)s", what=in_words(Act(str(act))))
