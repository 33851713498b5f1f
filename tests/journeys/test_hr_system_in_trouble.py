"""What the pages say while the HR system refuses, stalls, breaks off or answers nonsense."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal import create_app
from portal.audit import AuditEvent, Event
from portal.backends.http import ATTEMPTS
from portal.services import EXTENSION, Services
from portal.settings import load
from tests.conftest import browser
from tests.sandbox_server import RunningSandbox
from tests.support.pages import form_of, soup, text_of

CARDS = ("/", "/profile", "/payslips", "/documents", "/time-off", "/amendments", "/resignation")
"""Pages that stand without the HR system, each gap with its words."""
FORMS = ("/time-off/new", "/profile/phone")
"""Pages that are nothing without it."""

WORDS = "Nothing of yours is lost."
"""Whether Deel does not answer properly just now, or stopped answering a while ago."""
LEAKS = ("Traceback", "TypeError", "node:internal", "contract.service", "Just a moment")
BROKEN = ["500", "500_html", "cut", "html", "truncated"]
NONSENSE = ["null", "missing", "nan", "duplicate_keys", "deep", "huge"]


@pytest.mark.parametrize("kind", [*BROKEN, *NONSENSE])
def test_pages_stand_and_say_what_is_missing(
    jana: FlaskClient, sandbox: RunningSandbox, kind: str
) -> None:
    # She has never resigned: an empty list holds no values to spoil.
    pages = CARDS[:-1] if kind in ("null", "missing") else CARDS
    sandbox.fault(kind)
    for path in pages:
        page = jana.get(path)
        assert page.status_code == 200, path
        assert WORDS in text_of(page), path
        assert nothing_leaks(page), path


@pytest.mark.parametrize("kind", [*BROKEN, *NONSENSE])
def test_forms_become_a_page_with_a_reference(
    jana: FlaskClient, sandbox: RunningSandbox, kind: str
) -> None:
    sandbox.fault(kind)
    for path in FORMS:
        page = jana.get(path)
        reference = soup(page).select_one("main .fine-print code")
        assert page.status_code == 502, path
        assert "could not use what came back" in text_of(page), path
        assert reference is not None
        assert reference.get_text() == page.headers["X-Request-Id"]
        ways_on = [str(a["href"]) for a in soup(page).select("main .public__action a")]
        assert ways_on == [path, "/"]
        assert nothing_leaks(page), path


@pytest.mark.parametrize(
    ("path", "operation", "card"),
    [
        ("/payslips", "payslips.list", "card-payslips"),
        ("/", "payslips.list", "card-payslip"),
        ("/time-off", "time_offs.list_of_profile", "card-requests"),
        ("/documents", "compliance.list", "card-compliance"),
        ("/amendments", "amendments.list", "card-amendments"),
    ],
)
def test_entry_that_cannot_be_read_is_said_to_be_missing(
    jana: FlaskClient, sandbox: RunningSandbox, path: str, operation: str, card: str
) -> None:
    sandbox.fault("empty_item", operation)
    gap = "1 entry is missing here."
    now, kept = sentences(jana.get(path), card), sentences(jana.get(path), card)

    assert [each[: len(gap)] for each in now].count(gap) == 1
    assert [each[: len(gap)] for each in kept].count(gap) == 1


def test_hr_contact_of_whom_nothing_is_said_is_no_contact(
    jana: FlaskClient, sandbox: RunningSandbox
) -> None:
    sandbox.fault("null", "hr_contact.get")
    card = soup(jana.get("/profile")).find(id="card-hr-contact")
    assert card is not None
    assert WORDS in " ".join(card.get_text(" ").split())


class TestUnreachable:
    """The portal of the same people, with the HR system at an address where none answers."""

    @pytest.fixture(params=["refused", "no such name", "bad certificate"])
    def address(
        self, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
    ) -> Iterator[str]:
        match request.param:
            case "refused":
                with socket.socket() as closed:
                    closed.bind(("127.0.0.1", 0))
                    yield f"http://127.0.0.1:{closed.getsockname()[1]}/rest/v2"
            case "no such name":
                monkeypatch.setattr(socket, "getaddrinfo", no_such_name)
                yield "https://hr.example/rest/v2"
            case _:
                yield request.getfixturevalue("self_signed_server") + "/rest/v2"

    @pytest.fixture
    def cut_off(
        self,
        jana: FlaskClient,
        environment: dict[str, str],
        address: str,
        compiled_templates: FileSystemBytecodeCache,
    ) -> Iterator[FlaskClient]:
        app = create_app(load({**environment, "PORTAL_DEEL_BASE_URL": address}))
        app.jinja_env.bytecode_cache = compiled_templates
        client = browser(app)
        cookie = jana.get_cookie("portal", domain="127.0.0.1")
        assert cookie is not None
        client.set_cookie("portal", cookie.value, domain="127.0.0.1")
        yield client
        services: Services = app.extensions[EXTENSION]
        services.pool.shutdown()
        services.database.close()

    def test_pages_stand_and_forms_are_said_to_be_out_of_reach(self, cut_off: FlaskClient) -> None:
        for path in CARDS:
            page = cut_off.get(path)
            assert page.status_code == 200, path
            assert WORDS in text_of(page), path
        for path in FORMS:
            assert cut_off.get(path).status_code == 502, path


# Too many calls ---------------------------------------------------------------------------------


def test_too_many_calls_are_said_to_be_that(jana: FlaskClient, sandbox: RunningSandbox) -> None:
    sandbox.fault("429")
    page = jana.get("/time-off?card=balances", headers={"HX-Request": "true"})
    form = jana.get("/time-off/new")

    assert "Many people are using Deel just now. Try again in a minute." in text_of(page)
    assert form.status_code == 503
    assert int(form.headers["Retry-After"]) >= 1


def test_too_many_calls_are_tried_again_only_for_reads(
    jana: FlaskClient, sandbox: RunningSandbox
) -> None:
    form = jana.get("/profile/preferred-name")
    values = {**form_of(form), "preferred_name": "Janni"}
    sandbox.fault("429", "people.personal.update")
    sent = jana.post("/profile/preferred-name", data=values)
    sandbox.fault("429", "payslips.list")
    jana.get("/payslips?card=payslips", headers={"HX-Request": "true"})

    assert "Nothing was sent" in text_of(sent)
    assert form_of(sent)["preferred_name"] == "Janni"
    assert len(sandbox.calls("people.personal.update")) == 1
    assert len(sandbox.calls("payslips.list")) == ATTEMPTS


# A token that is refused ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "operation"),
    [
        ("/", "resignations.list"),
        ("/profile", "benefits.list"),
        ("/documents", "tax_documents.list"),
        ("/resignation", "resignations.list"),
    ],
)
def test_refused_token_is_minted_anew_once_and_nobody_notices(
    jana: FlaskClient, sandbox: RunningSandbox, path: str, operation: str
) -> None:
    before = minted(sandbox)
    sandbox.fault("expired_token", operation, times=1)
    page = jana.get(path)

    assert page.status_code == 200
    assert WORDS not in text_of(page)
    assert minted(sandbox) == before + 1


@pytest.mark.parametrize(
    ("path", "operation"),
    [("/profile", "benefits.list"), ("/resignation", "resignations.list")],
)
def test_token_that_is_refused_again_means_signing_in(
    jana: FlaskClient, sandbox: RunningSandbox, path: str, operation: str
) -> None:
    before = minted(sandbox)
    sandbox.fault("expired_token", operation)
    refused = jana.get(path)

    assert (refused.status_code, refused.location) == (303, f"/sign-in?next={path}")
    assert minted(sandbox) == before + 1
    assert jana.get("/account").status_code == 303


# Somebody else's answer -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "operation", "card"),
    [
        ("/", "time_offs.list_of_profile", "card-time-off"),
        ("/", "time_offs.entitlements", "card-balances"),
        ("/profile", "people.get", "card-person"),
        ("/profile", "benefits.list", "card-benefits"),
        ("/time-off", "time_offs.list_of_profile", "card-requests"),
        ("/time-off", "time_offs.entitlements", "card-balances"),
    ],
)
def test_what_is_another_workers_is_not_shown_and_raises_an_alert(
    app: Flask, jana: FlaskClient, sandbox: RunningSandbox, path: str, operation: str, card: str
) -> None:
    """Where Deel says whose a thing is. Its payslips, documents and amendments do not say it."""
    own = sentences(jana.get(path), card)
    sandbox.fault("stranger", operation)
    shown = sentences(jana.get(path), card)

    assert own
    assert alerts(app)
    assert not [each for each in shown if each not in own and any(map(str.isdigit, each))]


def no_such_name(host: str, *args: Any, **options: Any) -> Any:
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


def nothing_leaks(page: TestResponse) -> bool:
    return not [leak for leak in LEAKS if leak in page.text]


def minted(sandbox: RunningSandbox) -> int:
    return len(sandbox.calls("workers.session.create"))


def sentences(page: TestResponse, card_id: str) -> list[str]:
    card = soup(page).find(id=card_id)
    return [] if card is None else list(card.stripped_strings)


def alerts(app: Flask) -> list[str | None]:
    services: Services = app.extensions[EXTENSION]
    wanted = select(AuditEvent.object_id).where(AuditEvent.tag == Event.FOREIGN_OBJECT_BLOCKED)
    with services.database.read() as session:
        return list(session.scalars(wanted))
