"""An administrator of hundreds: every page in few calls, a page of people or requests at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from tests.sandbox_server import RunningSandbox, running_sandbox
from tests.support.pages import soup, text_of
from tests.support.people import MARIA
from tests.support.signed_in import maria

__all__ = ["maria"]

MORE = 450
LISTS = 5
"""Of a hundred people each."""


@pytest.fixture(scope="module")
def large_company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSandbox]:
    with running_sandbox(tmp_path_factory.mktemp("large"), extra_workers=MORE) as server:
        yield server


@pytest.fixture
def sandbox(large_company: RunningSandbox) -> RunningSandbox:
    return large_company


@pytest.fixture
def environment(environment: dict[str, str]) -> dict[str, str]:
    return {**environment, "PORTAL_EMPLOYER_ADMINS": MARIA}


def calls_of(sandbox: RunningSandbox, client: FlaskClient, path: str) -> Counter[str]:
    sandbox.admin("DELETE", "requests")
    page = client.get(path)
    assert page.status_code == 200, text_of(page)
    return Counter(call["operation"] for call in sandbox.calls())


def test_lists_take_a_call_for_each_hundred(maria: FlaskClient, sandbox: RunningSandbox) -> None:
    for path in ("/team", "/team/calendar?people=organization", "/team/time-off"):
        calls = calls_of(sandbox, maria, path)
        assert calls["people.list"] == LISTS, path
        assert calls["people.get"] <= 1, path
        assert calls["time_offs.list"] <= 10, path
        assert sum(calls.values()) <= LISTS + 10 + 1 + 20 + 10, path


def test_a_page_shows_some_and_leads_to_the_rest(
    maria: FlaskClient, sandbox: RunningSandbox
) -> None:
    queue = maria.get("/team/time-off")
    assert len(soup(queue).select("input[name=chosen]")) == 20
    assert "Next page" in text_of(queue)
    people = maria.get("/team?page=3")
    rows = soup(people).select("#card-members .row")
    assert len(rows) == 50
    assert "Page 3 of" in text_of(people)
    days = maria.get("/team/calendar?people=organization&page=2")
    assert len(soup(days).select("table.days__table tbody tr")) == 50


def test_contracts_are_read_for_one_page_of_people(
    maria: FlaskClient, sandbox: RunningSandbox
) -> None:
    calls = calls_of(sandbox, maria, "/team/amendments?page=2")
    assert calls["amendments.list"] == 20
    assert calls["people.list"] <= 2 * LISTS
    found = maria.get("/team/amendments?q=Oliver+Bennett")
    rows = soup(found).select("main .rows")[-1].select(".row")
    assert {row.get_text(strip=True) for row in rows} == {"Oliver Bennett"}


def test_one_person_or_request_needs_no_list_of_people(
    maria: FlaskClient, sandbox: RunningSandbox
) -> None:
    found = soup(maria.get("/team/time-off?page=4")).select_one("input[name=chosen]")
    assert found is not None
    calls = calls_of(sandbox, maria, f"/team/time-off/{found['value']}/review")
    assert "people.list" not in calls
    assert sum(calls.values()) <= 4 + 10
    person = sandbox.people()["oliver.bennett"]["hris_profile_id"]
    calls = calls_of(sandbox, maria, f"/team/people/{person}")
    assert "people.list" not in calls
