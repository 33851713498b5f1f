"""Plant what must never leak, use the whole portal, then look everywhere for it.

The tokens and the salary are those of the run itself, so nothing has to be imitated.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest
import requests
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from flask.testing import FlaskClient
from sqlalchemy import text

from portal.accounts.factors.recovery import COUNT
from portal.db import Base
from portal.services import EXTENSION, Services
from portal.settings import Settings
from portal.web.logs import configure_logs
from tests.conftest import browser
from tests.sandbox_server import RunningSandbox
from tests.support.factors import set_up_app
from tests.support.leavers import give_address
from tests.support.mails import MailFolder
from tests.support.pages import form_of, soup
from tests.support.step_up import prove, show_pay
from tests.support.strangers import Strangers

PERSONAL = "somebodys.own@private.example"
SignIn = Callable[[FlaskClient, str], FlaskClient]
PAGES = (
    "/",
    "/profile",
    "/payslips",
    "/documents",
    "/time-off",
    "/time-off/new",
    "/amendments",
    "/amendments/new",
    "/resignation",
    "/account",
)


@pytest.fixture
def environment(environment: dict[str, str]) -> dict[str, str]:
    """As deployed: what was read is kept."""
    environment.pop("PORTAL_SNAPSHOT_DAYS")
    return environment


@pytest.fixture
def places(
    app: Flask,
    sandbox: RunningSandbox,
    sign_in: SignIn,
    mails: MailFolder,
    settings: Settings,
    capsys: pytest.CaptureFixture[str],
) -> dict[str, str]:
    """Everything the portal put anywhere while a worker read and wrote."""
    configure_logs("json")
    capsys.readouterr()
    client = sign_in(browser(app), worker_email(sandbox))
    pages = [client.get(path).get_data(as_text=True) for path in PAGES]
    pages.append(change_profile(client))
    pay = show_pay(client).get_data(as_text=True)
    give_address(client, mails, PERSONAL)
    pages.append(client.get("/account/personal-address").get_data(as_text=True))
    download_everything(client)
    totp, made = set_up_app(client)
    cookies = cookie_of(app, client)
    fail_in_every_way(client, sandbox)
    manager = sign_in(browser(app), Strangers(sandbox).manager_email)
    pages += manage(manager, worker(sandbox)["hris_profile_id"])
    of_team = ("/team", "/team/time-off", "/team/resignations", "/team/calendar")
    fail_in_every_way(manager, sandbox, *of_team)
    services: Services = app.extensions[EXTENSION]
    services.snapshots.settle()
    output = capsys.readouterr()
    return {
        "pages": "".join(pages),
        "pay": pay,
        "factors": totp.secret + made.get_data(as_text=True),
        "logs": output.out + output.err,
        "cookies": cookies,
        "mails": "".join(decoded(mail) for mail in mails.all()),
        "database": dump(app),
        "files": "".join(
            path.read_bytes().decode("latin-1")
            for path in Path(settings.data_dir).rglob("*")
            if path.is_file()
        ),
    }


def test_nothing_that_was_planted_leaks(
    app: Flask,
    places: dict[str, str],
    mails: MailFolder,
    sandbox: RunningSandbox,
    subtests: pytest.Subtests,
) -> None:
    """One long run of the portal, looked at in every way."""
    looks: dict[str, Callable[[], None]] = {
        "tokens": lambda: no_token_is_anywhere(app, places, sandbox),
        "salary": lambda: the_salary_is_nowhere_but_on_the_page_that_was_asked_for(places, sandbox),
        "link": lambda: the_link_that_was_mailed_is_nowhere_else(places, mails, sandbox),
        "factors": lambda: the_apps_key_and_the_recovery_codes_are_nowhere_else(places),
        "private address": lambda: personal_address_is_nowhere_but_where_it_belongs(places),
        "names": lambda: logs_name_nobody(places, sandbox),
        "what was read": lambda: what_was_read_is_kept(app, places),
    }
    for what, look in looks.items():
        with subtests.test(what=what):
            look()


def no_token_is_anywhere(app: Flask, places: dict[str, str], sandbox: RunningSandbox) -> None:
    tokens = {"organization": sandbox.organization_token, **worker_tokens(app)}
    assert len(tokens) == 1 + 2

    found = [
        (name, place)
        for name, token in tokens.items()
        for place in places
        if token in places[place]
    ]

    assert found == []


def the_salary_is_nowhere_but_on_the_page_that_was_asked_for(
    places: dict[str, str], sandbox: RunningSandbox
) -> None:
    salary = salary_of(sandbox)

    found = [place for place in places if salary in places[place].replace(",", "")]

    assert found == ["pay"]


def the_link_that_was_mailed_is_nowhere_else(
    places: dict[str, str], mails: MailFolder, sandbox: RunningSandbox
) -> None:
    token = mails.sign_in_path(worker_email(sandbox)).rpartition("/")[2]

    found = {place for place in places if token in places[place]}

    assert found == {"mails"}


def the_apps_key_and_the_recovery_codes_are_nowhere_else(places: dict[str, str]) -> None:
    shown = places["factors"]
    codes = re.findall(r">([a-z2-9]{5}-[a-z2-9]{5})<", shown)
    assert len(codes) == COUNT
    secrets = [shown[:32], *codes, *(code.replace("-", "") for code in codes)]

    found = {place for place in places for secret in secrets if secret in places[place]}

    assert found == {"factors"}


def personal_address_is_nowhere_but_where_it_belongs(places: dict[str, str]) -> None:
    found = {place for place in places if PERSONAL in places[place]}

    assert found == {"pages", "mails"}


def logs_name_nobody(places: dict[str, str], sandbox: RunningSandbox) -> None:
    person = worker(sandbox)

    assert '"event": "request"' in places["logs"]
    assert person["email"] not in places["logs"]
    assert person["name"] not in places["logs"]


def download_everything(client: FlaskClient) -> None:
    path = "/account/everything"
    prove(client, client.post(path, data=form_of(client.get(path))))
    with client.get(f"{path}/file") as answer:
        assert answer.data.startswith(b"PK")


def cookie_of(app: Flask, client: FlaskClient) -> str:
    """As the browser has it, and what it says to whoever unpacks it."""
    cookie = client.get_cookie("portal", domain="127.0.0.1")
    assert cookie is not None
    interface = app.session_interface
    assert isinstance(interface, SecureCookieSessionInterface)
    serializer = interface.get_signing_serializer(app)
    assert serializer is not None
    return cookie.value + str(serializer.loads(cookie.value))


def what_was_read_is_kept(app: Flask, places: dict[str, str]) -> None:
    """Else the others would look where nothing is."""
    services: Services = app.extensions[EXTENSION]
    with services.database.read() as session:
        kept = session.execute(
            text("SELECT count(*) FROM snapshots WHERE read_at IS NOT NULL")
        ).scalar_one()

    assert kept >= 10


def change_profile(client: FlaskClient) -> str:
    page = client.get("/profile/personal-email")
    values = {**form_of(page), "personal_email": "somebody.new@home.example"}
    done = prove(client, client.post("/profile/personal-email", data=values))
    assert "/actions/" in done.location
    return done.get_data(as_text=True)


def manage(manager: FlaskClient, report_id: str) -> list[str]:
    """What somebody reads and does to whom the worker reports."""
    paths = ("/team", f"/team/people/{report_id}", "/team/time-off", "/team/calendar")
    pages = [manager.get(path) for path in paths]
    form = form_of(pages[2])
    chosen = soup(pages[2]).find("input", {"name": "chosen"})
    assert chosen is not None
    decided = manager.post("/team/time-off", data={**form, "alone": chosen["value"]})
    pages.append(manager.get(decided.location))
    assert [page.status_code for page in pages] == [200] * 5
    return [page.get_data(as_text=True) for page in pages]


def fail_in_every_way(client: FlaskClient, sandbox: RunningSandbox, *paths: str) -> None:
    """Errors are where things leak."""
    for kind in ("500_html", "nan", "deep", "expired_token", "cut", "stranger"):
        sandbox.fault(kind)
        for path in paths or ("/profile", "/time-off"):
            client.get(path)
        sandbox.admin("DELETE", "faults")


def worker(sandbox: RunningSandbox) -> dict[str, str]:
    email = Strangers(sandbox).worker_email
    people = sandbox.admin("GET", "people")["people"]
    found: dict[str, str] = next(person for person in people if person["email"] == email)
    return found


def worker_email(sandbox: RunningSandbox) -> str:
    return worker(sandbox)["email"]


def decoded(mail: EmailMessage) -> str:
    parts = [part for part in mail.walk() if not part.is_multipart()]
    return "".join([*map(str, mail.values()), *(str(part.get_content()) for part in parts)])


def worker_tokens(app: Flask) -> dict[str, str]:
    """Those that are in use, out of their sealed place."""
    services: Services = app.extensions[EXTENSION]
    with services.database.read() as session:
        found = session.execute(
            text("SELECT worker_id, sealed FROM worker_tokens WHERE sealed <> ''")
        ).all()
    return {worker_id: services.vault.open(sealed) for worker_id, sealed in found}


def salary_of(sandbox: RunningSandbox) -> str:
    answer = requests.get(
        f"{sandbox.deel_url}/people/{worker(sandbox)['hris_profile_id']}",
        headers={"Authorization": f"Bearer {sandbox.organization_token}"},
        timeout=10,
    )
    employments = answer.json()["data"]["employments"]
    rates = [one["payment"]["rate"] for one in employments if not one["is_ended"]]
    return str(rates[0]).partition(".")[0]


def dump(app: Flask) -> str:
    """Every value of every table, as it lies there."""
    services: Services = app.extensions[EXTENSION]
    rows: list[str] = []
    with services.database.read() as session:
        for table in Base.metadata.sorted_tables:
            rows += [str(row) for row in session.execute(table.select())]
    return "\n".join(rows)
