"""The company that every sandbox starts with."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from decimal import Decimal

import pytest

from portal.sandbox.seed import seed
from portal.sandbox.store import schema

DAYS = [
    date(2026, 11, 22),
    date(2027, 1, 1),
    date(2027, 3, 31),
    date(2027, 12, 31),
    date(2028, 2, 29),
]


def seeded(today: date, *, extra_workers: int = 0) -> sqlite3.Connection:
    db = sqlite3.connect(":memory:", isolation_level=None)
    db.row_factory = sqlite3.Row
    db.executescript(schema())
    seed(db, today, extra_workers)
    return db


@pytest.fixture(scope="module", params=DAYS, ids=str)
def company(request: pytest.FixtureRequest) -> Iterator[sqlite3.Connection]:
    with closing(seeded(request.param)) as db:
        yield db


def test_same_day_same_company() -> None:
    with closing(seeded(DAYS[0])) as one, closing(seeded(DAYS[0])) as other:
        assert list(one.iterdump()) == list(other.iterdump())


def test_ids_do_not_depend_on_the_day() -> None:
    query = "SELECT hris_profile_id, contract_id FROM contracts ORDER BY contract_id"
    with closing(seeded(DAYS[0])) as one, closing(seeded(DAYS[4])) as other:
        assert [tuple(row) for row in one.execute(query)] == [
            tuple(row) for row in other.execute(query)
        ]


def test_many_people_countries_and_currencies(company: sqlite3.Connection) -> None:
    people = company.execute("SELECT COUNT(*), COUNT(DISTINCT country) FROM people").fetchone()
    currencies = company.execute("SELECT COUNT(DISTINCT currency) FROM contracts").fetchone()[0]

    assert people[0] >= 14
    assert people[1] >= 8
    assert currencies >= 8


def test_addresses_cannot_reach_anybody(company: sqlite3.Connection) -> None:
    emails = company.execute(
        "SELECT work_email FROM people UNION SELECT personal_email FROM people"
        " UNION SELECT email FROM emergency_contacts"
    )

    assert all(email.endswith(".example") for (email,) in emails)


def test_pay_adds_up(company: sqlite3.Connection) -> None:
    for slip in company.execute("SELECT * FROM payslips").fetchall():
        sums = {"earning": Decimal(0), "deduction": Decimal(0)}
        for line in company.execute(
            "SELECT kind, amount FROM payslip_lines WHERE payslip_id = ?", (slip["id"],)
        ):
            sums[line["kind"]] += Decimal(line["amount"])
        assert sums["earning"] == Decimal(slip["gross"])
        assert sums["deduction"] == Decimal(slip["deductions"])
        assert Decimal(slip["net"]) == sums["earning"] - sums["deduction"] > 0


def test_amounts_have_the_places_of_their_currency(company: sqlite3.Connection) -> None:
    places = {
        row["currency"]: len(row["net"].partition(".")[2])
        for row in company.execute("SELECT DISTINCT currency, net FROM payslips")
    }

    assert (places["JPY"], places["KWD"], places["EUR"]) == (0, 3, 2)


def test_one_payslip_a_month(company: sqlite3.Connection) -> None:
    counts = company.execute("SELECT COUNT(*) FROM payslips GROUP BY hris_profile_id, period")

    assert {count for (count,) in counts} == {1}


def test_everybody_in_the_special_roles_is_there(company: sqlite3.Connection) -> None:
    roles = {role for (role,) in company.execute("SELECT DISTINCT role FROM people")}

    assert roles == {"client", "manager", "worker", "leaver", "new"}


def test_foreign_keys_hold(company: sqlite3.Connection) -> None:
    assert company.execute("PRAGMA foreign_key_check").fetchall() == []


def test_extra_workers_have_what_a_worker_has_and_change_nobody_else() -> None:
    everything = (
        "SELECT work_email, COUNT(DISTINCT payslips.id) > 0, COUNT(DISTINCT time_offs.id) > 0"
        " FROM people JOIN payslips USING (hris_profile_id) JOIN time_offs USING (hris_profile_id)"
        " WHERE work_email GLOB ? GROUP BY work_email"
    )
    ids = "SELECT hris_profile_id FROM people ORDER BY CAST(worker_id AS INTEGER)"
    with closing(seeded(DAYS[0])) as usual, closing(seeded(DAYS[0], extra_workers=30)) as large:
        cast, crowd = usual.execute(ids).fetchall(), large.execute(ids).fetchall()
        extra = [tuple(row) for row in large.execute(everything, ("*.[0-9]*@acme.example",))]

    assert [row[0] for row in crowd[: len(cast)]] == [row[0] for row in cast]
    assert len(crowd) == len(cast) + 30
    assert len(extra) == 30
    assert all(has_payslips and has_time_off for _, has_payslips, has_time_off in extra)
