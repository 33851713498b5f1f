"""What was last read from an HR system: sealed, stamped, for one worker alone. Never a file.

When a snapshot may be shown is the gateway's to say (``portal/gateway/snapshots.py``).
"""

from portal.snapshots.resources import (
    AMENDMENTS,
    BENEFITS,
    DOCUMENTS,
    EVERYTHING,
    HR_CONTACT,
    LEAVE_BALANCES,
    PAYSLIPS,
    PERSON,
    PHONES,
    RESIGNATIONS,
    TIME_OFF,
    TIME_OFF_TYPES,
    Resource,
)
from portal.snapshots.sealed import Answer, Owner
from portal.snapshots.snapshots import Snapshots
from portal.snapshots.store import Mark, Snapshot, forget_signed_out, outdate

__all__ = [
    "AMENDMENTS",
    "BENEFITS",
    "DOCUMENTS",
    "EVERYTHING",
    "HR_CONTACT",
    "LEAVE_BALANCES",
    "PAYSLIPS",
    "PERSON",
    "PHONES",
    "RESIGNATIONS",
    "TIME_OFF",
    "TIME_OFF_TYPES",
    "Answer",
    "Mark",
    "Owner",
    "Resource",
    "Snapshot",
    "Snapshots",
    "forget_signed_out",
    "outdate",
]
