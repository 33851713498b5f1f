"""The team's pages: who is who, who is there, and nothing that is not a manager's business."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.sandbox_server import RunningSandbox
from tests.support.employer import Employer
from tests.support.pages import soup, text_of
from tests.support.people import JANA, OLIVER


def links(page: object) -> set[str]:
    return {str(link["href"]) for link in soup(page).select("nav a[href]")}  # type: ignore[arg-type]


def test_the_team_is_listed_with_role_place_and_time(lukasz: FlaskClient) -> None:
    seen = text_of(lukasz.get("/team"))
    for words in ("Jana Köhler", "Senior Backend Engineer", "Germany", "there now", "Away until"):
        assert words in seen
    assert "Oliver Bennett" not in seen
    assert "Luca Bernasconi" not in seen


def test_who_is_away_today_and_later_this_week(lukasz: FlaskClient) -> None:
    page = lukasz.get("/team")
    card = soup(page).find(id="card-away")
    assert card is not None
    assert "健太" in card.get_text()


def test_a_person_s_page_has_no_pay_and_nothing_private(
    lukasz: FlaskClient, employer: Employer
) -> None:
    page = lukasz.get(f"/team/people/{employer.profile_of(JANA)}")
    seen = text_of(page)
    for words in ("Senior Backend Engineer", JANA, "Annual leave", "left"):
        assert words in seen
    for secret in ("74,400", "74400", "EUR", "€", "Karl-Liebknecht", "04275", "1991", "Leipzig"):
        assert secret not in page.text


def test_somebody_else_s_report_is_404_without_a_call_about_them(
    lukasz: FlaskClient, sandbox: RunningSandbox, employer: Employer
) -> None:
    other = employer.profile_of(OLIVER)
    sandbox.admin("DELETE", "requests")
    page = lukasz.get(f"/team/people/{other}")
    assert page.status_code == 404
    assert "Bennett" not in page.text
    assert other not in str(sandbox.calls())


def test_only_who_has_reports_sees_it_in_the_navigation(
    sofia: FlaskClient, oliver: FlaskClient, sandbox: RunningSandbox
) -> None:
    assert "/team" in links(sofia.get("/account"))
    assert "/team" not in links(oliver.get("/account"))
    sandbox.admin("DELETE", "requests")
    sofia.get("/account")
    assert sandbox.calls() == []


@pytest.mark.parametrize("path", ["/team", "/team/time-off"])
def test_a_down_hr_system_is_said(sofia: FlaskClient, sandbox: RunningSandbox, path: str) -> None:
    sandbox.fault("500_html")
    page = sofia.get(path)
    assert page.status_code == 502
    assert "Traceback" not in page.text


def test_one_failing_read_leaves_the_rest(sofia: FlaskClient, sandbox: RunningSandbox) -> None:
    sandbox.fault("500_html", "people.list")
    seen = text_of(sofia.get("/team"))
    assert "Who is away" in seen
    assert "is not answering properly just now" in seen


def test_a_new_manager_is_known_within_a_minute(
    oliver: FlaskClient, employer: Employer, later: object
) -> None:
    employer.move(JANA, OLIVER)
    assert oliver.get("/team").status_code == 404
    later(minutes=2)  # type: ignore[operator]
    oliver.get("/account")
    assert "Jana Köhler" in text_of(oliver.get("/team"))
