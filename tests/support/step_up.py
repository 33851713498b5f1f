"""Proving who is there, as a worker does: with the code from the mail."""

from __future__ import annotations

from pathlib import Path
from typing import cast
from urllib.parse import unquote, urlsplit

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.services import EXTENSION, Services
from tests.support.mails import MailFolder
from tests.support.pages import action_of, form_of, soup


def asks_for_proof(answer: TestResponse) -> bool:
    return answer.status_code == 303 and "/proof/" in answer.location


def prove(worker: FlaskClient, answer: TestResponse) -> TestResponse:
    """Type the mailed code where ``answer`` leads to; what is none such is returned as it is."""
    if not asks_for_proof(answer):
        return answer
    page = worker.get(answer.location)
    code = _mails_of(worker).code(_address_on(page))
    return worker.post(action_of(page), data={**form_of(page), "step_up_code": code} | PRESSED)


PRESSED = {"step_up": "code"}


def show_pay(worker: FlaskClient) -> TestResponse:
    """The profile with the pay on it."""
    form = form_of(worker.get("/profile"), "/profile/pay")
    return worker.get(prove(worker, worker.post("/profile/pay", data=form)).location)


def _mails_of(worker: FlaskClient) -> MailFolder:
    settings = cast(Services, worker.application.extensions[EXTENSION]).settings
    return MailFolder.whole(Path(unquote(urlsplit(settings.mail_url).path)))


def _address_on(page: TestResponse) -> str:
    address = soup(page).select_one("main b")
    assert address is not None, f"no proof is asked for on {page.request.path}"
    return address.get_text()
