"""What workers attach to a request for time off."""

from portal.sandbox.files import StoredFile
from portal.sandbox.papers.printed import printed_date
from portal.sandbox.papers.shelf import kept
from portal.sandbox.pdf import Paper
from portal.sandbox.state import Sandbox


def attachment_file(sandbox: Sandbox, attachment_id: str) -> StoredFile | None:
    """A doctor's note."""
    row = sandbox.store.db.execute(
        "SELECT time_offs.start_date, time_offs.end_date, latin_name FROM time_off_attachments"
        " JOIN time_offs ON time_offs.id = time_off_id JOIN people USING (hris_profile_id)"
        " WHERE time_off_attachments.id = ?",
        (attachment_id,),
    ).fetchone()
    if row is None:
        return None

    def make() -> bytes:
        paper = Paper("Medical certificate", issuer="Dr. Adeyemi, general practitioner")
        paper.facts(
            [
                ("Patient", row["latin_name"]),
                ("Unable to work from", printed_date(row["start_date"])),
                ("Until", printed_date(row["end_date"])),
            ]
        )
        return paper.output()

    return StoredFile(kept(sandbox.papers, f"attachment-{attachment_id}", make))
