"""The fault that answers with another worker's object of the same kind."""

import sqlite3
from dataclasses import replace

from portal.sandbox.deel.call import Caller

OWNER = {
    "hris_profile_id": "SELECT :value",
    "worker_id": "SELECT :value",
    "contract_id": "SELECT hris_profile_id FROM contracts WHERE contract_id = :value",
}
"""Whose an id in a path is."""

THEIRS = {
    "hris_profile_id": "SELECT :stranger",
    "worker_id": "SELECT :stranger",
    "contract_id": "SELECT contract_id FROM contracts"
    " WHERE hris_profile_id = :stranger AND hiring_type = 'eor' ORDER BY is_ended",
    "payslip_id": "SELECT id FROM payslips WHERE hris_profile_id = :stranger ORDER BY period DESC",
    "document_id": "SELECT theirs.id FROM documents theirs JOIN documents mine USING (kind)"
    " WHERE mine.id = :value AND theirs.hris_profile_id = :stranger",
    "amendment_id": "SELECT id FROM amendments JOIN contracts USING (contract_id)"
    " WHERE hris_profile_id = :stranger AND stage NOT IN ('DRAFT', 'CANCELLED') ORDER BY id",
    "attachment_id": "SELECT theirs.id FROM time_off_attachments theirs"
    " JOIN time_offs ON time_offs.id = time_off_id WHERE hris_profile_id = :stranger",
}
"""The stranger's own id of the same kind; `:value` is the id that was asked for."""

STRANGERS = """
SELECT people.hris_profile_id
FROM people
JOIN contracts USING (hris_profile_id)
LEFT JOIN amendments USING (contract_id)
LEFT JOIN offboardings USING (contract_id)
WHERE people.hiring_type = 'eor' AND role IN ('worker', 'manager')
  AND people.hris_profile_id IS NOT ?
GROUP BY people.hris_profile_id
ORDER BY COUNT(amendments.id) * COUNT(offboardings.id) DESC, people.hris_profile_id
"""
"""Everybody else; whoever has both amendments and a resignation comes first."""


def swap(
    db: sqlite3.Connection, caller: Caller, ids: dict[str, str]
) -> tuple[Caller, dict[str, str]]:
    """The same call as another worker would make it; unchanged where nobody else has the like."""
    asker = caller.worker or _owner_or_none(db, ids)
    others = db.execute(STRANGERS, (asker,))
    for (stranger,) in others.fetchall():
        theirs = {
            name: _first(db, THEIRS[name], stranger=stranger, value=value)
            if name in THEIRS
            else value
            for name, value in ids.items()
        }
        if all(theirs.values()):
            swapped = replace(caller, worker=stranger) if caller.worker else caller
            return swapped, {name: str(value) for name, value in theirs.items()}
    return caller, ids


def _owner_or_none(db: sqlite3.Connection, ids: dict[str, str]) -> str | None:
    for name, value in ids.items():
        if name in OWNER:
            return _first(db, OWNER[name], value=value)
    return None


def _first(db: sqlite3.Connection, sql: str, **values: str) -> str | None:
    row = db.execute(sql, values).fetchone()
    return row[0] if row else None
