"""Tax statements, letters, benefits and the papers that a country asks for."""

import json
import random
import sqlite3
import tomllib
from datetime import date, timedelta
from importlib.resources import files
from typing import Any

from portal.sandbox.seed.tools import at, generator, insert, make_uuid

PAGES_OF_DOCUMENTS_FOR = "DE"
MONTHLY_STATEMENTS = 44


def seed(db: sqlite3.Connection, today: date) -> None:
    """Papers of everybody who has a running or an ended contract; a newcomer has few."""
    rng = generator("documents")
    rules = tomllib.loads(files(__package__).joinpath("documents.toml").read_text("utf-8"))
    contracts = db.execute(
        "SELECT contracts.*, people.role FROM contracts JOIN people USING (hris_profile_id)"
        " ORDER BY contract_id"
    ).fetchall()
    for contract in contracts:
        country = rules["country"][contract["country"]]
        if not contract["is_ended"] or contract["role"] == "leaver":
            _compliance(db, rng, rules, contract, country, today)
        if contract["role"] != "new":
            _tax(db, rng, contract, country["tax"], today)
            _letters(db, rng, rules, contract)
            _hrx(db, rng, rules, contract, today)
            _benefits(db, rng, contract, country["benefits"])


def _document(
    db: sqlite3.Connection,
    rng: random.Random,
    contract: sqlite3.Row,
    kind: str,
    name: str,
    made: date,
    **columns: object,
) -> None:
    row = {
        "id": make_uuid(rng),
        "hris_profile_id": contract["hris_profile_id"],
        "contract_id": contract["contract_id"],
        "kind": kind,
        "name": name,
        "created_at": at(made),
        "updated_at": at(made, 11),
    }
    insert(db, "documents", row | columns)


def _tax(
    db: sqlite3.Connection, rng: random.Random, contract: sqlite3.Row, name: str, today: date
) -> None:
    """One statement for each finished year, up to three."""
    last = int((contract["end_date"] or today.isoformat())[:4])
    first = max(int(contract["start_date"][:4]), today.year - 3)
    for year in range(first, min(last, today.year - 1) + 1):
        _document(db, rng, contract, "tax", name, date(year + 1, 2, 14), year=year)


def _letters(
    db: sqlite3.Connection, rng: random.Random, rules: dict[str, Any], contract: sqlite3.Row
) -> None:
    made = date.fromisoformat(contract["start_date"]) + timedelta(days=20)
    for name in rules["letters"]:
        _document(db, rng, contract, "hr_letter", name, made)


def _hrx(
    db: sqlite3.Connection,
    rng: random.Random,
    rules: dict[str, Any],
    contract: sqlite3.Row,
    today: date,
) -> None:
    start = date.fromisoformat(contract["start_date"])
    for paper in rules["hrx"]:
        if paper.get("ended", False) and not contract["is_ended"]:
            continue
        made = date.fromisoformat(contract["end_date"]) if paper.get("ended") else start
        _hrx_document(db, rng, contract, paper, paper["name"], made)
    if contract["country"] == PAGES_OF_DOCUMENTS_FOR:
        paper = rules["statement"]
        for number in range(MONTHLY_STATEMENTS):
            made = today - timedelta(days=7 + 24 * number)
            _hrx_document(db, rng, contract, paper, f"{paper['name']} {made:%d.%m.%Y}", made)


def _hrx_document(
    db: sqlite3.Connection,
    rng: random.Random,
    contract: sqlite3.Row,
    paper: dict[str, str],
    name: str,
    made: date,
) -> None:
    _document(
        db,
        rng,
        contract,
        "hrx",
        name,
        made,
        category=paper["category"],
        category_type=paper["type"],
        category_description=paper["description"],
    )


def _benefits(
    db: sqlite3.Connection,
    rng: random.Random,
    contract: sqlite3.Row,
    benefits: list[dict[str, Any]],
) -> None:
    for benefit in benefits:
        insert(
            db,
            "benefits",
            {
                "id": make_uuid(rng),
                "contract_id": contract["contract_id"],
                "name": benefit["name"],
                "type": benefit["type"],
                "status": "ENDED" if contract["is_ended"] else "ENROLLED",
                "description": benefit["description"],
                "enrollment_details": json.dumps(
                    {
                        "provider": benefit["provider"],
                        "start_date": contract["start_date"],
                        "employee_contribution": benefit.get("employee", "0.00"),
                        "employer_contribution": benefit.get("employer", "0.00"),
                        "currency": contract["currency"],
                    }
                ),
            },
        )


def _compliance(
    db: sqlite3.Connection,
    rng: random.Random,
    rules: dict[str, Any],
    contract: sqlite3.Row,
    country: dict[str, Any],
    today: date,
) -> None:
    """A newcomer has handed in nothing yet."""
    new = contract["role"] == "new"
    start = date.fromisoformat(contract["start_date"])
    for paper in [*rules["compliance"], *country.get("compliance", [])]:
        status = None if new else paper.get("status")
        uploaded = min(start, today) - timedelta(days=6) if status else None
        insert(
            db,
            "compliance_documents",
            {
                "id": make_uuid(rng),
                "hris_profile_id": contract["hris_profile_id"],
                "name": paper["name"],
                "description": paper["description"],
                "country": contract["country"],
                "status": status,
                "is_optional": int(paper.get("optional", False)),
                "required_in_30_days": int(paper.get("soon", False)),
                "has_template": int(paper.get("template", False)),
                "fillable": int(paper.get("template", False)),
                "filename": f"{paper['file']}.pdf" if status else None,
                "content_type": "application/pdf" if status else None,
                "uploaded_at": at(uploaded, 14) if uploaded else None,
                "rejection_message": paper.get("rejection") if status == "REJECTED" else None,
                "is_acknowledgement_only_document": int(paper.get("acknowledge", False)),
                "is_consent_required": int(paper.get("consent", False)),
            },
        )
