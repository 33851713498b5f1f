"""Somebody who works there, gives an address of their own, and leaves."""

from __future__ import annotations

from datetime import date, timedelta

from flask.testing import FlaskClient

from tests.sandbox_server import RunningSandbox
from tests.support.mails import MailFolder
from tests.support.pages import form_of
from tests.support.step_up import prove

PAGE = "/account/personal-address"


def give_address(worker: FlaskClient, mails: MailFolder, address: str) -> None:
    """Through the pages and the mails, as a worker does."""
    form = form_of(worker.get(PAGE), PAGE)
    asked = prove(worker, worker.post(PAGE, data={**form, "address": address}))
    assert asked.location == f"{PAGE}/code"
    typed = {**form_of(worker.get(asked.location)), "code": mails.code(address)}
    assert worker.post(asked.location, data=typed).location == "/account"


def leave(sandbox: RunningSandbox, email: str, last_day: date | None = None) -> date:
    """The contract ends, by default with yesterday."""
    day = last_day or date.today() - timedelta(days=2)  # noqa: DTZ011
    sandbox.admin("POST", "settings", ended={"email": email, "last_day": day.isoformat()})
    return day
