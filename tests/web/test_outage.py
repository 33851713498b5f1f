"""Pages while the HR system is down: drawn at once, with what is known and since when."""

from __future__ import annotations

import re
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.backends.circuit import FAILURES
from portal.backends.errors import Unavailable
from portal.backends.types import WorkerIdentity
from portal.services import EXTENSION, Services
from tests.sandbox_server import RunningSandbox
from tests.support.pages import form_of, text_of
from tests.support.signed_in import jana, oliver
from tests.support.strangers import Strangers
from tests.time_off.conftest import filled, monday

__all__ = ["jana", "monday", "oliver"]

FILE = "/resignation/letter"
"""Files have a circuit of their own."""
SINCE = re.compile(r"Deel stopped answering just now \(\d{1,2}:\d\d UTC\)")


def goes_down(sandbox: RunningSandbox, worker: FlaskClient, fault: str = "500_html") -> None:
    """Until the portal has seen it, too."""
    sandbox.fault(fault)
    worker.get("/")
    sandbox.admin("DELETE", "requests")


def test_every_page_opens_and_says_so_without_a_call(
    app: Flask, jana: FlaskClient, sandbox: RunningSandbox, subtests: pytest.Subtests
) -> None:
    strangers = Strangers(sandbox)
    goes_down(sandbox, jana)

    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        if getattr(view, "access", "") != "worker" or "GET" not in (rule.methods or ()):
            continue
        for path in strangers.paths(rule)[:1]:
            if path == FILE:
                continue
            with subtests.test(path=path):
                answer = jana.get(path)
                assert answer.status_code != 500
                if answer.status_code >= 502:
                    assert SINCE.search(text_of(answer))
    assert sandbox.calls() == []


@pytest.mark.parametrize("fault", ["500", "500_html", "cut"])
def test_home_page_says_since_when(jana: FlaskClient, sandbox: RunningSandbox, fault: str) -> None:
    goes_down(sandbox, jana, fault)

    answer = jana.get("/")

    assert answer.status_code == 200
    assert len(SINCE.findall(text_of(answer))) == 4


def test_page_that_needs_it_says_since_when_and_what_works(
    jana: FlaskClient, sandbox: RunningSandbox
) -> None:
    goes_down(sandbox, jana)

    answer = jana.get("/payslips/unknown")

    assert answer.status_code == 502
    assert SINCE.search(text_of(answer))
    assert "Nothing was sent. Other pages still open" in text_of(answer)
    assert "Traceback" not in answer.text


def test_time_of_day_is_written_as_the_reader_does(
    jana: FlaskClient, sandbox: RunningSandbox
) -> None:
    goes_down(sandbox, jana)

    text = text_of(jana.get("/", headers={"Accept-Language": "en-US"}))

    assert re.search(r"\(\d{1,2}:\d\d\s[AP]M UTC\)", text)


def test_form_that_can_not_be_looked_at_keeps_what_was_typed(
    oliver: FlaskClient, sandbox: RunningSandbox, monday: date
) -> None:
    values = filled(oliver, start=monday, end=monday, note="A wedding")
    goes_down(sandbox, oliver)

    answer = oliver.post("/time-off/new", data={**values, "action": "send"})

    assert answer.status_code == 502
    assert "Nothing was sent." in text_of(answer)
    assert SINCE.search(text_of(answer))
    assert form_of(answer)["note"].strip() == "A wedding"
    assert sandbox.calls() == []


def test_writes_that_would_fail_are_not_sent(
    app: Flask, oliver: FlaskClient, sandbox: RunningSandbox, monday: date
) -> None:
    values = filled(oliver, start=monday, end=monday, note="A wedding")
    services: Services = app.extensions[EXTENSION]
    nobody = WorkerIdentity(
        backend="deel", worker_id="w", contract_id=None, email="", name="", country=""
    )
    sandbox.fault("cut", "workers.session.create")
    for _ in range(FAILURES):
        with pytest.raises(Unavailable):
            services.backends["deel"].mint(nobody)
    sandbox.admin("DELETE", "faults")
    sandbox.admin("DELETE", "requests")

    answer = oliver.post("/time-off/new", data={**values, "action": "send"})

    assert answer.status_code == 422
    assert SINCE.search(text_of(answer))
    assert "What you entered is still here" in text_of(answer)
    assert form_of(answer)["note"].strip() == "A wedding"
    assert {call["method"] for call in sandbox.calls()} == {"GET"}
