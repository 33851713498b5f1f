"""What the two of a substitution are told by mail: the one who did not press the button."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum

import structlog
from flask import Flask, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from portal.accounts.readers import readers_of
from portal.backends.team import Colleague
from portal.db import StorageUnavailable
from portal.gateway.substitutes import Substitution, by_id
from portal.gateway.tellings import TOLD_WITHIN
from portal.mail import DeliverMail, Mail
from portal.services import EXTENSION, Services
from portal.team import behalf
from portal.team.telling import pages_of

TELL = "portal.team.tell_substitute"
"""Under this name an app keeps the job that writes the mail."""

log = structlog.get_logger("portal.team")


class News(StrEnum):
    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    ENDED = "ended"


def init_substitute_mails(app: Flask, deliver: DeliverMail) -> None:
    services: Services = app.extensions[EXTENSION]

    @services.jobs.task(name="tell_substitute")  # type: ignore[untyped-decorator]
    def tell_substitute(substitution_id: str, news: str, locale: str) -> None:
        one = by_id(services, substitution_id)
        if one is None:
            return
        to = _reader(one, News(news))
        readers = readers_of(services.database, one.backend, [to.id])
        with pages_of(app, services, locale), readers.language_of(to.id):
            mail = _mail(one, News(news), to)
        if mail is not None:
            deliver(mail, datetime.now(UTC) + TOLD_WITHIN)

    app.extensions[TELL] = tell_substitute


def tell(app: Flask, substitution_id: str, news: News) -> None:
    """Leave the mail to the queue. The site's own pages say the same, so it may be missing."""
    try:
        app.extensions[TELL](substitution_id, news.value, str(get_locale()))
    except StorageUnavailable:
        log.warning("substitute_not_told", substitution_id=substitution_id)


def _mail(one: Substitution, news: News, to: Colleague) -> Mail | None:
    """None where the one to tell has no address."""
    if not to.email:
        return None
    subject, sentence = _words(one, news)
    return Mail.render(
        "substitute",
        to=to.email,
        subject=subject,
        person_name=to.name,
        sentence=sentence,
        explanation=behalf.explanation(one, to.id),
        link=url_for("team.substitutes.show", substitution_id=one.id, _external=True),
    )


def _reader(one: Substitution, news: News) -> Colleague:
    if news is News.ASKED:
        return one.substitute
    if news is News.ENDED and one.ended_by == "manager":
        return one.substitute
    return one.manager


def _words(one: Substitution, news: News) -> tuple[str, str]:
    """Subject and first sentence."""
    manager, substitute, days = one.manager.name, one.substitute.name, behalf.days(one)
    match news:
        case News.ASKED:
            return (
                _("%(name)s asks you to stand in: %(days)s", name=manager, days=days),
                _(
                    "%(name)s asks you to decide for their team in their place, %(days)s.",
                    name=manager,
                    days=days,
                ),
            )
        case News.ACCEPTED:
            return (
                _("%(name)s stands in for you: %(days)s", name=substitute, days=days),
                _("%(name)s has agreed to stand in for you, %(days)s.", name=substitute, days=days),
            )
        case News.DECLINED:
            return (
                _("%(name)s can't stand in for you: %(days)s", name=substitute, days=days),
                _("%(name)s can't stand in for you, %(days)s.", name=substitute, days=days),
            )
        case News.ENDED:
            other = manager if one.ended_by == "manager" else substitute
            return (
                _("Standing in has ended: %(days)s", days=days),
                _("%(name)s has ended the standing in of %(days)s.", name=other, days=days),
            )
