"""Tax statements, letters, forms, and files that workers handed in."""

import sqlite3
from decimal import Decimal

from portal.sandbox.company import ORGANIZATION_NAME
from portal.sandbox.files import StoredFile
from portal.sandbox.papers.printed import printed_amount, printed_date
from portal.sandbox.papers.shelf import kept
from portal.sandbox.pdf import Paper
from portal.sandbox.records import contract_or_none, owner
from portal.sandbox.state import Sandbox


def document_file(sandbox: Sandbox, document_id: str) -> StoredFile | None:
    """A tax statement or an HRX document."""
    db = sandbox.store.db
    document = db.execute("SELECT * FROM documents WHERE id = ?", (document_id,)).fetchone()
    if document is None:
        return None
    make = _tax_statement if document["kind"] == "tax" else _letter
    return StoredFile(kept(sandbox.papers, document_id, lambda: make(db, document)))


def _tax_statement(db: sqlite3.Connection, document: sqlite3.Row) -> bytes:
    person, contract = _whose(db, document)
    paper = Paper(
        f"{document['name']} {document['year']}",
        issuer=contract["employer_name"],
        note="Statement of pay and tax for the year",
    )
    paper.facts(_about(person, contract))
    places = _places(db, contract)
    gross = Decimal(contract["salary"]).quantize(Decimal(1).scaleb(-places))
    taxed, insured = (gross * Decimal(rate) for rate in ("0.17", "0.12"))
    paper.heading("Amounts for the year")
    paper.table(
        ("", contract["currency"]),
        [
            ("Gross pay", printed_amount(gross)),
            ("Income tax withheld", printed_amount(round(taxed, places))),
            ("Social security contributions", printed_amount(round(insured, places))),
        ],
        None,
    )
    return paper.output()


def _letter(db: sqlite3.Connection, document: sqlite3.Row) -> bytes:
    person, contract = _whose(db, document)
    made = printed_date(document["created_at"][:10])
    paper = Paper(document["name"], issuer=contract["employer_name"], note=made)
    paper.facts(_about(person, contract))
    paper.paragraph(document["category_description"] or "")
    since = printed_date(contract["start_date"])
    until = f" until {printed_date(contract['end_date'])}" if contract["end_date"] else ""
    paper.paragraph(
        f"{person['latin_name']} has been employed by {contract['employer_name']} since {since}"
        f"{until} and works for {ORGANIZATION_NAME} as {contract['job_title']}."
    )
    paper.signatures([(f"For {contract['employer_name']}", "M. Ferreira")])
    return paper.output()


def _whose(db: sqlite3.Connection, document: sqlite3.Row) -> tuple[sqlite3.Row, sqlite3.Row]:
    contract = contract_or_none(db, document["contract_id"])
    if contract is None:
        raise LookupError(document["contract_id"])
    return owner(db, document), contract


def _about(person: sqlite3.Row, contract: sqlite3.Row) -> list[tuple[str, str]]:
    return [
        ("Employee", person["latin_name"]),
        ("Employee number", person["worker_id"]),
        ("Employer", contract["employer_name"]),
        ("Country", contract["country"]),
    ]


def _places(db: sqlite3.Connection, contract: sqlite3.Row) -> int:
    paid = db.execute(
        "SELECT gross FROM payslips WHERE contract_id = ? LIMIT 1", (contract["contract_id"],)
    ).fetchone()
    return len(paid["gross"].partition(".")[2]) if paid else 2


def compliance_template(sandbox: Sandbox, document_id: str) -> StoredFile | None:
    """The form to fill in."""
    document = _compliance_or_none(sandbox, document_id)
    if document is None:
        return None

    def make() -> bytes:
        paper = Paper(document["name"], issuer=ORGANIZATION_NAME, note="Form")
        paper.paragraph(document["description"])
        paper.facts([(label, "") for label in ("Name", "Date of birth", "Telephone", "E-mail")])
        paper.signatures([("Place, date", None), ("Signature", None)])
        return paper.output()

    return StoredFile(kept(sandbox.papers, f"form-{document_id}", make))


def compliance_upload(sandbox: Sandbox, document_id: str) -> StoredFile | None:
    """What the worker handed in; papers handed in before the sandbox began are made up."""
    document = _compliance_or_none(sandbox, document_id)
    if document is None or document["filename"] is None:
        return None
    if document["content"] is not None:
        return StoredFile(document["content"], document["content_type"])
    db = sandbox.store.db

    def make() -> bytes:
        paper = Paper(document["name"], issuer=document["filename"])
        paper.paragraph(f"Handed in by {owner(db, document)['latin_name']}.")
        return paper.output()

    return StoredFile(kept(sandbox.papers, f"upload-{document_id}", make))


def _compliance_or_none(sandbox: Sandbox, document_id: str) -> sqlite3.Row | None:
    found: sqlite3.Row | None = sandbox.store.db.execute(
        "SELECT * FROM compliance_documents WHERE id = ?", (document_id,)
    ).fetchone()
    return found
