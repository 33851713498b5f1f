"""/account/sent: what the worker sent and what became of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from portal.accounts.models import Account
from portal.gateway.ledger.action import Obstacle
from portal.gateway.models import ActionRow
from portal.services import EXTENSION, Services
from tests.actions.test_views import withdraw
from tests.sandbox_server import RunningSandbox
from tests.support.pages import form_of, soup, text_of
from tests.support.people import JANA

FIRST = datetime(2026, 3, 1, 9, tzinfo=UTC)


@pytest.fixture
def services(app: Flask) -> Services:
    made: Services = app.extensions[EXTENSION]
    return made


@pytest.fixture
def put(jana: FlaskClient, services: Services) -> Callable[..., None]:
    """Rows of actions as if sent, an hour after the one before."""
    with services.database.read() as session:
        account_id = session.scalars(select(Account.id).where(Account.email == JANA)).one()
    count = 0

    def add(number: int = 1, **values: object) -> None:
        nonlocal count
        with services.database.begin() as session:
            for _ in range(number):
                at = FIRST + timedelta(hours=count)
                count += 1
                row = {
                    "account_id": account_id,
                    "backend": "deel",
                    "kind": "time_off_submit",
                    "key": f"{count:032x}",
                    "state": "accepted",
                    "references": [],
                    "created_at": at,
                    "updated_at": at,
                    "lease_until": at,
                    "next_check_at": at,
                    **dict.fromkeys(
                        ("call_key", "digest", "thing", "subject", "sealed", "lease"), ""
                    ),
                    **values,
                }
                session.add(ActionRow(**row))

    return add


def rows_of(client: FlaskClient, path: str = "/account/sent") -> list[str]:
    page = client.get(path)
    assert page.status_code == 200
    return [" ".join(row.get_text(" ").split()) for row in soup(page).select("main .row")]


def test_nothing_sent_is_said(jana: FlaskClient) -> None:
    page = jana.get("/account/sent")
    assert "You have not sent anything yet" in text_of(page)
    assert rows_of(jana) == []


def test_the_account_page_leads_to_it_and_each_row_to_its_outcome(jana: FlaskClient) -> None:
    outcome = withdraw(jana)
    link = soup(jana.get("/account")).select_one('main a[href="/account/sent"]')
    assert link is not None
    page = soup(jana.get("/account/sent"))
    assert [row["href"] for row in page.select("main .row__link")] == [outcome]
    assert page.select_one('main nav a[href="/account"]') is not None


def test_a_row_says_what_when_where_and_what_became_of_it(
    jana: FlaskClient, put: Callable[..., None]
) -> None:
    put()
    (row,) = rows_of(jana)
    assert "Your time-off request" in row
    assert "1 Mar 2026" in row or "Mar 1, 2026" in row
    assert "Deel" in row
    assert "Accepted" in row


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"state": "received"}, "Checking"),
        ({"state": "checking"}, "Checking"),
        ({"state": "checking", "obstacle": Obstacle.UNREADABLE}, "have to look it up"),
        ({"state": "unsent"}, "Not sent"),
        ({"state": "unsent", "by_hand": True}, "Checked by hand"),
        ({"state": "accepted", "by_hand": True}, "Checked by hand"),
        ({"state": "refused"}, "Refused"),
        ({"backend": "workelo"}, "workelo"),
    ],
)
def test_each_outcome_is_told(
    jana: FlaskClient, put: Callable[..., None], values: dict[str, object], words: str
) -> None:
    put(**values)
    assert words in rows_of(jana)[0]


def test_a_refusal_is_told_in_the_hr_system_s_words_and_nothing_in_it_is_markup(
    jana: FlaskClient, put: Callable[..., None], services: Services
) -> None:
    put(state="refused", message=services.vault.seal("No days left <b>here</b>."))
    page = jana.get("/account/sent")
    assert "Deel says: No days left <b>here</b>." in text_of(page)
    assert "<b>here</b>" not in page.get_data(as_text=True)


def test_newest_first_a_page_at_a_time(jana: FlaskClient, put: Callable[..., None]) -> None:
    put(20, kind="profile_change")
    put(20, kind="document_upload")
    put(1)
    first, last = rows_of(jana), rows_of(jana, "/account/sent?page=3")
    assert (len(first), len(last)) == (20, 1)
    assert "Your time-off request" in first[0]
    assert "The change to your profile" in last[0]
    older = soup(jana.get("/account/sent")).select_one("main .actions a")
    assert older is not None
    assert older["href"] == "/account/sent?page=2"
    pages = soup(jana.get("/account/sent?page=3")).select("main .actions a")
    assert [link["href"] for link in pages] == ["/account/sent?page=2"]


@pytest.mark.parametrize("number", ["0", "-1", "x", ""])
def test_what_is_no_page_is_the_first(
    jana: FlaskClient, put: Callable[..., None], number: str
) -> None:
    put()
    assert len(rows_of(jana, f"/account/sent?page={number}")) == 1


@pytest.mark.parametrize("number", ["2", "9" * 400])
def test_a_page_that_is_not_there_is_404(jana: FlaskClient, number: str) -> None:
    assert jana.get(f"/account/sent?page={number}").status_code == 404


def test_a_worker_sees_their_own_alone(jana: FlaskClient, oliver: FlaskClient) -> None:
    withdraw(jana)
    assert rows_of(oliver) == []


def test_the_list_asks_the_hr_system_nothing(
    jana: FlaskClient, put: Callable[..., None], sandbox: RunningSandbox
) -> None:
    put(state="checking")
    sandbox.admin("DELETE", "requests")
    rows_of(jana)
    assert sandbox.calls() == []


def test_what_the_portal_can_t_find_out_says_who_can(
    jana: FlaskClient, services: Services, sandbox: RunningSandbox
) -> None:
    sandbox.fault("500_html", "time_offs.cancel")
    path = withdraw(jana)
    with services.database.begin() as session:
        later = datetime.now(UTC) + timedelta(hours=1)
        session.execute(update(ActionRow).values(obstacle=Obstacle.UNREADABLE, next_check_at=later))
    page = jana.get(path)
    assert "look it up by hand" in text_of(page)
    assert "data-hx-get" not in str(soup(page).find(id="outcome"))
    assert form_of(jana.get("/account"), "/sign-out")
