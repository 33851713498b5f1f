"""Payslips: earnings, deductions and net pay, with the year so far beside the month."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from portal.sandbox.company import ORGANIZATION_NAME
from portal.sandbox.files import StoredFile
from portal.sandbox.papers.printed import printed_amount, printed_date
from portal.sandbox.papers.shelf import kept
from portal.sandbox.pdf import Paper
from portal.sandbox.state import Sandbox

LINES_OF_THE_YEAR = """
SELECT kind, label, amount FROM payslip_lines JOIN payslips ON payslips.id = payslip_id
WHERE contract_id = ? AND period <= ? AND substr(period, 1, 4) = substr(?, 1, 4)
ORDER BY position, label
"""


def payslip_file(sandbox: Sandbox, payslip_id: str) -> StoredFile | None:
    """The file of one payslip; `file_bytes` may ask for a larger one."""
    db = sandbox.store.db
    payslip = db.execute("SELECT * FROM payslips WHERE id = ?", (payslip_id,)).fetchone()
    if payslip is None:
        return None
    content = kept(sandbox.papers, payslip_id, lambda: _make(db, payslip))
    return StoredFile(content, size=payslip["file_bytes"])


def _make(db: sqlite3.Connection, payslip: sqlite3.Row) -> bytes:
    contract = db.execute(
        "SELECT contracts.*, latin_name, worker_id FROM contracts"
        " JOIN people USING (hris_profile_id) WHERE contract_id = ?",
        (payslip["contract_id"],),
    ).fetchone()
    first = date.fromisoformat(payslip["from_date"])
    last = payslip["to_date"] or payslip["from_date"]
    paper = Paper("Payslip", issuer=contract["employer_name"], note=f"{first:%B %Y}")
    paper.facts(
        [
            ("Employee", contract["latin_name"]),
            ("Employee number", contract["worker_id"]),
            ("Job title", contract["job_title"]),
            ("Contract", contract["contract_id"]),
            ("Period", f"{printed_date(first)} to {printed_date(last)}"),
            ("Payslip", payslip["id"]),
        ]
    )
    year = _year_so_far(db, payslip)
    month = {
        (line["kind"], line["label"]): line["amount"]
        for line in db.execute("SELECT * FROM payslip_lines WHERE payslip_id = ?", (payslip["id"],))
    }
    currency = payslip["currency"]
    for kind, heading, total in (
        ("earning", "Earnings", ("Gross pay", payslip["gross"])),
        ("deduction", "Deductions", ("Total deductions", payslip["deductions"])),
    ):
        label, amount = total
        paper.heading(heading)
        paper.table(
            ("", f"{first:%b %Y}, {currency}", f"{first:%Y} so far, {currency}"),
            [_row(of[1], month.get(of), so_far) for of, so_far in year.items() if of[0] == kind],
            _row(label, amount, _sum(value for (of, _), value in year.items() if of == kind)),
        )
    paper.highlight("Net pay", f"{currency} {printed_amount(payslip['net'])}")
    paper.paragraph(
        f"Paid by {contract['employer_name']} on behalf of {ORGANIZATION_NAME}. "
        "Please keep this payslip; you may need it for your tax return."
    )
    return paper.output()


def _year_so_far(db: sqlite3.Connection, payslip: sqlite3.Row) -> dict[tuple[str, str], Decimal]:
    totals: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    period = payslip["period"]
    for line in db.execute(LINES_OF_THE_YEAR, (payslip["contract_id"], period, period)):
        totals[line["kind"], line["label"]] += Decimal(line["amount"])
    return totals


def _row(label: str, amount: str | None, year: Decimal) -> tuple[str, str, str]:
    return label, printed_amount(amount) if amount else "-", printed_amount(year)


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal(0))
