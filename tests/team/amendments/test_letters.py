"""Who is told of changes to contracts by mail, once, and that no value stands in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import cast
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.gateway.ledger import reconcile_due
from portal.mail import EXTENSION as MAIL
from portal.services import EXTENSION, Services
from portal.team.telling import tell_due
from tests.sandbox_server import RunningSandbox
from tests.support.mails import MailFolder, text_of
from tests.support.pages import action_of, form_of
from tests.support.pages import text_of as seen_on
from tests.support.people import AHMAD, LUKASZ, OLIVER, SOFIA
from tests.team.amendments.conftest import TITLE, ask, checked, send, take_back


def about_contracts(mails: MailFolder, to: str) -> list[tuple[str, str]]:
    """Subject and text."""
    subjects = ("change to the contract", "change to your contract", "wish for a change")
    return [
        (str(mail["Subject"]), text_of(mail))
        for mail in mails.all(to)
        if any(words in str(mail["Subject"]) for words in subjects)
    ]


@pytest.fixture
def by_the_clock(app: Flask) -> Callable[[], int]:
    """What the portal does each minute: settle what is open, tell what is left."""

    def run() -> int:
        services = cast(Services, app.extensions[EXTENSION])
        reconcile_due(services)
        with app.test_request_context():
            return tell_due(services, app.extensions[MAIL])

    return run


def test_a_wish_is_told_to_the_manager_with_a_link(
    mails: MailFolder, sofia: FlaskClient, wish: str, by_the_clock: Callable[[], int]
) -> None:
    [(subject, told)] = about_contracts(mails, SOFIA)
    assert subject == "Oliver Bennett asks for a change to the contract"
    assert "Hello Sofia Almeida" in told
    assert "What: Job title and Other change" in told
    assert TITLE not in told
    assert "I lead already" not in told
    [link] = re.findall(r"https?://\S+/team/\S+", told)
    assert urlsplit(link).path == wish
    assert "Oliver Bennett asks for this." in seen_on(sofia.get(wish))
    assert about_contracts(mails, LUKASZ) == []
    assert by_the_clock() == 0


def test_a_wish_about_pay_says_who_decides(
    mails: MailFolder, ahmad: FlaskClient, monday: date
) -> None:
    ask(ahmad, monday, subject="salary", value="54321", reason="54321 is what I need")
    [(_, told)] = about_contracts(mails, SOFIA)
    assert "your HR team decides on it in Deel" in told
    assert "54321" not in told


def test_a_draft_is_told_to_nobody(
    mails: MailFolder, sofia: FlaskClient, draft: str, by_the_clock: Callable[[], int]
) -> None:
    take_back(sofia, draft, "")
    assert about_contracts(mails, AHMAD) == []
    by_the_clock()
    assert about_contracts(mails, AHMAD) == []


def test_the_worker_is_told_what_is_on_its_way(
    mails: MailFolder, sofia: FlaskClient, draft: str
) -> None:
    send(sofia, draft)
    [(subject, told)] = about_contracts(mails, AHMAD)
    assert subject == "A change to your contract is on its way"
    assert "Sofia Almeida has sent a change to your contract on its way." in " ".join(told.split())
    assert f"/amendments/{draft.rsplit('/', 1)[1]}" in told
    assert TITLE not in told
    take_back(sofia, draft, "The <b>budget</b>")
    [_, (subject, told)] = about_contracts(mails, AHMAD)
    assert subject == "A change to your contract is taken back"
    assert "The <b>budget</b>" in told
    assert any(line.endswith("/amendments") for line in told.splitlines())
    html = mails.last(AHMAD).get_body(("html",))
    assert html is not None
    assert "<b>budget" not in html.get_content()


def test_the_worker_is_told_the_answer_to_a_wish(
    mails: MailFolder, sofia: FlaskClient, wish: str
) -> None:
    send(sofia, wish)
    [(subject, told)] = about_contracts(mails, OLIVER)
    assert subject == "Your wish for a change is agreed to"
    assert "Sofia Almeida has agreed" in told


def test_the_worker_is_told_why_a_wish_is_declined(
    mails: MailFolder, sofia: FlaskClient, wish: str
) -> None:
    take_back(sofia, wish, "Not this year")
    [(subject, told)] = about_contracts(mails, OLIVER)
    assert subject == "Your wish for a change is declined"
    assert "Not this year" in told


def test_what_an_earlier_try_said_is_told_to_nobody(
    mails: MailFolder, sofia: FlaskClient, draft: str, wish: str
) -> None:
    """Of the same form: it did nothing, and was about somebody else."""
    form = form_of(sofia.get(f"{draft}/cancel"))
    refused = sofia.post(f"{draft}/cancel", data={**form, "seen": "else", "reason": "First"})
    assert refused.status_code == 422
    shown = form_of(sofia.get(f"{wish}/cancel"))
    sent = sofia.post(
        f"{wish}/cancel", data={**shown, "key": form["key"], "reason": "Not this year"}
    )
    assert sent.status_code == 303
    [(_, told)] = about_contracts(mails, OLIVER)
    assert "Not this year" in told
    assert about_contracts(mails, AHMAD) == []


def test_what_was_found_to_have_worked_later_is_told_once(
    mails: MailFolder,
    sofia: FlaskClient,
    sandbox: RunningSandbox,
    draft: str,
    later: Callable[..., None],
    by_the_clock: Callable[[], int],
) -> None:
    last = checked(sofia, draft)
    sandbox.fault("truncated", "amendments.confirm", times=1)
    sofia.post(action_of(last), data={**form_of(last), "action": "send"})
    assert about_contracts(mails, AHMAD) == []
    later(seconds=15)
    by_the_clock()
    by_the_clock()
    assert len(about_contracts(mails, AHMAD)) == 1


class TestWithSnapshots:
    @pytest.fixture
    def environment(self, environment: dict[str, str]) -> dict[str, str]:
        environment.pop("PORTAL_SNAPSHOT_DAYS")
        return environment

    def test_what_the_worker_has_read_is_read_anew(
        self, sofia: FlaskClient, ahmad: FlaskClient, draft: str
    ) -> None:
        assert "Job title" not in seen_on(ahmad.get("/amendments"))
        send(sofia, draft)
        assert "Job title" in seen_on(ahmad.get("/amendments"))
