"""``portal actions``: an operator sees what is not decided, and settles it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from portal.cli import main
from portal.gateway.ledger.action import Obstacle
from portal.gateway.models import ActionRow
from portal.services import EXTENSION
from tests.sandbox_server import RunningSandbox
from tests.support.pages import form_of, soup, text_of
from tests.support.signed_in import jana
from tests.support.time import later

__all__ = ["jana", "later"]

Portal = Callable[..., Result]


@pytest.fixture
def portal(environment: dict[str, str], jana: FlaskClient) -> Portal:
    """Runs ``portal actions …`` beside the portal that runs."""

    def run(*arguments: str) -> Result:
        env = {**environment, "LOGNAME": "olga"}
        return CliRunner().invoke(main, ["actions", *arguments], env=env)

    return run


@pytest.fixture
def open_action(jana: FlaskClient, sandbox: RunningSandbox) -> str:
    """Its page: the withdrawal got no answer, and nobody can look."""
    waiting = soup(jana.get("/time-off")).select_one("#card-requests a.row__link")
    assert waiting is not None
    path = f"{waiting['href']}/cancel"
    form = form_of(jana.get(path))
    sandbox.fault("500_html", "time_offs.cancel")
    sent = jana.post(path, data=form)
    sandbox.fault("500_html", "time_offs.list_of_profile")
    return str(sent.location)


def id_of(page: str) -> str:
    return page.rpartition("/")[2]


def test_nothing_open_is_said(portal: Portal) -> None:
    assert portal("list").output == "Nothing is open for that long.\n"


def test_what_is_open_for_long_is_listed_by_ids_alone(
    portal: Portal, open_action: str, later: Callable[..., None]
) -> None:
    assert id_of(open_action) not in portal("list").output
    assert id_of(open_action) in portal("list", "--minutes", "0").output
    later(minutes=61)

    shown = portal("list").output

    assert id_of(open_action) in shown
    assert "time_off_cancel" in shown
    assert "jana" not in shown.lower()


def test_what_no_look_gets_on_with_is_listed_at_once(
    portal: Portal, open_action: str, app: Flask
) -> None:
    with app.extensions[EXTENSION].database.begin() as session:
        session.execute(update(ActionRow).values(obstacle=Obstacle.UNREADABLE))

    assert "unreadable" in portal("list").output


def test_one_is_shown_with_its_audit_log_and_nothing_personal(
    portal: Portal, open_action: str
) -> None:
    shown = portal("show", id_of(open_action))

    assert shown.exit_code == 0
    assert "action:received" in shown.output
    assert "action:checking" in shown.output
    assert "jana" not in shown.output.lower()


def test_settled_by_hand_is_told_to_the_worker_and_recorded(
    portal: Portal, jana: FlaskClient, open_action: str, later: Callable[..., None]
) -> None:
    later(minutes=6)

    settled = portal("settle", id_of(open_action), "--accepted", "--reference", "leave-1")

    assert (settled.exit_code, settled.output) == (0, "Settled: accepted.\n")
    page = text_of(jana.get(open_action))
    assert "Your request is withdrawn" in page
    assert "Checked by hand" in page
    shown = portal("show", id_of(open_action)).output
    assert "accepted (by hand)" in shown
    assert "leave-1" in shown
    assert "operator olga" in shown


def test_not_done_is_told_to_the_worker(
    portal: Portal, jana: FlaskClient, open_action: str, later: Callable[..., None]
) -> None:
    later(minutes=6)

    assert portal("settle", id_of(open_action), "--not-done").exit_code == 0

    page = text_of(jana.get(open_action))
    assert "was not sent" in page
    assert "Checked by hand" in page
    again = portal("settle", id_of(open_action), "--accepted")
    assert (again.exit_code, again.output) == (1, "Not settled. It is unsent already.\n")


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("show", "0" * 32), 1),
        (("settle", "0" * 32, "--not-done"), 1),
        (("settle", "../x", "--not-done"), 1),
        (("settle", "0" * 32), 2),
        (("settle", "0" * 32, "--not-done", "--reference", "x1"), 2),
        (("list", "--minutes", "-1"), 2),
    ],
)
def test_what_makes_no_sense_is_refused(
    portal: Portal, arguments: tuple[str, ...], status: int
) -> None:
    assert portal(*arguments).exit_code == status
