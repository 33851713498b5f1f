from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.amendments.conftest import (
    checked,
    newest_status,
    read_document,
    sign,
    signatures,
    to_sign,
)
from tests.sandbox_server import RunningSandbox
from tests.support.audit import details_of, events_about
from tests.support.employer import Employer
from tests.support.pages import form_of, soup, text_of
from tests.support.people import JANA
from tests.support.step_up import prove


def test_read_agree_type_the_name_look_again_and_sign(
    app: Flask, jana: FlaskClient, employer: Employer, sandbox: RunningSandbox
) -> None:
    path = to_sign(jana)
    read_document(jana, path)
    check_page = sign(jana, path, "check", signature="  jana KOHLER ")
    assert check_page.status_code == 200
    assert "Nothing has been signed yet." in text_of(check_page)
    assert signatures(sandbox) == 0
    done = jana.post(f"{path}/sign", data={**form_of(check_page), "action": "sign"})
    assert done.status_code == 303
    assert "You have signed" in text_of(jana.get(done.location))
    assert signatures(sandbox) == 1
    assert newest_status(employer, JANA, path) in ("UPCOMING", "ACTIVE")
    amendment_id = path.rsplit("/", 1)[-1]
    assert events_about(app, amendment_id) == [
        "document:read",
        "step_up:asked",
        "step_up:proven",
        "step_up:used",
        "signature:consented",
        "action:accepted",
        "amendment:signed",
    ]
    assert soup(jana.get(path)).select_one('a[href$="/sign"]') is None


def test_the_language_that_somebody_agreed_in_is_kept(app: Flask, jana: FlaskClient) -> None:
    path = to_sign(jana)
    read_document(jana, path)
    german = {"Accept-Language": "de"}
    form = {**form_of(jana.get(f"{path}/sign", headers=german)), "signature": "Jana Köhler"}
    asked = jana.post(
        f"{path}/sign", data={**form, "consent": "y", "action": "check"}, headers=german
    )
    page = prove(jana, asked)
    jana.post(f"{path}/sign", data={**form_of(page), "action": "sign"}, headers=german)
    assert details_of(app, "signature:consented") == [{"version": "1", "language": "de"}]


def test_without_reading_there_is_no_signature(jana: FlaskClient, sandbox: RunningSandbox) -> None:
    path = to_sign(jana)
    for action in ("check", "sign"):
        page = sign(jana, path, action)
        assert page.status_code == 422
        assert "Open the document and read it to its end" in text_of(page)
    assert signatures(sandbox) == 0


def test_without_consent_there_is_no_signature(jana: FlaskClient, sandbox: RunningSandbox) -> None:
    path = to_sign(jana)
    form = checked(jana, path)
    del form["consent"]
    page = jana.post(f"{path}/sign", data={**form, "action": "sign"})
    assert page.status_code == 422
    assert "Without agreeing to it, you can't sign here." in text_of(page)
    assert signatures(sandbox) == 0


def test_consent_to_another_text_is_asked_for_again(
    jana: FlaskClient, sandbox: RunningSandbox
) -> None:
    path = to_sign(jana)
    form = {**checked(jana, path), "consent_version": "0", "action": "sign"}
    page = jana.post(f"{path}/sign", data=form)
    assert page.status_code == 422
    assert "The text you agree to has changed" in text_of(page)
    assert form_of(page)["consent_version"] != "0"
    assert "consent" not in form_of(page)
    assert signatures(sandbox) == 0


@pytest.mark.parametrize("name", ["", "   ", "Oliver Bennett", "Jana"])
def test_another_name_is_no_signature(
    jana: FlaskClient, sandbox: RunningSandbox, name: str
) -> None:
    path = to_sign(jana)
    form = {**checked(jana, path), "signature": name, "action": "sign"}
    page = jana.post(f"{path}/sign", data=form)
    error = soup(page).find(id="signature-error")
    assert page.status_code == 422
    assert error is not None
    assert signatures(sandbox) == 0


def test_another_document_than_was_read_has_to_be_read_again(
    jana: FlaskClient, sandbox: RunningSandbox
) -> None:
    path = to_sign(jana)
    form = {**checked(jana, path), "document_sha256": "0" * 64, "action": "sign"}
    page = jana.post(f"{path}/sign", data=form)
    assert page.status_code == 422
    assert "not the one you have read. Read it again" in text_of(page)
    assert "consent" not in form_of(page)
    assert signatures(sandbox) == 0


def test_a_double_click_is_one_signature(jana: FlaskClient, sandbox: RunningSandbox) -> None:
    path = to_sign(jana)
    form = {**checked(jana, path), "action": "sign"}
    first, second = (jana.post(f"{path}/sign", data=form) for _ in range(2))
    assert first.status_code == second.status_code == 303
    assert first.location == second.location
    assert signatures(sandbox) == 1


def test_a_lost_answer_is_checking_and_never_signed_twice(
    jana: FlaskClient, sandbox: RunningSandbox, later: Callable[..., None]
) -> None:
    path = to_sign(jana)
    form = {**checked(jana, path), "action": "sign"}
    sandbox.fault("truncated", "amendments.worker_sign", times=1)
    sent = jana.post(f"{path}/sign", data=form)
    assert "We are checking your signature" in text_of(jana.get(sent.location))
    later(seconds=5)
    assert "You have signed" in text_of(jana.get(sent.location))
    assert jana.post(f"{path}/sign", data=form).location == sent.location
    assert signatures(sandbox) == 1


def test_nothing_is_signed_while_the_hr_system_is_down(
    jana: FlaskClient, sandbox: RunningSandbox
) -> None:
    path = to_sign(jana)
    form = {**checked(jana, path), "action": "sign"}
    sandbox.fault("500_html", "people.get")
    page = jana.post(f"{path}/sign", data=form)
    assert page.status_code == 422
    assert "Nothing was signed." in text_of(page)
    assert form_of(page)["signature"] == form["signature"]
    assert signatures(sandbox) == 0


def test_a_colleague_can_not_sign_it(
    jana: FlaskClient, oliver: FlaskClient, sandbox: RunningSandbox
) -> None:
    path = to_sign(jana)
    own = to_sign(oliver)
    form = form_of(oliver.get(f"{own}/sign"))
    signed = {**form, "consent": "y", "signature": "Oliver Bennett", "action": "sign"}
    assert oliver.post(f"{path}/sign", data=signed).status_code == 404
    assert signatures(sandbox) == 0


def test_nothing_is_signed_without_the_csrf_token(
    jana: FlaskClient, sandbox: RunningSandbox
) -> None:
    path = to_sign(jana)
    form = {**checked(jana, path), "action": "sign"}
    for token in ("", "forged"):
        assert jana.post(f"{path}/sign", data={**form, "csrf_token": token}).status_code == 400
    assert signatures(sandbox) == 0
