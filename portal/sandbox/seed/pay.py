"""Twelve months of payslips: earnings, deductions and net pay that add up."""

import random
import sqlite3
import tomllib
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from importlib.resources import files
from typing import Any

from portal.sandbox.seed.tools import (
    at,
    generator,
    insert,
    last_of_month,
    make_short_id,
    months_before,
)

MONTHS = 12
BONUS_SHARE = Decimal("0.35")
STILL_PENDING_FOR = "CA"
STARTS_WITH_THE_MONTH = 3
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Line:
    """One line of a payslip."""

    kind: str
    label: str
    amount: Decimal


def seed(db: sqlite3.Connection, today: date) -> None:
    """One payslip for each of the last twelve full months in which a contract ran."""
    rng = generator("pay")
    rules = tomllib.loads(files(__package__).joinpath("payroll.toml").read_text("utf-8"))
    contracts = db.execute(
        "SELECT * FROM contracts WHERE status IN ('in_progress', 'completed') ORDER BY contract_id"
    ).fetchall()
    for contract in contracts:
        bonus_month = rng.randrange(2, MONTHS)
        for back in range(MONTHS, 0, -1):
            first = months_before(today, back)
            share = _worked_share(contract, first)
            if share:
                lines = _lines(rules, contract, share, rng, bonus=back == bonus_month)
                _payslip(db, contract, first, lines, rng, newest=back == 1)
        if contract["country"] == STILL_PENDING_FOR:
            lines = _lines(rules, contract, Decimal(1), rng, bonus=False)
            _payslip(db, contract, months_before(today, 0), lines, rng, newest=True, pending=True)


def _worked_share(contract: sqlite3.Row, first: date) -> Decimal:
    """Which part of a month the contract ran; the first working day counts as the first day."""
    last = last_of_month(first)
    begin = max(first, date.fromisoformat(contract["start_date"]))
    if begin <= last and begin.day <= STARTS_WITH_THE_MONTH:
        begin = first
    end = min(last, date.fromisoformat(contract["end_date"])) if contract["end_date"] else last
    days = max(0, (end - begin).days + 1)
    return Decimal(days) / monthrange(first.year, first.month)[1]


def _lines(
    rules: dict[str, Any],
    contract: sqlite3.Row,
    share: Decimal,
    rng: random.Random,
    *,
    bonus: bool,
) -> list[Line]:
    places = rules["places"].get(contract["currency"], 2)
    country = rules[contract["country"]]
    month = Decimal(contract["salary"]) / 12 * share
    extra = sum(Decimal(str(percent)) for _, percent in country["earnings"])
    base = month / (1 + extra / HUNDRED)
    earnings = [Line("earning", "Base salary", _round(base, places))]
    for label, percent in country["earnings"]:
        amount = _round(base * Decimal(str(percent)) / HUNDRED, places)
        earnings.append(Line("earning", label, amount))
    if bonus:
        earnings.append(Line("earning", "Performance bonus", _round(month * BONUS_SHARE, places)))
    elif rng.random() < 1 / 6:
        repaid = _round(month * Decimal(rng.randrange(5, 30)) / 1000, places)
        earnings.append(Line("earning", "Expenses repaid", repaid))
    gross = sum(line.amount for line in earnings)
    deductions = [
        Line("deduction", label, _round(gross * Decimal(str(percent)) / HUNDRED, places))
        for label, percent in country["deductions"]
    ]
    return earnings + deductions


def _payslip(
    db: sqlite3.Connection,
    contract: sqlite3.Row,
    first: date,
    lines: list[Line],
    rng: random.Random,
    *,
    newest: bool,
    pending: bool = False,
) -> None:
    payslip_id = f"eorps_{make_short_id(rng, 14)}"
    gross = sum(line.amount for line in lines if line.kind == "earning")
    deductions = sum(line.amount for line in lines if line.kind == "deduction")
    last = last_of_month(first)
    paid = last - timedelta(days=3)
    insert(
        db,
        "payslips",
        {
            "id": payslip_id,
            "hris_profile_id": contract["hris_profile_id"],
            "contract_id": contract["contract_id"],
            "period": f"{first:%Y-%m}",
            "from_date": first.isoformat(),
            "to_date": None if pending else last.isoformat(),
            "status": "Pending" if pending else "AVAILABLE" if newest else "PUBLISHED",
            "currency": contract["currency"],
            "gross": str(gross),
            "deductions": str(deductions),
            "net": str(gross - deductions),
            "created_at": at(first if pending else paid),
            "published_at": None if pending else at(paid, 16),
        },
    )
    for position, line in enumerate(lines):
        insert(
            db,
            "payslip_lines",
            {
                "payslip_id": payslip_id,
                "position": position,
                "kind": line.kind,
                "label": line.label,
                "amount": str(line.amount),
            },
        )


def _round(amount: Decimal, places: int) -> Decimal:
    return amount.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
