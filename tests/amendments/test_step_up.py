"""Nobody signs by being signed in alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.amendments.conftest import (
    JANAS_NAME,
    checked,
    read_document,
    signatures,
    to_sign,
)
from tests.conftest import browser
from tests.sandbox_server import RunningSandbox
from tests.support.audit import details_of
from tests.support.mails import MailFolder
from tests.support.mails import text_of as text_of_mail
from tests.support.pages import action_of, form_of, soup, text_of
from tests.support.people import JANA
from tests.support.signed_in import SignIn
from tests.support.step_up import PRESSED, asks_for_proof, prove


def signing_form(worker: FlaskClient, path: str, action: str) -> dict[str, str]:
    read_document(worker, path)
    form = form_of(worker.get(f"{path}/sign"))
    return {**form, "consent": "y", "signature": JANAS_NAME, "action": action}


def ask(worker: FlaskClient, path: str, action: str = "check") -> TestResponse:
    """Press the button of the signing page; what comes is the page that asks for a proof."""
    asked = worker.post(f"{path}/sign", data=signing_form(worker, path, action))
    assert asks_for_proof(asked)
    return worker.get(asked.location)


def type_code(worker: FlaskClient, page: TestResponse, code: str) -> TestResponse:
    form = {**form_of(page), "step_up_code": code, **PRESSED}
    return worker.post(action_of(page), data=form)


def test_code_is_mailed_with_what_it_is_for(jana: FlaskClient, mails: MailFolder) -> None:
    page = ask(jana, to_sign(jana))
    assert "Signing a change to your contract" in text_of(page)
    assert JANA in text_of(page)
    mail = mails.last(JANA)
    assert mail["Subject"] == "Your code for Portal"
    assert "Signing a change to your contract" in text_of_mail(mail)
    assert mails.code(JANA) not in page.text


def test_what_was_typed_goes_on_with_the_right_code(jana: FlaskClient, mails: MailFolder) -> None:
    page = type_code(jana, ask(jana, to_sign(jana)), mails.code(JANA))
    assert "Nothing has been signed yet." in text_of(page)
    assert form_of(page)["signature"] == JANAS_NAME


def test_page_that_asks_sends_no_second_mail_when_it_is_loaded_again(
    jana: FlaskClient, mails: MailFolder
) -> None:
    page = ask(jana, to_sign(jana))
    before = len(mails.all(JANA))
    again = jana.get(page.request.path)
    assert form_of(again) == form_of(page) | {"csrf_token": form_of(again)["csrf_token"]}
    assert len(mails.all(JANA)) == before


def test_without_a_proof_nothing_is_signed(jana: FlaskClient, sandbox: RunningSandbox) -> None:
    page = ask(jana, to_sign(jana), "sign")
    assert "Confirm that it is you" in text_of(page)
    assert signatures(sandbox) == 0


def test_stale_proof_is_refused(
    jana: FlaskClient, sandbox: RunningSandbox, later: Callable[..., None]
) -> None:
    path = to_sign(jana)
    form = {**checked(jana, path), "action": "sign"}
    later(minutes=11)
    late = jana.post(f"{path}/sign", data=form)
    assert asks_for_proof(late)
    assert signatures(sandbox) == 0
    anew = prove(jana, late)
    assert "Nothing has been signed yet." in text_of(anew)
    assert jana.post(f"{path}/sign", data={**form_of(anew), "action": "sign"}).status_code == 303
    assert signatures(sandbox) == 1


def test_proof_for_showing_pay_signs_nothing(jana: FlaskClient, sandbox: RunningSandbox) -> None:
    token = form_of(jana.get("/account"))["csrf_token"]
    assert prove(jana, jana.post("/profile/pay", data={"csrf_token": token})).status_code == 303
    ask(jana, to_sign(jana), "sign")
    assert signatures(sandbox) == 0


def test_proof_of_another_browser_is_refused(
    app: Flask, jana: FlaskClient, sign_in: SignIn, sandbox: RunningSandbox
) -> None:
    path = to_sign(jana)
    checked(jana, path)
    other = sign_in(browser(app), JANA)
    assert asks_for_proof(other.post(f"{path}/sign", data=signing_form(other, path, "sign")))
    assert signatures(sandbox) == 0


def test_page_that_asks_is_nobody_elses(jana: FlaskClient, oliver: FlaskClient) -> None:
    page = ask(jana, to_sign(jana))
    assert oliver.get(page.request.path).status_code == 404


def test_page_that_asks_leads_back_after_another_sign_in(
    app: Flask, jana: FlaskClient, sign_in: SignIn
) -> None:
    path = to_sign(jana)
    page = ask(jana, path)
    other = sign_in(browser(app), JANA)
    answer = other.get(page.request.path)
    assert (answer.status_code, answer.location) == (303, f"{path}/sign")


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("", "Enter the code from the mail."),
        ("12345", "The code has six digits."),
        ("wrong", "The code has six digits."),
    ],
)
def test_what_is_no_code_is_a_field_error(jana: FlaskClient, code: str, message: str) -> None:
    page = type_code(jana, ask(jana, to_sign(jana)), code)
    assert page.status_code == 422
    error = soup(page).find(id="step_up_code-error")
    assert error is not None
    assert message in error.get_text()
    assert form_of(page)["signature"] == JANAS_NAME


def test_wrong_code_is_a_field_error_and_the_fifth_ends_it(
    jana: FlaskClient, mails: MailFolder, sandbox: RunningSandbox
) -> None:
    page = ask(jana, to_sign(jana))
    code = mails.code(JANA)
    wrong = f"{(int(code) + 1) % 10**6:06}"
    for _ in range(4):
        answer = type_code(jana, page, wrong)
        assert answer.status_code == 422
        assert "not the code from the newest mail" in text_of(answer)
    assert "no longer valid" in text_of(type_code(jana, page, wrong))
    last = type_code(jana, page, code)
    assert last.status_code == 422
    assert signatures(sandbox) == 0
    again = jana.post(action_of(last), data={**form_of(last), "step_up": "again"})
    assert "Nothing has been signed yet." in text_of(prove(jana, again))


def test_too_many_mails_say_when_to_come_back(jana: FlaskClient, mails: MailFolder) -> None:
    path = to_sign(jana)
    page = ask(jana, path)
    for _ in range(9):
        jana.post(action_of(page), data={**form_of(page), "step_up": "again"})
    before = len(mails.all(JANA))
    answer = jana.post(action_of(page), data={**form_of(page), "step_up": "again"})
    assert answer.status_code == 429
    assert "Come back in 15 minutes." in text_of(answer)
    assert len(mails.all(JANA)) == before


def test_refusal_of_the_hr_system_leaves_the_proof_good(
    jana: FlaskClient, sandbox: RunningSandbox
) -> None:
    path = to_sign(jana)
    form = {**checked(jana, path), "action": "sign"}
    refused = jana.post(f"{path}/sign", data={**form, "document_sha256": "0" * 64})
    assert refused.status_code == 422
    page = jana.post(f"{path}/sign", data=signing_form(jana, path, "check"))
    assert "Nothing has been signed yet." in text_of(page)
    assert jana.post(f"{path}/sign", data={**form_of(page), "action": "sign"}).status_code == 303
    assert signatures(sandbox) == 1


def test_audit_log_says_how_it_was_proven(app: Flask, jana: FlaskClient) -> None:
    checked(jana, to_sign(jana))
    [proven] = details_of(app, "step_up:proven")
    assert (proven["act"], proven["way"]) == ("sign_amendment", "mail_code")
