"""Who's away: days for everybody, reasons for the manager alone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from bs4 import Tag
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.team.calendar import Span, Window
from tests.sandbox_server import RunningSandbox
from tests.support.employer import Employer
from tests.support.pages import soup, text_of
from tests.support.people import OLIVER

PAGE = "/team/calendar"


def month_of(day: date, people: str = "") -> str:
    return f"{PAGE}?view=month&day={day}&people={people}"


def row_of(page: TestResponse, name: str) -> list[str]:
    """What a screen reader hears of each day of somebody's."""
    table = soup(page).select_one("table.days__table")
    assert table is not None
    for row in table.select("tbody tr"):
        heading = row.find("th")
        assert isinstance(heading, Tag)
        if heading.get_text(strip=True) == name:
            return [cell.get_text(strip=True) for cell in row.find_all("td")]
    raise AssertionError(f"{name} is not in the calendar")


def test_colleagues_see_the_days_and_nothing_else(
    ahmad: FlaskClient, employer: Employer, oliver_waiting: str, monday: date
) -> None:
    assert row_of(ahmad.get(month_of(monday)), "Oliver Bennett")[monday.day - 1] == ""
    employer.approve(oliver_waiting)
    page = ahmad.get(month_of(monday))
    assert row_of(page, "Oliver Bennett")[monday.day - 1] == "away"
    for reason in ("Vacation", "Moving", "house", "1 day", oliver_waiting):
        assert reason not in page.text
    assert "Annual" not in page.text


def test_a_worker_sees_the_manager_and_nobody_of_another_team(ahmad: FlaskClient) -> None:
    seen = text_of(ahmad.get(PAGE))
    assert "Sofia Almeida" in seen
    for other in ("Jana Köhler", "Łukasz", "Grace"):
        assert other not in seen


def test_people_cannot_be_chosen_by_who_has_none(ahmad: FlaskClient) -> None:
    page = ahmad.get(f"{PAGE}?people=team")
    assert page.status_code == 200
    assert "Whose days" not in page.text
    assert "Sofia Almeida" in text_of(page)


def test_the_manager_sees_what_for_and_what_is_asked(
    sofia: FlaskClient, employer: Employer, oliver_waiting: str, monday: date
) -> None:
    page = sofia.get(month_of(monday, "team"))
    assert row_of(page, "Oliver Bennett")[monday.day - 1] == "asked for"
    assert "Vacation, asked for" in text_of(page)
    assert "Moving" not in page.text


def test_a_manager_sees_no_reasons_of_colleagues(sofia: FlaskClient, employer: Employer) -> None:
    page = sofia.get(f"{PAGE}?people=colleagues")
    assert "Łukasz Wójcik" in text_of(page)
    assert "Vacation" not in page.text


def test_few_calls_a_page(
    sofia: FlaskClient, ahmad: FlaskClient, sandbox: RunningSandbox, monday: date
) -> None:
    sandbox.admin("DELETE", "requests")
    sofia.get(month_of(monday, "team"))
    assert len(sandbox.calls()) == 2
    sandbox.admin("DELETE", "requests")
    ahmad.get(month_of(monday))
    assert len(sandbox.calls()) == 3


def test_a_week_and_the_way_on(sofia: FlaskClient, monday: date) -> None:
    page = sofia.get(f"{PAGE}?view=week&day={monday}")
    table = soup(page).select("table.days__table th[scope=col]")
    assert len(table) == 7
    later = soup(page).find("a", string=lambda text: bool(text) and "Later" in text) or next(
        link for link in soup(page).find_all("a") if "Later" in link.get_text()
    )
    assert f"day={monday + timedelta(days=7)}" in str(later["href"])


@pytest.mark.parametrize(
    "query", ["view=century", "day=9999-12-31", "day=0001-01-01", "day=x", "people=<b>", "day=%00"]
)
def test_odd_questions_get_a_calendar(sofia: FlaskClient, query: str) -> None:
    assert sofia.get(f"{PAGE}?{query}").status_code == 200


def test_somebody_who_moved_is_gone_from_the_calendar(
    ahmad: FlaskClient, employer: Employer
) -> None:
    assert "Oliver Bennett" in text_of(ahmad.get(PAGE))
    employer.move(OLIVER, "lukasz.wojcik@acme.example")
    assert "Oliver Bennett" not in text_of(ahmad.get(PAGE))


def test_windows_are_whole_and_end_somewhere() -> None:
    today = date(2028, 2, 29)
    month = Window.around(Span.MONTH, today, today)
    assert (month.first, month.last) == (date(2028, 2, 1), date(2028, 2, 29))
    week = Window.around(Span.WEEK, date(2028, 12, 31), today)
    assert (week.first, week.last) == (date(2028, 12, 25), date(2028, 12, 31))
    assert Window.around(Span.MONTH, date(9999, 12, 31), today).after is None
    assert Window.around(Span.MONTH, date(1, 1, 1), today).before is None
