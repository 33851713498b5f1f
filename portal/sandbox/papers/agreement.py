"""The employment agreement, as a PDF file, and the offer letter before it, as a page."""

import sqlite3
from html import escape

from portal.sandbox.company import ORGANIZATION_NAME
from portal.sandbox.files import StoredFile
from portal.sandbox.papers.printed import printed_amount, printed_date
from portal.sandbox.papers.shelf import kept
from portal.sandbox.pdf import Paper
from portal.sandbox.records import contract_or_none, owner
from portal.sandbox.state import Sandbox

TIMES = {"FULL_TIME": "full time", "PART_TIME": "part time"}


def agreement_file(sandbox: Sandbox, contract_id: str) -> StoredFile | None:
    """The agreement as it stands; it changes with what the contract says."""
    db = sandbox.store.db
    contract = contract_or_none(db, contract_id)
    if contract is None:
        return None
    name = f"agreement-{contract_id}-{contract['updated_at'].replace(':', '')}"
    return StoredFile(kept(sandbox.papers, name, lambda: _make(db, contract)))


def _make(db: sqlite3.Connection, contract: sqlite3.Row) -> bytes:
    person = owner(db, contract)
    employer = contract["employer_name"]
    paper = Paper("Employment agreement", issuer=employer, note=contract["name"])
    paper.facts(
        [
            ("Employee", person["latin_name"]),
            ("Employer", employer),
            ("Job title", contract["job_title"]),
            ("Works for", ORGANIZATION_NAME),
            ("First day", printed_date(contract["start_date"])),
            ("Contract", contract["contract_id"]),
        ]
    )
    for number, (heading, text) in enumerate(clauses(contract), start=1):
        paper.heading(f"{number}. {heading}")
        paper.paragraph(text)
    signed = contract["status"] in ("in_progress", "completed")
    paper.signatures(
        [
            (f"{person['latin_name']}, employee", person["latin_name"] if signed else None),
            (f"For {employer}", "M. Ferreira" if signed else None),
        ]
    )
    return paper.output()


def clauses(contract: sqlite3.Row) -> list[tuple[str, str]]:
    """Headings and texts."""
    pay = f"{contract['currency']} {printed_amount(contract['salary'])}"
    return [
        ("Work", contract["scope"]),
        (
            "Hours",
            f"The employee works {TIMES[contract['employment_type']]},"
            f" {contract['work_hours_per_week']} hours a week, from a place of their choice in"
            f" the country of employment ({contract['country']}).",
        ),
        (
            "Pay",
            f"The gross salary is {pay} a year, paid in twelve parts at the end of each month."
            " Taxes and social security contributions are taken off as the law requires.",
        ),
        (
            "Leave",
            f"The employee has {contract['holidays']} days of paid leave a year, and public"
            " holidays as they fall. Leave is agreed with the manager in advance.",
        ),
        (
            "Probation and notice",
            f"The first {contract['probation_period_days']} days are a probation period. After it"
            f" either side may end this agreement with {contract['notice_period_days']} days'"
            " notice.",
        ),
        (
            "Confidentiality and data",
            "What the employee learns about the business stays confidential, during and after"
            " employment. Personal data are used for employment and as the law asks, and for"
            " nothing else.",
        ),
    ]


def offer_letter(db: sqlite3.Connection, contract: sqlite3.Row) -> str:
    """The offer letter as the vendor's page, with styles and a print button of its own."""
    person = owner(db, contract)
    terms = "".join(
        f"<h2>{escape(heading)}</h2><p>{escape(text)}</p>" for heading, text in clauses(contract)
    )
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Offer letter</title>'
        "<style>body{font:16px/1.5 Georgia,serif;max-width:44rem;margin:2rem auto;padding:0 1rem}"
        "h1{color:#0f5c6e}h2{font-size:1.05rem;margin-bottom:0}</style></head><body>"
        '<button onclick="window.print()">Print</button>'
        f"<h1>Your offer from {escape(ORGANIZATION_NAME)}</h1>"
        f"<p>Dear {escape(person['first_name'])},</p>"
        f"<p>we would like you to join us as <strong>{escape(contract['job_title'])}</strong>,"
        f" starting on {printed_date(contract['start_date'])}. You will be employed by"
        f" {escape(contract['employer_name'])}.</p>{terms}"
        "<p>We look forward to working with you.</p></body></html>"
    )
