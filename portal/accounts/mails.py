"""The mails about one's account."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from flask import Flask, url_for
from flask_babel import force_locale
from flask_babel import gettext as _

from portal.accounts import sign_in
from portal.accounts.devices import device_in_words
from portal.accounts.factors import news as factor_news
from portal.accounts.step_up import terms
from portal.accounts.step_up.acts import in_words
from portal.backends.types import WorkerIdentity
from portal.mail import Mail
from portal.settings import Settings
from portal.web.formats import instant_text


class Mails:
    def __init__(self, app: Flask, settings: Settings) -> None:
        self._app = app
        self._settings = settings

    def sign_in(
        self, worker: WorkerIdentity, issued: sign_in.Issued, link: str, locale: str
    ) -> Mail:
        """``link``: the signed secret that stands in the link."""
        with self._context(locale):
            return Mail.render(
                "sign_in",
                to=worker.email,
                subject=_("Sign in to %(brand)s", brand=self._settings.brand),
                worker_name=worker.name,
                link=url_for("accounts.link", token=link, _external=True),
                code=spaced(issued.code),
                minutes=minutes_until(issued.until),
            )

    def proof(self, worker: WorkerIdentity, issued: terms.Issued, locale: str) -> Mail:
        with self._context(locale):
            return Mail.render(
                "proof",
                to=worker.email,
                subject=_("Your code for %(brand)s", brand=self._settings.brand),
                worker_name=worker.name,
                act=in_words(issued.act),
                code=spaced(issued.code),
                minutes=minutes_until(issued.until),
            )

    def new_device(
        self, worker: WorkerIdentity, user_agent: str, at: datetime, locale: str
    ) -> Mail:
        with self._context(locale):
            return Mail.render(
                "new_device",
                to=worker.email,
                subject=_("New sign-in to %(brand)s", brand=self._settings.brand),
                worker_name=worker.name,
                device=device_in_words(user_agent),
                at=instant_text(at),
                link=url_for("accounts.account", _external=True),
            )

    def factor(
        self,
        worker: WorkerIdentity,
        news: factor_news.News,
        user_agent: str,
        at: datetime,
        locale: str,
    ) -> Mail:
        with self._context(locale):
            return Mail.render(
                "factor",
                to=worker.email,
                subject=_("How you sign in to %(brand)s", brand=self._settings.brand),
                worker_name=worker.name,
                news=factor_news.in_words(news),
                device=device_in_words(user_agent),
                at=instant_text(at),
                link=url_for("accounts.account", _external=True),
            )

    @contextmanager
    def _context(self, locale: str) -> Iterator[None]:
        """A job has no request of its own: links are made from the configured address alone."""
        with (
            self._app.test_request_context(base_url=self._settings.base_url),
            force_locale(locale),
        ):
            yield


def spaced(code: str) -> str:
    return f"{code[:3]} {code[3:]}"


def minutes_until(instant: datetime) -> int:
    return round((instant - datetime.now(UTC)).total_seconds() / 60)
