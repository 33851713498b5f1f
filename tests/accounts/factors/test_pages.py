"""Second factors on the pages: set up, asked for, removed, told of."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.accounts.factors.recovery import COUNT
from portal.accounts.operator import Operator
from portal.services import Services
from tests.accounts.factors.conftest import LOCALHOST, NamedBrowser
from tests.accounts.office import ANA, BEN, Office
from tests.support.audit import details_of
from tests.support.authenticator import Authenticator
from tests.support.factors import (
    add_passkey,
    begin_passkey,
    code_of,
    codes_on,
    options,
    set_up_app,
    with_passkey,
)
from tests.support.mails import MailFolder
from tests.support.mails import text_of as text_of_mail
from tests.support.pages import form_of, soup, text_of
from tests.support.step_up import prove

SUBJECT = "How you sign in to Portal"
NewClient = Callable[[], NamedBrowser]


@pytest.fixture
def environment(environment: dict[str, str]) -> dict[str, str]:
    return {**environment, "PORTAL_BASE_URL": LOCALHOST}


@pytest.fixture
def client(new_client: NewClient) -> NamedBrowser:
    return new_client()


@pytest.fixture
def with_mail(mails: MailFolder) -> Callable[[FlaskClient, str], FlaskClient]:
    """Prove in this browser that somebody reads a mail; what comes then is the test's."""

    def through_the_mail(client: FlaskClient, email: str) -> FlaskClient:
        client.post("/sign-in", data={**form_of(client.get("/sign-in")), "email": email})
        path = mails.sign_in_path(email)
        answer = client.post(path, data=form_of(client.get(path)))
        assert answer.location == "/sign-in/second-step", answer.location
        return client

    return through_the_mail


def told(mails: MailFolder, email: str = ANA.email) -> list[str]:
    return [text_of_mail(mail) for mail in mails.all(email) if mail["Subject"] == SUBJECT]


def titles(client: FlaskClient) -> list[str]:
    rows = soup(client.get("/account/log")).select(".timeline__title")
    return [row.get_text(strip=True) for row in rows]


def sign_out(client: FlaskClient) -> None:
    client.post("/sign-out", data=form_of(client.get("/account"), "/sign-out"))


def sign_in_by_passkey(client: FlaskClient, phone: Authenticator, path: str = "/sign-in"):
    return with_passkey(client, client.get(path), phone, "/sign-in/passkey")


def test_passkey_is_added_after_a_proof_by_mail(
    client: NamedBrowser, sign_in, phone: Authenticator, mails: MailFolder
) -> None:
    sign_in(client, ANA.email)
    page = add_passkey(client, phone, "Blue phone")
    assert len(codes_on(page)) == COUNT
    account = text_of(client.get("/account"))
    assert "Blue phone" in account
    assert "10 left" in account
    assert titles(client)[:2] == ["Recovery codes were made", "A passkey was added"]
    [mail] = told(mails)
    assert "A passkey was added to your account." in mail
    assert f"{LOCALHOST}/account" in mail


def test_nothing_is_added_unproven(client: NamedBrowser, sign_in, phone: Authenticator) -> None:
    sign_in(client, ANA.email)
    form = form_of(client.get("/account/passkeys/new"))
    early = client.post("/account/passkeys/options", data=form)
    assert (early.status_code, early.content_type) == (409, "application/json")
    data = {**form, "name": "Phone", "credential": "{}"}
    assert client.post("/account/passkeys", data=data).location == "/account/passkeys/new"
    assert client.get("/account/app/confirm").location == "/account/app/new"


def test_proof_of_one_browser_adds_nothing_in_another(
    client: NamedBrowser, new_client: NewClient, sign_in, phone: Authenticator
) -> None:
    sign_in(client, ANA.email)
    begin_passkey(client)
    other = new_client()
    sign_in(other, ANA.email)
    form = form_of(other.get("/account/passkeys/new"))
    assert other.post("/account/passkeys/options", data=form).status_code == 409


def test_answer_for_another_session_adds_nothing(
    client: NamedBrowser, new_client: NewClient, sign_in, phone: Authenticator
) -> None:
    other = new_client()
    for one in (client, other):
        sign_in(one, ANA.email)
        begin_passkey(one)
    form = form_of(client.get("/account/passkeys/new"))
    answer = phone.create(options(client, "/account/passkeys/options", form))
    theirs = form_of(other.get("/account/passkeys/new"))
    data = {**theirs, "name": "Phone", "credential": answer}
    refused = other.post("/account/passkeys", data=data)
    assert refused.status_code == 422
    assert "could not be added" in text_of(refused)


def test_passkey_signs_in_without_a_mail_and_asks_for_nothing_more(
    app: Flask,
    client: NamedBrowser,
    new_client: NewClient,
    sign_in,
    phone: Authenticator,
    mails: MailFolder,
) -> None:
    sign_in(client, ANA.email)
    add_passkey(client, phone)
    sent = len(mails.all(ANA.email))
    other = new_client()
    arrived = sign_in_by_passkey(other, phone, "/sign-in?next=/notes/n-1")
    assert (arrived.status_code, arrived.location) == (303, "/notes/n-1")
    assert f"Hello {ANA.name}" in other.get("/").text
    assert details_of(app, "session:started")[-1] == {"way": "passkey"}
    assert "With a passkey" in text_of(other.get("/account/log"))
    assert [mail["Subject"] for mail in mails.all(ANA.email)[sent:]] == ["New sign-in to Portal"]


def test_answer_to_another_browser_signs_nobody_in(
    client: NamedBrowser, new_client: NewClient, sign_in, phone: Authenticator
) -> None:
    sign_in(client, ANA.email)
    add_passkey(client, phone)
    victim, thief = new_client(), new_client()
    form = form_of(victim.get("/sign-in"))
    answer = phone.get(options(victim, "/sign-in/passkey/options", form))
    theirs = form_of(thief.get("/sign-in"), "/sign-in/passkey")
    refused = thief.post("/sign-in/passkey", data={**theirs, "credential": answer})
    assert refused.status_code == 422
    assert "That passkey opens nothing here" in text_of(refused)
    assert thief.get("/").status_code == 303


@pytest.mark.parametrize("credential", ["", "{}", "x" * 30_000, "[" * 9_000])
def test_nonsense_for_a_passkey_is_answered_in_words(client: NamedBrowser, credential: str) -> None:
    form = form_of(client.get("/sign-in"), "/sign-in/passkey")
    refused = client.post("/sign-in/passkey", data={**form, "credential": credential})
    assert refused.status_code == 422
    assert soup(refused).select_one('form[action="/sign-in"]') is not None


def test_who_left_is_not_let_in_by_passkey(
    app: Flask,
    client: NamedBrowser,
    new_client: NewClient,
    sign_in,
    phone: Authenticator,
    office: Office,
) -> None:
    sign_in(client, ANA.email)
    add_passkey(client, phone)
    office.dismiss(ANA)
    other = new_client()
    refused = sign_in_by_passkey(other, phone)
    assert refused.status_code == 403
    assert "no longer lists you as active" in text_of(refused)
    assert other.get("/").status_code == 303
    assert details_of(app, "sign_in:failed") == [{"way": "passkey"}]


def test_passkey_waits_for_an_hr_system_that_is_away(
    client: NamedBrowser, new_client: NewClient, sign_in, phone: Authenticator, office: Office
) -> None:
    sign_in(client, ANA.email)
    add_passkey(client, phone)
    office.down = True
    other = new_client()
    assert sign_in_by_passkey(other, phone).status_code == 502
    office.down = False
    assert sign_in_by_passkey(other, phone).status_code == 303


def test_asking_for_passkeys_is_limited_in_words(client: NamedBrowser) -> None:
    form = form_of(client.get("/sign-in"))
    data = {"csrf_token": form["csrf_token"]}
    answers = [client.post("/sign-in/passkey/options", data=data) for _ in range(61)]
    assert [answer.status_code for answer in answers] == [200] * 60 + [429]
    assert "Come back in 1 minute." in json.loads(answers[-1].text)["message"]
    assert answers[-1].headers["Retry-After"]


def test_trying_passkeys_is_limited_in_words(client: NamedBrowser) -> None:
    form = form_of(client.get("/sign-in"), "/sign-in/passkey")
    answers = [client.post("/sign-in/passkey", data=form) for _ in range(61)]
    assert [answer.status_code for answer in answers] == [422] * 60 + [429]
    assert "Come back in 1 minute." in text_of(answers[-1])


def test_after_the_mail_the_passkey_is_asked_for(
    app: Flask,
    client: NamedBrowser,
    new_client: NewClient,
    sign_in,
    with_mail,
    phone: Authenticator,
) -> None:
    sign_in(client, ANA.email)
    add_passkey(client, phone)
    other = with_mail(new_client(), ANA.email)
    assert other.get("/").status_code == 303
    page = other.get("/sign-in/second-step")
    assert ANA.name not in text_of(page)
    assert soup(page).select_one('input[name="code"]') is None
    arrived = with_passkey(other, page, phone, "/sign-in/second-step/passkey")
    assert arrived.location == "/"
    assert other.get("/").status_code == 200
    assert details_of(app, "session:started")[-1] == {"way": "link", "second": "passkey"}
    assert other.get("/sign-in/second-step").location == "/sign-in"


def test_anothers_passkey_does_not_pass_the_step(
    client: NamedBrowser, new_client: NewClient, sign_in, with_mail, phone: Authenticator
) -> None:
    of_ben = Authenticator()
    ben = new_client()
    sign_in(client, ANA.email)
    add_passkey(client, phone)
    sign_in(ben, BEN.email)
    add_passkey(ben, of_ben)
    other = with_mail(new_client(), ANA.email)
    page = other.get("/sign-in/second-step")
    form = form_of(page, "/sign-in/second-step/passkey")
    asked = options(other, "/sign-in/second-step/passkey/options", form)
    answer = of_ben.sign(of_ben.credentials[0], asked)
    data = {**form, "credential": answer}
    refused = other.post("/sign-in/second-step/passkey", data=data)
    assert refused.status_code == 422
    assert other.get("/").status_code == 303
    assert titles(client)[0] == "A passkey was refused"


def test_after_the_mail_the_code_of_the_app_is_asked_for(
    app: Flask, client: NamedBrowser, new_client: NewClient, sign_in, with_mail, mails: MailFolder
) -> None:
    sign_in(client, ANA.email)
    totp, page = set_up_app(client)
    assert len(codes_on(page)) == COUNT
    assert "An authenticator app was set up for your account." in told(mails)[-1]
    other = with_mail(new_client(), ANA.email)
    step = other.get("/sign-in/second-step")
    code = code_of(totp)
    wrong = f"{(int(code) + 1) % 10**6:06}"
    refused = other.post("/sign-in/second-step", data={**form_of(step), "code": wrong})
    assert refused.status_code == 422
    assert "This code is not right" in text_of(refused)
    assert "A wrong second code was typed at sign-in, after the mail" in titles(client)
    arrived = other.post("/sign-in/second-step", data={**form_of(step), "code": f" {code} "})
    assert arrived.location == "/"
    assert details_of(app, "session:started")[-1] == {"way": "link", "second": "app"}
    shown = text_of(other.get("/account/log"))
    assert "With the button in the mail · With the code from the authenticator app" in shown
    again = with_mail(new_client(), ANA.email)
    form = form_of(again.get("/sign-in/second-step"))
    assert again.post("/sign-in/second-step", data={**form, "code": code}).status_code == 422


def test_recovery_code_stands_in_once_and_is_told_of(
    client: NamedBrowser, new_client: NewClient, sign_in, with_mail, mails: MailFolder
) -> None:
    sign_in(client, ANA.email)
    _totp, page = set_up_app(client)
    code = codes_on(page)[0]
    for status in (303, 422):
        other = with_mail(new_client(), ANA.email)
        form = form_of(other.get("/sign-in/second-step"))
        data = {**form, "recovery_code": code.upper(), "recovery": "y"}
        assert other.post("/sign-in/second-step", data=data).status_code == status
    assert "One of your recovery codes was used." in told(mails)[-1]
    assert "A recovery code was used" in titles(client)
    assert "9 left" in text_of(client.get("/account"))


def test_five_wrong_codes_send_back_to_the_mail(
    client: NamedBrowser, new_client: NewClient, sign_in, with_mail
) -> None:
    sign_in(client, ANA.email)
    totp, _page = set_up_app(client)
    other = with_mail(new_client(), ANA.email)
    form = form_of(other.get("/sign-in/second-step"))
    code = code_of(totp)
    data = {**form, "code": f"{(int(code) + 7) % 10**6:06}"}
    answers = [other.post("/sign-in/second-step", data=data) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [422] * 4 + [410]
    assert "five codes were wrong" in text_of(answers[-1])
    assert other.post("/sign-in/second-step", data={**form, "code": code}).status_code == 410
    assert other.get("/").status_code == 303


def test_wrong_codes_of_a_day_say_when_to_come_back(
    client: NamedBrowser, new_client: NewClient, sign_in, with_mail
) -> None:
    sign_in(client, ANA.email)
    set_up_app(client)
    for _ in range(10):
        other = with_mail(new_client(), ANA.email)
        form = form_of(other.get("/sign-in/second-step"))
        for _ in range(5):
            other.post("/sign-in/second-step", data={**form, "code": "000000"})
    last = with_mail(new_client(), ANA.email)
    form = form_of(last.get("/sign-in/second-step"))
    limited = last.post("/sign-in/second-step", data={**form, "code": "000000"})
    assert limited.status_code == 429
    assert "Come back in 24 hours." in text_of(limited)
    assert limited.headers["Retry-After"]


def test_step_belongs_to_the_browser_that_proved_the_mail(
    client: NamedBrowser, new_client: NewClient, sign_in, with_mail
) -> None:
    sign_in(client, ANA.email)
    totp, _page = set_up_app(client)
    with_mail(new_client(), ANA.email)
    stranger = new_client()
    assert stranger.get("/sign-in/second-step").location == "/sign-in"
    token = {"csrf_token": form_of(stranger.get("/sign-in"))["csrf_token"]}
    data = {**token, "code": code_of(totp)}
    assert stranger.post("/sign-in/second-step", data=data).status_code == 410
    assert stranger.post("/sign-in/second-step/passkey/options", data=token).status_code == 409


def test_before_the_mail_is_proven_nothing_tells_who_has_a_factor(
    client: NamedBrowser, new_client: NewClient, sign_in, phone: Authenticator
) -> None:
    sign_in(client, ANA.email)
    add_passkey(client, phone)
    seen = []
    for email in (ANA.email, BEN.email, "nobody@office.example"):
        other = new_client()
        form = form_of(other.get("/sign-in"))
        asked = other.post("/sign-in", data={**form, "email": email})
        page = text_of(other.get("/sign-in/code"))
        seen.append((asked.status_code, asked.location, page))
        asked_for = options(other, "/sign-in/passkey/options", form)
        assert asked_for["allowCredentials"] == []
    assert len(set(seen)) == 1


def test_who_has_a_factor_confirms_with_it_and_gets_no_mail(
    app: Flask, client: NamedBrowser, sign_in, phone: Authenticator, mails: MailFolder
) -> None:
    sign_in(client, ANA.email)
    add_passkey(client, phone)
    sent = len(mails.all())
    asked = client.post("/secret", data=form_of(client.get("/notes/n-1")))
    page = client.get(asked.location)
    assert "We sent a mail" not in text_of(page)
    assert soup(page).select_one('input[name="step_up_code"]') is None
    assert with_passkey(client, page, phone, "/secret").location == "/secret"
    assert client.get("/secret").text == "the secret"
    assert len(mails.all()) == sent
    assert details_of(app, "step_up:proven")[-1]["way"] == "passkey"


def test_code_of_the_app_or_from_paper_confirms(
    app: Flask, client: NamedBrowser, new_client: NewClient, sign_in, with_mail
) -> None:
    sign_in(client, ANA.email)
    totp, made = set_up_app(client)
    asked = client.post("/secret", data=form_of(client.get("/notes/n-1")))
    form = {**form_of(client.get(asked.location), "/secret"), "step_up": "code"}
    code = code_of(totp)
    wrong = f"{(int(code) + 7) % 10**6:06}"
    refused = client.post("/secret", data={**form, "step_up_code": wrong})
    assert refused.status_code == 422
    assert "Wait for the next one" in text_of(refused)
    assert client.post("/secret", data={**form, "step_up_code": code}).location == "/secret"
    assert client.get("/secret").text == "the secret"
    renew = client.post("/account/recovery-codes", data=form_of(client.get("/notes/n-1")))
    page = client.get(renew.location)
    paper = {"step_up": "recovery", "step_up_recovery": codes_on(made)[0]}
    new = client.post("/account/recovery-codes", data={**form_of(page), **paper})
    assert len(codes_on(new)) == COUNT
    assert not set(codes_on(new)) & set(codes_on(made))
    ways = [one["way"] for one in details_of(app, "step_up:proven")]
    assert ways == ["mail_code", "app", "recovery"]


def test_mailed_code_confirms_no_longer_once_there_is_a_factor(
    client: NamedBrowser, sign_in, phone: Authenticator, mails: MailFolder
) -> None:
    sign_in(client, ANA.email)
    asked = client.post("/secret", data=form_of(client.get("/notes/n-1")))
    code = mails.code(ANA.email)
    add_passkey(client, phone)
    form = form_of(client.get("/notes/n-1"))
    data = {**form, "step_up": "code", "step_up_code": code}
    again = client.post("/secret", data=data)
    assert again.location.startswith("/proof/")
    assert again.location != asked.location
    assert client.get("/secret").text == "hidden"


def test_answer_given_for_another_proof_confirms_nothing(
    client: NamedBrowser, sign_in, phone: Authenticator
) -> None:
    sign_in(client, ANA.email)
    add_passkey(client, phone)
    token = form_of(client.get("/notes/n-1"))
    for_codes = client.post("/account/recovery-codes", data=token).location
    answer = phone.get(options(client, f"{for_codes}/passkey", token))
    page = client.get(client.post("/secret", data=token).location)
    form = {**form_of(page, "/secret"), "step_up_passkey": answer}
    refused = client.post("/secret", data=form)
    assert refused.status_code == 422
    assert "That passkey was not accepted" in text_of(refused)
    assert client.get("/secret").text == "hidden"


def test_strangers_proof_hands_out_nothing_to_sign(
    client: NamedBrowser, new_client: NewClient, sign_in, phone: Authenticator
) -> None:
    sign_in(client, ANA.email)
    add_passkey(client, phone)
    proof = client.post("/secret", data=form_of(client.get("/notes/n-1"))).location
    ben = new_client()
    sign_in(ben, BEN.email)
    token = form_of(ben.get("/notes/n-1"))
    assert ben.post(f"{proof}/passkey", data=token).status_code == 404


def test_passkey_gets_another_name(client: NamedBrowser, sign_in, phone: Authenticator) -> None:
    sign_in(client, ANA.email)
    add_passkey(client, phone)
    path = passkey_path(client)
    form = form_of(client.get(path))
    assert client.post(path, data={**form, "name": "  "}).status_code == 422
    assert client.post(path, data={**form, "name": "x" * 61}).status_code == 422
    renamed = client.post(path, data={**form, "name": "<b>Work</b>"})
    assert renamed.location == "/account"
    assert "<b>Work</b>" in text_of(client.get("/account"))


def test_removing_asks_for_the_factor_itself(
    client: NamedBrowser, sign_in, phone: Authenticator, mails: MailFolder
) -> None:
    sign_in(client, ANA.email)
    add_passkey(client, phone)
    path = f"{passkey_path(client)}/remove"
    page = client.get(path)
    assert "the mail alone signs you in" in text_of(page)
    proof = client.post(path, data=form_of(page)).location
    done = with_passkey(client, client.get(proof), phone, path)
    assert done.location == "/account"
    assert "A passkey was removed from your account." in told(mails)[-1]
    assert titles(client)[0] == "A passkey was removed"
    assert client.get("/account/recovery-codes").status_code == 404
    sign_out(client)
    sign_in(client, ANA.email)


def test_app_is_removed_with_a_code_of_its_own(client: NamedBrowser, sign_in) -> None:
    sign_in(client, ANA.email)
    totp, _page = set_up_app(client)
    proof = client.post("/account/app/remove", data=form_of(client.get("/account/app/remove")))
    page = client.get(proof.location)
    data = {**form_of(page), "step_up": "code", "step_up_code": code_of(totp)}
    assert client.post("/account/app/remove", data=data).location == "/account"
    assert "The authenticator app was removed" in titles(client)
    assert client.get("/account/app/remove").location == "/account"


def test_strangers_passkey_is_404_and_stays(
    client: NamedBrowser, new_client: NewClient, sign_in, phone: Authenticator
) -> None:
    sign_in(client, ANA.email)
    add_passkey(client, phone)
    path = passkey_path(client)
    ben = new_client()
    sign_in(ben, BEN.email)
    token = form_of(ben.get("/notes/n-1"))
    for one in (path, f"{path}/remove"):
        assert ben.get(one).status_code == 404
        assert ben.post(one, data={**token, "name": "Mine"}).status_code == 404
    assert "Phone" in text_of(client.get(path))


def test_operator_resets_all_of_it(
    app: Flask,
    client: NamedBrowser,
    new_client: NewClient,
    sign_in,
    with_mail,
    phone: Authenticator,
    services: Services,
) -> None:
    sign_in(client, ANA.email)
    set_up_app(client)
    waiting = with_mail(new_client(), ANA.email)
    operator = Operator(services)
    [found] = operator.find(ANA.email)
    assert (found.held.passkeys, found.held.app) == (0, True)
    operator.reset_factors(ANA.email)
    assert waiting.get("/sign-in/second-step").location == "/sign-in"
    assert client.get("/").status_code == 303
    sign_in(client, ANA.email)
    assert "The mail is all it takes." in text_of(client.get("/account"))
    assert len(details_of(app, "operator:reset_factors")) == 1
    add_passkey(client, phone)
    operator.reset_factors(ANA.email)
    other = new_client()
    assert sign_in_by_passkey(other, phone).status_code == 422
    sign_in(other, ANA.email)


def test_signing_in_anew_leaves_no_step_behind(
    client: NamedBrowser, new_client: NewClient, sign_in, with_mail
) -> None:
    sign_in(client, ANA.email)
    set_up_app(client)
    other = with_mail(new_client(), ANA.email)
    sign_in(other, BEN.email)
    assert other.get("/sign-in/second-step").location == "/sign-in"
    assert BEN.name in other.get("/").text


def test_proof_by_mail_is_still_what_others_get(client: NamedBrowser, sign_in) -> None:
    sign_in(client, ANA.email)
    asked = client.post("/secret", data=form_of(client.get("/notes/n-1")))
    assert prove(client, asked).location == "/secret"


def passkey_path(client: FlaskClient) -> str:
    link = soup(client.get("/account")).select_one('a[href^="/account/passkeys/"].row__link')
    assert link is not None
    return str(link["href"])
