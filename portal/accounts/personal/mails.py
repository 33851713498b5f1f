"""The mails about a private address."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _

from portal.accounts.mails import Mails, minutes_until, spaced
from portal.accounts.personal.giving import Issued
from portal.backends.types import WorkerIdentity
from portal.mail import Mail


class AddressMails(Mails):
    def address_code(self, to: str, issued: Issued, locale: str) -> Mail:
        """Names nobody: whose address that is has still to be proved."""
        with self._context(locale):
            return Mail.render(
                "address_code",
                to=to,
                subject=_("Your code for %(brand)s", brand=self._settings.brand),
                code=spaced(issued.code),
                minutes=minutes_until(issued.until),
            )

    def address_given(self, worker: WorkerIdentity, to: str, locale: str) -> Mail:
        """Without the address, since the employer may read the mailbox that this goes to."""
        return self._news("address_given", worker, to, locale)

    def address_removed(self, worker: WorkerIdentity, to: str, locale: str) -> Mail:
        return self._news("address_removed", worker, to, locale)

    def _news(self, name: str, worker: WorkerIdentity, to: str, locale: str) -> Mail:
        with self._context(locale):
            return Mail.render(
                name,
                to=to,
                subject=_("Your sign-in to %(brand)s has changed", brand=self._settings.brand),
                worker_name=worker.name,
                link=url_for("accounts.personal_address", _external=True),
            )
