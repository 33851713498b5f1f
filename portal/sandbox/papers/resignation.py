"""The letter of resignation."""

from portal.sandbox.company import ORGANIZATION_NAME
from portal.sandbox.offboarding.records import Offboarding, latest_or_none
from portal.sandbox.papers.printed import printed_date
from portal.sandbox.papers.shelf import kept
from portal.sandbox.pdf import Paper
from portal.sandbox.records import contract_or_none, owner
from portal.sandbox.state import Sandbox


def letter(sandbox: Sandbox, contract_id: str) -> bytes:
    """The letter as it is now: a preview until there is a resignation, then with its dates."""
    db = sandbox.store.db
    contract = contract_or_none(db, contract_id)
    if contract is None:
        raise LookupError(contract_id)
    resignation = latest_or_none(db, contract_id)
    if resignation is not None and not resignation.is_open:
        resignation = None
    person = owner(db, contract)
    today = sandbox.clock.today()
    version = resignation.updated_at.strftime("%Y%m%dT%H%M%S%f") if resignation else str(today)

    def make() -> bytes:
        paper = Paper("Resignation", issuer=contract["employer_name"])
        dated = resignation.created_at.date() if resignation else today
        paper.facts(
            [
                ("Employee", person["latin_name"]),
                ("Employer", contract["employer_name"]),
                ("Job title", contract["job_title"]),
                ("Date", printed_date(dated)),
            ]
        )
        paper.paragraph(f"To {contract['employer_name']}, for {ORGANIZATION_NAME}:")
        paper.paragraph(
            f"I resign from my employment under contract {contract['contract_id']}."
            f" My last day of work {_last_day(resignation)}."
        )
        paper.paragraph(
            "I will hand over my work and return what belongs to the company until then."
            " Please confirm that you have received this letter."
        )
        signature = resignation.letter.signature if resignation and resignation.letter else None
        paper.signatures([(f"{person['latin_name']}, employee", signature)])
        return paper.output()

    return kept(sandbox.papers, f"resignation-{contract_id}-{version}", make)


def _last_day(resignation: Offboarding | None) -> str:
    if resignation is None:
        return "is the date that I name in my request"
    return f"is {printed_date(resignation.end_date or resignation.desired_end_date)}"
