from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.accounts.limits import ASK_PER_CLIENT
from portal.accounts.models import SignInRequest
from portal.accounts.sign_in import MAILS_PER_ADDRESS
from portal.services import Services
from tests.accounts.office import ANA, BEN, GONE, Office
from tests.conftest import browser
from tests.support.mails import MailFolder
from tests.support.pages import form_of, text_of

STRANGER = "nobody@office.example"


def post_address(client: FlaskClient, email: str):
    return client.post("/sign-in", data={**form_of(client.get("/sign-in")), "email": email})


def test_known_unknown_and_disabled_address_get_the_same_bytes(app) -> None:
    seen = []
    for email in (ANA.email, STRANGER, GONE.email):
        client = browser(app)
        posted = post_address(client, email)
        page = client.get("/sign-in/code")
        wrong_code = client.post("/sign-in/code", data={**form_of(page), "code": "000000"})
        seen.append([_comparable(answer) for answer in (posted, page, wrong_code)])
    assert seen[0] == seen[1] == seen[2]


def _comparable(answer) -> tuple:
    """Status, headers and bytes, without what is random in each answer."""
    headers = sorted(
        (name, re.sub(r"=[\w.-]+;", "=…;", value))
        for name, value in answer.headers
        if name != "X-Request-Id"
    )
    body = re.sub(r'name="csrf_token"\s+value="[^"]+"', "", answer.get_data(as_text=True))
    return answer.status_code, headers, body


def test_answer_does_not_wait_for_the_hr_system(
    client: FlaskClient, services: Services, office: Office, mails: MailFolder
) -> None:
    services.jobs.immediate = False
    for email in (ANA.email, STRANGER):
        assert post_address(client, email).status_code == 303
    assert office.asked == []
    assert mails.all() == []
    assert services.jobs.pending_count() == 2


def test_only_the_known_active_address_gets_a_mail(client: FlaskClient, mails: MailFolder) -> None:
    for email in (STRANGER, GONE.email, ANA.email):
        post_address(client, email)
    assert [mail["To"] for mail in mails.all()] == [ANA.email]


def test_capital_letters_do_not_matter_and_the_mail_goes_to_the_stored_address(
    client: FlaskClient, mails: MailFolder
) -> None:
    post_address(client, ANA.email.upper())
    assert [mail["To"] for mail in mails.all()] == [ANA.email]


@pytest.mark.parametrize(
    "email",
    [
        "\u0430na@office.example",  # a Cyrillic letter
        "ana@office\u3002example",
        "ana+1@office.example",
    ],
)
def test_lookalike_address_is_a_stranger(
    client: FlaskClient, mails: MailFolder, email: str
) -> None:
    assert post_address(client, email).status_code in (303, 422)
    assert mails.all() == []


def test_kelvin_sign_is_not_a_k(client: FlaskClient, office: Office, mails: MailFolder) -> None:
    office.people["kim@office.example"] = BEN
    assert post_address(client, "\u212aim@office.example").status_code == 303
    assert mails.all() == []


def test_directory_that_answers_with_another_address_sends_nothing(
    client: FlaskClient, office: Office, mails: MailFolder
) -> None:
    office.people["alias@office.example"] = ANA
    post_address(client, "alias@office.example")
    assert mails.all() == []


@pytest.mark.parametrize(
    ("email", "words"),
    [
        ("", "Enter your e-mail address"),
        ("ana", "Enter one e-mail address"),
        ("ana@office.example\r\nBcc: eve@evil.example", "Enter one e-mail address"),
        ("ana@office.example\n", "Enter one e-mail address"),
        ("ana@office.example\x00", "Enter one e-mail address"),
        ("ana@office.example, eve@evil.example", "Enter one e-mail address"),
        ("a" * 10_000 + "@office.example", "too long"),
    ],
)
def test_what_is_no_address_is_refused_in_words(
    client: FlaskClient, mails: MailFolder, email: str, words: str
) -> None:
    answer = post_address(client, email)
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert mails.all() == []


def test_blanks_around_the_address_are_forgiven(client: FlaskClient, mails: MailFolder) -> None:
    post_address(client, f"  {ANA.email} ")
    assert len(mails.all(ANA.email)) == 1


def test_without_a_csrf_token_nothing_is_asked(client: FlaskClient, mails: MailFolder) -> None:
    assert client.post("/sign-in", data={"email": ANA.email}).status_code == 400
    assert mails.all() == []


def test_mails_to_one_address_are_capped_without_a_word(app, mails: MailFolder) -> None:
    answers = {post_address(browser(app), ANA.email).status_code for _ in range(30)}
    assert answers == {303}
    assert len(mails.all(ANA.email)) == MAILS_PER_ADDRESS


def test_cap_ends_with_time_and_leaves_others_alone(app, mails: MailFolder) -> None:
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
        for _ in range(MAILS_PER_ADDRESS + 1):
            post_address(browser(app), ANA.email)
        post_address(browser(app), BEN.email)
        assert len(mails.all(BEN.email)) == 1
        clock.shift(timedelta(minutes=16))
        post_address(browser(app), ANA.email)
        assert len(mails.all(ANA.email)) == MAILS_PER_ADDRESS + 1


def test_signing_in_again_and_again_is_not_capped(app, sign_in, mails: MailFolder) -> None:
    for _ in range(MAILS_PER_ADDRESS + 3):
        sign_in(browser(app), ANA.email)
    links = [mail for mail in mails.all(ANA.email) if mail["Subject"] == "Sign in to Portal"]
    assert len(links) == MAILS_PER_ADDRESS + 3


def test_one_client_that_asks_too_often_is_told_so(
    client: FlaskClient, services: Services, mails: MailFolder
) -> None:
    allowed = int(ASK_PER_CLIENT.split("/")[0])
    form = form_of(client.get("/sign-in"))
    answers = [
        client.post("/sign-in", data={**form, "email": f"p{n % 7}@office.example"})
        for n in range(300)
    ]
    assert [answer.status_code for answer in answers[:allowed]] == [303] * allowed
    assert {answer.status_code for answer in answers[allowed:]} == {429}
    assert "Come back in 1 minute." in text_of(answers[-1])
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 60
    known = client.post("/sign-in", data={**form, "email": ANA.email})
    assert known.status_code == 429
    assert mails.all() == []
    with services.database.read() as db:
        assert db.scalar(select(func.count()).select_from(SignInRequest)) == allowed


def test_other_client_is_not_held_up(client: FlaskClient, mails: MailFolder) -> None:
    form = form_of(client.get("/sign-in"))
    for _ in range(120):
        client.post("/sign-in", data={**form, "email": STRANGER})
    answer = client.post(
        "/sign-in",
        data={**form, "email": ANA.email},
        environ_overrides={"REMOTE_ADDR": "192.0.2.7"},
    )
    assert answer.status_code == 303
    assert len(mails.all(ANA.email)) == 1


def test_lookup_is_tried_again_when_the_hr_system_is_away(
    client: FlaskClient, services: Services, office: Office, mails: MailFolder
) -> None:
    office.down = True
    assert post_address(client, ANA.email).status_code == 303
    assert mails.all() == []
    office.down = False
    for job in services.jobs.scheduled():
        services.jobs.execute(job, timestamp=job.eta)
    assert len(mails.all(ANA.email)) == 1


def test_signed_in_worker_is_sent_on(client: FlaskClient, sign_in) -> None:
    sign_in(client, ANA.email)
    assert client.get("/sign-in").headers["Location"] == "/"
