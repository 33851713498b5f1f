"""The document of an amendment."""

from portal.sandbox.amendments.records import Amendment, amendment_or_none
from portal.sandbox.amendments.stages import SIGNED, Document, Stage
from portal.sandbox.company import ORGANIZATION_NAME
from portal.sandbox.files import StoredFile
from portal.sandbox.papers.printed import printed_date
from portal.sandbox.papers.shelf import kept
from portal.sandbox.pdf import Paper
from portal.sandbox.records import contract_or_none, owner
from portal.sandbox.state import Sandbox

CLIENT_SIGNATURE = "Grace Okafor"


def amendment_file(sandbox: Sandbox, amendment_id: str) -> StoredFile | None:
    """The same bytes until somebody signs."""
    db = sandbox.store.db
    amendment = amendment_or_none(db, amendment_id)
    if amendment is None:
        return None
    contract = contract_or_none(db, amendment.contract_id)
    if contract is None:
        return None
    person = owner(db, contract)

    def make() -> bytes:
        return _make(amendment, person["latin_name"], contract["employer_name"])

    name = f"amendment-{amendment_id}-{amendment.stage}".lower()
    return StoredFile(kept(sandbox.papers, name, make))


def _make(amendment: Amendment, employee: str, employer: str) -> bytes:
    paper = Paper("Amendment to the employment agreement", issuer=employer)
    paper.facts(
        [
            ("Employee", employee),
            ("Employer", employer),
            ("Contract", amendment.contract_id),
            ("In force from", printed_date(amendment.effective_date)),
        ]
    )
    paper.paragraph(
        "The parties agree to change the employment agreement as follows. Everything else in it"
        " stays as it is."
    )
    for item in amendment.items:
        paper.heading(item.item)
        paper.facts([("Until now", item.previous_value or "-"), ("From then on", item.new_value)])
    paper.signatures(
        [
            (f"{employee}, employee", amendment.employee_signature),
            (f"For {ORGANIZATION_NAME}", CLIENT_SIGNATURE if _client_signed(amendment) else None),
        ]
    )
    return paper.output()


def _client_signed(amendment: Amendment) -> bool:
    if amendment.stage in SIGNED:
        return True
    return amendment.stage is Stage.EMPLOYEE_SIGNATURE and amendment.document is not Document.EA
