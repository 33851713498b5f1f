"""Drafts: what may change drives the form, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.sandbox_server import RunningSandbox
from tests.support.employer import Employer
from tests.support.pages import form_of, soup, text_of
from tests.support.people import AHMAD, LUKASZ, SOFIA
from tests.team.amendments.conftest import TITLE, change, fill, send, stage, writes
from tests.team.conftest import SignIn


def drafts(employer: Employer) -> list[dict[str, Any]]:
    return [one for one in employer.amendments_of(AHMAD) if one["salary"] is None]


def test_what_may_change_is_offered(sofia: FlaskClient, ahmads: str) -> None:
    page = sofia.get(f"{ahmads}/new")
    boxes = {str(box["value"]) for box in soup(page).select("input[name=chosen]")}
    assert {"job_title", "weekly_hours", "holidays", "end_date", "other"} <= boxes
    assert "Seniority" in text_of(page)
    assert "seniority" not in boxes


def test_nothing_ticked_is_said(sofia: FlaskClient, ahmads: str) -> None:
    page = sofia.get(f"{ahmads}/new?step=values")
    assert page.status_code == 422
    assert "Tick what should change." in text_of(page)


def test_old_stands_beside_new(sofia: FlaskClient, ahmads: str) -> None:
    page = sofia.get(f"{ahmads}/new?chosen=job_title&chosen=holidays&chosen=employment_type")
    rows = soup(page).select(".diff-row")
    assert [row.h2.get_text() for row in rows if row.h2] == [
        "Job title",
        "Full time or part time",
        "Days of paid leave a year",
    ]
    now = rows[0].select_one("dd")
    assert now is not None
    assert len(now.get_text(strip=True)) > 3
    assert "From 5 to 60" in text_of(page)
    options = {str(one["value"]) for one in soup(page).select("#employment_type option")}
    assert options == {"", "FULL_TIME", "PART_TIME"}


def test_a_draft_is_the_employers_alone(
    sofia: FlaskClient, ahmad: FlaskClient, employer: Employer, draft: str
) -> None:
    [made] = drafts(employer)
    assert made["job_title"] == TITLE
    assert made["id"] == draft.rsplit("/", 1)[1]
    assert TITLE not in text_of(ahmad.get("/amendments"))
    assert ahmad.get(f"/amendments/{made['id']}").status_code == 404


def test_each_kind_of_value_arrives(
    sofia: FlaskClient, employer: Employer, ahmads: str, monday: date
) -> None:
    last = monday + timedelta(days=200)
    sent = fill(
        sofia,
        ahmads,
        monday,
        weekly_hours="37,5",
        employment_type="PART_TIME",
        end_date=last.isoformat(),
        scope="Pumps\nand pipes",
        other="A desk in Lisbon",
    )
    assert sent.status_code == 303, text_of(sent)
    [made] = drafts(employer)
    assert made["work_hours_per_week"] == "37.5"
    assert made["employment_type"] == "PART_TIME"
    assert made["end_date"] == last.isoformat()
    assert made["scope"] == "Pumps\nand pipes"
    assert [one["description"] for one in made["custom_items"]] == ["A desk in Lisbon"]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"job_title": " "}, ": enter the new value."),
        ({"job_title": "x" * 201}, "Use 200 characters or fewer."),
        ({"holidays": ""}, ": enter the new value."),
        ({"holidays": "many"}, "Enter a number like 1500 or 7.5"),
        ({"holidays": "61"}, "Days of paid leave a year: enter 60 or less."),
        ({"weekly_hours": "0.5"}, "Hours a week: enter 1 or more."),
        ({"employment_type": ""}, ": enter the new value."),
        ({"employment_type": "SOMETIMES"}, "Not a valid choice"),
        ({"end_date": "9999-12-31"}, "or earlier."),
        ({"end_date": "soon"}, "Enter a real date"),
    ],
)
def test_what_is_out_of_limits_is_told_at_its_field(
    sofia: FlaskClient,
    sandbox: RunningSandbox,
    ahmads: str,
    monday: date,
    values: dict[str, str],
    words: str,
) -> None:
    refused = fill(sofia, ahmads, monday, scope="Pumps", **values)
    assert refused.status_code == 422
    [name] = values
    error = soup(refused).select_one(f"#{name}-error")
    assert error is not None
    assert words in error.get_text(" ", strip=True)
    kept = form_of(refused)
    assert kept["scope"].strip() == "Pumps"
    assert kept["effective_date"] == monday.isoformat()
    if name != "employment_type":
        assert kept[name].strip() == values[name].strip()
    assert writes(sandbox) == {}


def test_all_that_is_wrong_is_told_at_once(sofia: FlaskClient, ahmads: str, monday: date) -> None:
    refused = fill(sofia, ahmads, monday, scope=" ", holidays="61")
    for name in ("scope", "holidays"):
        assert soup(refused).select_one(f"#{name}-error")


class TestWithPay:
    @pytest.fixture
    def environment(self, environment: dict[str, str]) -> dict[str, str]:
        return {**environment, "PORTAL_MANAGERS_SEE_PAY": "true"}

    def test_sums_come_with_what_they_are_for(
        self, sofia: FlaskClient, employer: Employer, ahmads: str, monday: date
    ) -> None:
        query = {"chosen": ["salary", "allowance", "bonus"]}
        form = form_of(sofia.get(f"{ahmads}/new", query_string=query))
        values = {
            "salary": "54321.50",
            "allowance": "100",
            "allowance_words": "Home office",
            "allowance_option": "RECURRING",
            "bonus": "7.5",
            "bonus_words": "Annual bonus",
            "bonus_option": "PERCENTAGE",
            "effective_date": monday.isoformat(),
        }
        sent = sofia.post(f"{ahmads}/new", data={**form, **query, **values})
        assert sent.status_code == 303, text_of(sent)
        made = employer.amendments_of(AHMAD)[0]
        assert made["salary"] == "54321.5"
        [allowance] = made["fixed_adjustments"]
        assert (allowance["value"], allowance["description"]) == ("100", "Home office")
        assert allowance["is_recurring"]
        bonus = made["variable_compensation"]
        assert (bonus["type"], bonus["amount"], bonus["title"]) == (
            "PERCENTAGE",
            7.5,
            "Annual bonus",
        )
        boxes = soup(sofia.get(f"{ahmads}/{made['id']}/change")).select("input[name=chosen]")
        assert {str(box["value"]) for box in boxes}.isdisjoint({"allowance", "bonus"})

    @pytest.mark.parametrize(
        ("name", "value", "words"),
        [
            ("allowance", "0", "Enter a number above 0."),
            ("allowance", "", "enter the new value."),
            ("allowance_words", " ", "What for?: enter the new value."),
            ("allowance_option", "SOMETIMES", "Not a valid choice"),
        ],
    )
    def test_a_sum_lacks_nothing(
        self,
        sofia: FlaskClient,
        sandbox: RunningSandbox,
        ahmads: str,
        monday: date,
        name: str,
        value: str,
        words: str,
    ) -> None:
        form = form_of(sofia.get(f"{ahmads}/new?chosen=allowance"))
        whole = {
            "allowance": "100",
            "allowance_words": "Home office",
            "allowance_option": "ONCE",
            "effective_date": monday.isoformat(),
        }
        refused = sofia.post(f"{ahmads}/new", data={**form, **whole, name: value})
        assert refused.status_code == 422
        error = soup(refused).select_one(f"#{name}-error")
        assert error is not None
        assert words in error.get_text(" ", strip=True)
        assert writes(sandbox) == {}


def test_the_hr_system_s_own_no_is_told_at_its_field(
    sofia: FlaskClient, sandbox: RunningSandbox, ahmads: str, monday: date
) -> None:
    page = sofia.get(f"{ahmads}/new?chosen=job_title")
    now = soup(page).select_one(".diff-row dd")
    assert now is not None
    refused = fill(sofia, ahmads, monday, job_title=now.get_text(strip=True))
    assert refused.status_code == 422
    error = soup(refused).select_one("#job_title-error")
    assert error is not None
    assert "Deel says: must differ from the current value" in error.get_text(" ", strip=True)
    assert writes(sandbox) == {}


@pytest.mark.parametrize("days", [-400, 800])
def test_a_day_that_is_not_possible_is_told_at_its_field(
    sofia: FlaskClient, employer: Employer, ahmads: str, monday: date, days: int
) -> None:
    refused = fill(sofia, ahmads, monday + timedelta(days=days), job_title=TITLE)
    assert refused.status_code == 422
    error = soup(refused).select_one("#effective_date-error")
    assert error is not None
    assert "Deel says: must be from" in error.get_text(" ", strip=True)
    assert form_of(refused)["job_title"] == TITLE
    assert drafts(employer) == []


def test_a_double_press_makes_one_draft(
    sofia: FlaskClient, employer: Employer, ahmads: str, monday: date
) -> None:
    form = form_of(sofia.get(f"{ahmads}/new?chosen=job_title"))
    data = {**form, "effective_date": monday.isoformat(), "job_title": TITLE}
    first = sofia.post(f"{ahmads}/new", data=data)
    second = sofia.post(f"{ahmads}/new", data=data)
    assert first.location == second.location
    assert len(drafts(employer)) == 1


def test_two_managers_can_t_draft_the_same_twice(
    sofia: FlaskClient, lukasz: FlaskClient, employer: Employer, ahmads: str, monday: date
) -> None:
    fill(sofia, ahmads, monday, job_title=TITLE)
    employer.move(AHMAD, LUKASZ)
    refused = fill(lukasz, ahmads, monday, job_title="Someone else's idea")
    assert refused.status_code == 422
    assert "Deel says: An open amendment already changes" in text_of(refused)
    assert form_of(refused)["job_title"] == "Someone else's idea"
    assert len(drafts(employer)) == 1


def test_a_lost_answer_is_checking_and_then_one_draft(
    sofia: FlaskClient,
    employer: Employer,
    sandbox: RunningSandbox,
    ahmads: str,
    monday: date,
    later: Callable[..., None],
) -> None:
    sandbox.fault("truncated", "amendments.create", times=1)
    sent = fill(sofia, ahmads, monday, job_title=TITLE)
    assert "We are checking your draft of a change" in text_of(sofia.get(sent.location))
    assert "We are checking whether what you sent" in text_of(sofia.get("/team/amendments"))
    later(seconds=5)
    settled = sofia.get(sent.location)
    assert "The draft is there" in text_of(settled)
    link = next(a for a in soup(settled).select("main a") if "Open the draft" in a.get_text())
    shown = sofia.get(str(link["href"]), follow_redirects=True)
    assert TITLE in text_of(shown)
    assert len(drafts(employer)) == 1


def test_a_down_hr_system_makes_nothing_and_keeps_what_was_typed(
    sofia: FlaskClient, sandbox: RunningSandbox, employer: Employer, ahmads: str, monday: date
) -> None:
    for operation in ("amendments.create", "amendments.validate"):
        sandbox.admin("DELETE", "faults")
        sandbox.fault("429", operation)
        refused = fill(sofia, ahmads, monday, job_title=TITLE)
        assert refused.status_code == 422
        assert "Nothing was sent." in text_of(refused)
        assert form_of(refused)["job_title"] == TITLE
    assert drafts(employer) == []


def test_what_was_typed_survives_the_end_of_the_session(
    sofia: FlaskClient, ahmads: str, monday: date, later: Callable[..., None], sign_in: SignIn
) -> None:
    form = form_of(sofia.get(f"{ahmads}/new?chosen=job_title"))
    later(minutes=31)
    data = {**form, "effective_date": monday.isoformat(), "job_title": TITLE}
    lost = sofia.post(f"{ahmads}/new", data=data)
    assert "/sign-in" in lost.location
    kept = form_of(sign_in(sofia, SOFIA).get(f"{ahmads}/new"))
    assert kept["job_title"] == TITLE
    assert kept["effective_date"] == monday.isoformat()


def test_what_nobody_may_change_is_ignored(
    sofia: FlaskClient, employer: Employer, ahmads: str, monday: date
) -> None:
    form = form_of(sofia.get(f"{ahmads}/new?chosen=job_title"))
    extra = {"salary": "999999", "worker_id": "1", "contract_id": "1", "scope": "All"}
    chosen = ["job_title", "salary", "made_up"]
    data = {**form, **extra, "chosen": chosen, "effective_date": monday.isoformat()}
    sofia.post(f"{ahmads}/new", data={**data, "job_title": TITLE})
    [made] = drafts(employer)
    assert (made["job_title"], made["salary"], made["scope"]) == (TITLE, None, None)


# Changing a draft ----------------------------------------------------------------------------


def test_a_draft_gets_another_day_and_value(
    sofia: FlaskClient, employer: Employer, draft: str, monday: date
) -> None:
    day = monday + timedelta(days=14)
    sent = change(sofia, draft, day, job_title="Director")
    assert sent.status_code == 303, text_of(sent)
    [made] = drafts(employer)
    assert (made["job_title"], made["effective_date"]) == ("Director", day.isoformat())
    shown = sofia.get(sofia.get(sent.location).location)
    assert "Director" in text_of(shown)


def test_its_day_alone_may_change(
    sofia: FlaskClient, employer: Employer, draft: str, monday: date
) -> None:
    day = monday + timedelta(days=14)
    assert change(sofia, draft, day).status_code == 303
    [made] = drafts(employer)
    assert (made["job_title"], made["effective_date"]) == (TITLE, day.isoformat())


@pytest.mark.parametrize(("days", "words"), [(-400, "or later."), (800, "or earlier.")])
def test_the_limits_of_its_day_are_told_at_the_field(
    sofia: FlaskClient,
    sandbox: RunningSandbox,
    draft: str,
    monday: date,
    days: int,
    words: str,
) -> None:
    page = sofia.get(f"{draft}/change?step=values&chosen=job_title")
    assert form_of(page)["effective_date"] == monday.isoformat()
    refused = change(sofia, draft, monday + timedelta(days=days), job_title="Director")
    assert refused.status_code == 422
    error = soup(refused).select_one("#effective_date-error")
    assert error is not None
    assert words in error.get_text()
    assert form_of(refused)["job_title"] == "Director"
    assert "update" not in writes(sandbox)


def test_what_is_no_draft_any_more_is_left_alone(
    sofia: FlaskClient, employer: Employer, sandbox: RunningSandbox, draft: str, monday: date
) -> None:
    form = form_of(sofia.get(f"{draft}/change?step=values&chosen=job_title"))
    send(sofia, draft)
    late = sofia.post(f"{draft}/change", data={**form, "job_title": "Director"})
    assert late.status_code == 409
    assert "It is not as it was when you opened it" in text_of(late)
    assert "update" not in writes(sandbox)
    assert stage(employer, AHMAD, draft) == "PENDINGEMPLOYEESIGNATURE"


def test_what_somebody_else_has_changed_is_not_written_over(
    sofia: FlaskClient, lukasz: FlaskClient, employer: Employer, draft: str, monday: date
) -> None:
    form = form_of(sofia.get(f"{draft}/change?step=values&chosen=job_title"))
    employer.move(AHMAD, LUKASZ)
    change(lukasz, draft, monday, job_title="Director")
    employer.move(AHMAD, SOFIA)
    refused = sofia.post(f"{draft}/change", data={**form, "job_title": "Owner"})
    assert refused.status_code == 422
    assert "Deel has changed this meanwhile. Look at it again." in text_of(refused)
    assert form_of(refused)["job_title"] == "Owner"
    [made] = drafts(employer)
    assert made["job_title"] == "Director"
