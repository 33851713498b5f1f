from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient

from portal.accounts.sign_in import WRONG_CODES_PER_ADDRESS
from tests.accounts.office import ANA
from tests.support.mails import MailFolder
from tests.support.pages import form_of, text_of


def type_code(client: FlaskClient, code: str):
    form = form_of(client.get("/sign-in/code"))
    return client.post("/sign-in/code", data={**form, "code": code})


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


@pytest.mark.parametrize(
    "typed",
    [
        lambda code: code,
        lambda code: f" {code[:3]} {code[3:]} ",
        lambda code: f"{code[:3]}-{code[3:]}",
        lambda code: "".join("٠١٢٣٤٥٦٧٨٩"[int(digit)] for digit in code),
    ],
    ids=["as sent", "with blanks", "with a dash", "in Arabic digits"],
)
def test_code_signs_in_the_browser_that_asked(
    client: FlaskClient, ask, mails: MailFolder, typed
) -> None:
    ask(client, ANA.email)
    answer = type_code(client, typed(mails.code(ANA.email)))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert "Hello Ana" in text_of(client.get("/"))


def test_code_is_worth_nothing_in_another_browser(
    client: FlaskClient, other_browser: FlaskClient, ask, mails: MailFolder
) -> None:
    ask(client, ANA.email)
    token = form_of(other_browser.get("/sign-in"))["csrf_token"]
    data = {"csrf_token": token, "code": mails.code(ANA.email)}
    assert other_browser.post("/sign-in/code", data=data).status_code == 410
    assert other_browser.get("/").status_code == 303
    assert type_code(client, mails.code(ANA.email)).status_code == 303


def test_wrong_code_can_be_corrected(client: FlaskClient, ask, mails: MailFolder) -> None:
    ask(client, ANA.email)
    answer = type_code(client, wrong(mails.code(ANA.email)))
    assert answer.status_code == 422
    assert "not the code from the newest mail" in text_of(answer)
    assert type_code(client, mails.code(ANA.email)).status_code == 303


def test_five_wrong_codes_end_the_request_and_its_link(
    client: FlaskClient, ask, mails: MailFolder
) -> None:
    ask(client, ANA.email)
    code = mails.code(ANA.email)
    form = form_of(client.get("/sign-in/code"))
    for _ in range(4):
        assert type_code(client, wrong(code)).status_code == 422
    assert type_code(client, wrong(code)).status_code == 410
    assert client.post("/sign-in/code", data={**form, "code": code}).status_code == 410
    assert client.get(mails.sign_in_path(ANA.email)).status_code == 410
    assert client.get("/").status_code == 303


def test_fifth_try_may_be_the_right_one(client: FlaskClient, ask, mails: MailFolder) -> None:
    ask(client, ANA.email)
    code = mails.code(ANA.email)
    for _ in range(4):
        type_code(client, wrong(code))
    assert type_code(client, code).status_code == 303


def test_asking_again_gives_new_tries_and_a_new_code(
    client: FlaskClient, ask, mails: MailFolder
) -> None:
    ask(client, ANA.email)
    older = mails.code(ANA.email)
    for _ in range(5):
        type_code(client, wrong(older))
    ask(client, ANA.email)
    assert type_code(client, mails.code(ANA.email)).status_code == 303


def test_code_expires_after_ten_minutes(client: FlaskClient, ask, mails: MailFolder) -> None:
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
        ask(client, ANA.email)
        form = form_of(client.get("/sign-in/code"))
        clock.shift(timedelta(minutes=10, seconds=1))
        data = {**form, "code": mails.code(ANA.email)}
        assert client.post("/sign-in/code", data=data).status_code == 410
        assert client.get("/sign-in/code").headers["Location"] == "/sign-in"


def test_code_works_once(client: FlaskClient, ask, mails: MailFolder) -> None:
    ask(client, ANA.email)
    type_code(client, mails.code(ANA.email))
    token = form_of(client.get("/account"), "/sign-out")["csrf_token"]
    data = {"csrf_token": token, "code": mails.code(ANA.email)}
    assert client.post("/sign-in/code", data=data).status_code == 410


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "1" * 10_000, "12\x00345"])
def test_what_is_no_code_is_refused_in_words_and_costs_no_try(
    client: FlaskClient, ask, mails: MailFolder, typed: str
) -> None:
    ask(client, ANA.email)
    for _ in range(6):
        answer = type_code(client, typed)
        assert answer.status_code == 422
        assert "code" in text_of(answer)
    assert type_code(client, mails.code(ANA.email)).status_code == 303


def test_too_many_wrong_codes_in_a_day_leave_only_the_link(
    client: FlaskClient, ask, mails: MailFolder
) -> None:
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
        for _ in range(WRONG_CODES_PER_ADDRESS // 5):
            ask(client, ANA.email)
            for _ in range(5):
                type_code(client, wrong(mails.code(ANA.email)))
            clock.shift(timedelta(minutes=16))
        ask(client, ANA.email)
        answer = type_code(client, mails.code(ANA.email))
        assert answer.status_code == 422
        assert "Use the button in the mail" in text_of(answer)
        link = mails.sign_in_path(ANA.email)
        assert client.post(link, data=form_of(client.get(link))).status_code == 303
