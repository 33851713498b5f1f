"""What its owner sees of what happened to an account."""

from __future__ import annotations

from collections.abc import Callable

from flask.testing import FlaskClient

from tests.accounts.office import ANA, BEN
from tests.support.mails import MailFolder
from tests.support.pages import form_of, soup, text_of
from tests.support.step_up import prove
from tests.support.time import later

__all__ = ["later"]

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:127.0) Gecko/20100101 Firefox/127.0"


def titles(client: FlaskClient) -> list[str]:
    rows = soup(client.get("/account/log")).select(".timeline__title")
    return [row.get_text(strip=True) for row in rows]


def test_account_page_leads_there(client: FlaskClient, sign_in) -> None:
    sign_in(client, ANA.email)
    assert soup(client.get("/account")).select_one('a[href="/account/log"]') is not None


def test_sign_ins_and_outs_say_how_on_what_and_from_where(
    client: FlaskClient, other_browser: FlaskClient, sign_in
) -> None:
    other_browser.environ_base["HTTP_USER_AGENT"] = FIREFOX
    sign_in(other_browser, ANA.email)
    form = form_of(other_browser.get("/account"), "/sign-out")
    other_browser.post("/sign-out", data=form)
    sign_in(client, ANA.email)
    assert titles(client) == ["Signed in", "Signed out", "Signed in"]
    shown = text_of(client.get("/account/log"))
    assert "With the button in the mail · Firefox on Windows · 127.0.0.1" in shown


def test_wrong_codes_of_somebody_else_are_seen_by_the_owner(
    client: FlaskClient, other_browser: FlaskClient, sign_in, ask, mails: MailFolder
) -> None:
    sign_in(client, ANA.email)
    ask(other_browser, ANA.email)
    wrong = f"{(int(mails.code(ANA.email)) + 1) % 10**6:06}"
    form = form_of(other_browser.get("/sign-in/code"))
    other_browser.post("/sign-in/code", data={**form, "code": wrong})
    assert titles(client) == ["A wrong code was typed at sign-in", "Signed in"]
    assert soup(client.get("/account/log")).select_one(".timeline__event--warning") is not None


def test_confirmations_say_what_they_were_for(client: FlaskClient, sign_in) -> None:
    sign_in(client, ANA.email)
    asked = client.post("/secret", data=form_of(client.get("/notes/n-1")))
    assert prove(client, asked).location == "/secret"
    assert titles(client)[0] == "Confirmed that it is you"
    shown = text_of(client.get("/account/log"))
    assert "With the code from the mail · For: Showing your pay" in shown


def test_nothing_of_others_is_shown(
    client: FlaskClient, other_browser: FlaskClient, sign_in
) -> None:
    sign_in(other_browser, BEN.email)
    sign_in(client, ANA.email)
    assert titles(client) == ["Signed in"]


def test_what_is_older_than_90_days_is_left_out(
    client: FlaskClient, sign_in, later: Callable[..., None]
) -> None:
    sign_in(client, ANA.email)
    later(days=91)
    sign_in(client, ANA.email)
    assert titles(client) == ["Signed in"]


def test_it_needs_sign_in(client: FlaskClient) -> None:
    assert client.get("/account/log").headers["Location"].startswith("/sign-in")
