from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient

from tests.sandbox_server import RunningSandbox
from tests.support.employer import Employer
from tests.support.pages import form_of, soup, text_of
from tests.support.people import MARIA, OLIVER
from tests.time_off.conftest import ask, filled


def created(sandbox: RunningSandbox) -> int:
    return len(sandbox.calls("time_offs.create"))


def test_the_check_page_says_what_it_takes_and_sends_nothing(
    oliver: FlaskClient, sandbox: RunningSandbox, monday: date
) -> None:
    page = ask(oliver, "check", start=monday, end=monday + timedelta(days=7), note="Moving house")
    text = text_of(page)
    assert page.status_code == 200
    assert "This takes 6 days" in text
    assert "2 days in between do not count" in text
    assert "Left afterwards" in text
    assert "Moving house" in text
    assert created(sandbox) == 0


def test_the_check_page_says_who_is_shown_what(oliver: FlaskClient, monday: date) -> None:
    tuesday = monday + timedelta(days=1)
    page = ask(oliver, "check", start=monday, end=tuesday, half_day="y", note="Moving house")
    shown = soup(page).select("main dl")[-1].get_text(" ", strip=True)
    assert "Sofia Almeida, who decides" in shown
    assert "Half of each day, your note, what is left of your leave" in shown
    assert "Oliver Bennett is away" in shown
    assert "half of each day Only once it is approved. Never what it is for" in shown
    assert "Moving house" not in shown


def test_public_holidays_are_left_out_by_name(oliver: FlaskClient) -> None:
    year = date.today().year + 1  # noqa: DTZ011
    page = ask(oliver, "check", start=date(year, 12, 24), end=date(year, 12, 25))
    assert page.status_code == 200
    assert "Christmas Day" in text_of(page)


def test_sending_from_the_check_page_leads_to_the_outcome(
    oliver: FlaskClient, employer: Employer, monday: date
) -> None:
    checked = ask(oliver, "check", start=monday, end=monday, note="Moving house")
    sent = oliver.post("/time-off/new", data={**form_of(checked), "action": "send"})
    assert sent.status_code == 303
    outcome = oliver.get(sent.location)
    assert "Your request is with your employer" in text_of(outcome)
    [new] = employer.time_off_on(OLIVER, monday)
    assert (new["status"], new["description"]) == ("REQUESTED", "Moving house")
    assert soup(outcome).select_one(f'a[href="/time-off/{new["id"]}"]') is not None


def test_the_check_page_leads_back_with_everything_kept(oliver: FlaskClient, monday: date) -> None:
    values = filled(oliver, start=monday, end=monday, half_day="y", note="Two\r\nlines")
    checked = oliver.post("/time-off/new", data={**values, "action": "check"})
    back = oliver.post("/time-off/new", data={**form_of(checked), "action": "change"})
    kept = form_of(back)
    assert back.status_code == 200
    assert {name: kept[name] for name in ("key", "type_id", "start", "end", "half_day")} == {
        name: values[name] for name in ("key", "type_id", "start", "end", "half_day")
    }
    assert kept["note"].split() == ["Two", "lines"]


def test_half_days_leave_the_weekend_alone(
    oliver: FlaskClient, employer: Employer, monday: date
) -> None:
    friday = monday + timedelta(days=4)
    values = {"start": friday, "end": friday + timedelta(days=3), "half_day": "y"}
    assert "This takes 1 day" in text_of(ask(oliver, "check", **values))
    assert ask(oliver, "send", **values).status_code == 303
    [new] = employer.time_off_on(OLIVER, friday)
    assert float(new["amount"]) == 1.0


@pytest.mark.parametrize(
    ("days", "message"),
    [
        ({"start": "", "end": ""}, "Enter the first day."),
        ({"start": "2027-02-29", "end": "2027-03-01"}, "Enter a real date"),
        ({"start": "9999-12-31", "end": "9999-12-31"}, "within two years"),
        ({"start": "0001-01-01", "end": "0001-01-01"}, "within two years"),
        ({"start": "99999-01-01", "end": "1"}, "Enter a real date"),
        ({"start": "2020-02-29", "end": "2020-02-29"}, "within two years"),
    ],
)
def test_days_that_can_not_be_are_field_errors(
    oliver: FlaskClient, sandbox: RunningSandbox, monday: date, days: dict[str, str], message: str
) -> None:
    for action in ("check", "send"):
        values = {**filled(oliver, start=monday, end=monday), **days, "action": action}
        page = oliver.post("/time-off/new", data=values)
        assert page.status_code == 422
        error = soup(page).find(id="start-error")
        assert error is not None
        assert message in error.get_text()
        assert form_of(page)["start"] == days["start"]
    assert created(sandbox) == 0


def test_the_last_day_before_the_first_is_a_field_error(oliver: FlaskClient, monday: date) -> None:
    page = ask(oliver, "check", start=monday, end=monday - timedelta(days=1))
    assert page.status_code == 422
    error = soup(page).find(id="end-error")
    assert error is not None
    assert "The last day is before the first day." in error.get_text()
    assert text_of(page).startswith("Error:")


def test_yesterday_only_where_the_kind_allows_it(oliver: FlaskClient) -> None:
    recent = date.today() - timedelta(days=3)  # noqa: DTZ011
    friday = recent - timedelta(days=(recent.weekday() - 4) % 7)
    vacation = ask(oliver, "check", start=friday, end=friday)
    assert vacation.status_code == 422
    assert "can't be asked for after the fact" in text_of(vacation)
    assert ask(oliver, "check", kind="Sick leave", start=friday, end=friday).status_code == 200


def test_too_short_notice_names_the_earliest_day(oliver: FlaskClient) -> None:
    tomorrow = date.today() + timedelta(days=1)  # noqa: DTZ011
    page = ask(oliver, "check", kind="Unpaid leave", start=tomorrow, end=tomorrow)
    assert page.status_code == 422
    assert "14 calendar days beforehand. The earliest first day is" in text_of(page)


def test_overlap_with_an_own_request_names_it(
    oliver: FlaskClient, oliver_waiting: str, monday: date
) -> None:
    page = ask(oliver, "check", start=monday - timedelta(days=3), end=monday)
    error = soup(page).find(id="start-error")
    assert page.status_code == 422
    assert error is not None
    assert "another request of yours: Vacation" in error.get_text()
    assert "Waiting for an answer" in error.get_text()


def test_what_the_hr_system_objects_to_is_a_field_error(oliver: FlaskClient, monday: date) -> None:
    page = ask(oliver, "check", start=monday, end=monday + timedelta(days=100))
    error = soup(page).find(id="start-error")
    assert page.status_code == 422
    assert error is not None
    assert "Deel says: The request is more than the remaining balance." in error.get_text()


def test_a_note_is_limited_and_shown_as_text(
    oliver: FlaskClient, sandbox: RunningSandbox, monday: date
) -> None:
    too_long = ask(oliver, "check", start=monday, end=monday, note="x" * 10_240)
    assert too_long.status_code == 422
    assert "Use 500 characters or fewer." in text_of(too_long)
    assert form_of(too_long)["note"].strip() == "x" * 10_240
    hostile = "<script>alert(1)</script> \u202etxt.exe אבג"
    page = ask(oliver, "check", start=monday, end=monday, note=hostile)
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    note = next(one for one in soup(page).find_all("bdi") if "alert" in one.get_text())
    assert note.get_text() == hostile
    assert created(sandbox) == 0


def test_a_note_with_line_ends_counts_as_it_is_sent(
    oliver: FlaskClient, employer: Employer, monday: date
) -> None:
    note = "\r\n".join(["x" * 249, "y" * 250]) + "\0"
    sent = ask(oliver, "send", start=monday, end=monday, note=note)
    assert sent.status_code == 303
    [new] = employer.time_off_on(OLIVER, monday)
    assert new["description"] == note.replace("\r\n", "\n").removesuffix("\0")


def test_a_posted_status_or_worker_is_ignored(
    oliver: FlaskClient, employer: Employer, monday: date
) -> None:
    of_maria = employer.time_off_of(MARIA)
    maria_id = employer.profile_of(MARIA)
    names = ("worker_id", "recipient_profile_id", "hris_profile_id", "profile_id")
    forged = {"status": "APPROVED", **dict.fromkeys(names, maria_id)}
    assert ask(oliver, "send", start=monday, end=monday, **forged).status_code == 303
    assert employer.time_off_of(MARIA) == of_maria
    [new] = employer.time_off_on(OLIVER, monday)
    assert new["status"] == "REQUESTED"


def test_a_kind_of_another_country_can_not_be_chosen(
    oliver: FlaskClient, maria: FlaskClient, sandbox: RunningSandbox, monday: date
) -> None:
    foreign = filled(maria, start=monday, end=monday)["type_id"]
    page = ask(oliver, "send", start=monday, end=monday, type_id=foreign)
    assert page.status_code == 422
    assert created(sandbox) == 0


def test_the_part_below_the_dates_follows_the_kind_without_a_script_too(
    oliver: FlaskClient, monday: date
) -> None:
    page = ask(oliver, "check", kind="Unpaid leave", start=monday, end=monday, half_day="y")
    error = soup(page).find(id="type_id-error")
    assert page.status_code == 422
    assert error is not None
    assert "can't be taken in such parts of a day" in error.get_text()
    assert soup(page).find(id="half_day") is None
    assert "half_day" not in form_of(page)


def test_the_preview_in_place_is_only_its_piece_of_the_page(
    oliver: FlaskClient, sandbox: RunningSandbox, monday: date
) -> None:
    values = filled(oliver, start=monday, end=monday + timedelta(days=1))
    sandbox.admin("DELETE", "requests")
    piece = oliver.post(
        "/time-off/new",
        data={**values, "action": "preview"},
        headers={"HX-Request": "true"},
    )
    page = soup(piece)
    assert piece.status_code == 200
    assert page.find("html") is None
    assert page.find(id="time-off-live") is not None
    assert "This takes 2 days" in text_of(piece)
    assert page.find(id="half_day") is not None
    assert created(sandbox) == 0


def test_the_preview_of_a_form_begun_complains_of_nothing(oliver: FlaskClient) -> None:
    page = oliver.get("/time-off/new")
    values = {**form_of(page), "start": "2027-02-29", "action": "preview"}
    piece = oliver.post("/time-off/new", data=values, headers={"HX-Request": "true"})
    assert piece.status_code == 200
    assert text_of(piece) == ""


def test_balances_that_can_not_be_read_are_left_out_of_the_form(
    oliver: FlaskClient, sandbox: RunningSandbox
) -> None:
    sandbox.fault("500_html", "time_offs.entitlements")
    page = oliver.get("/time-off/new")
    assert page.status_code == 200
    assert "Vacation" in text_of(page)
    assert "days left" not in text_of(page)
