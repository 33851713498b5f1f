"""What a write changes of what can be read: snapshots of it end before the send and after it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portal.gateway.ledger.action import ActionKind
from portal.snapshots import (
    AMENDMENTS,
    DOCUMENTS,
    LEAVE_BALANCES,
    PERSON,
    PHONES,
    RESIGNATIONS,
    TIME_OFF,
    Resource,
)

_PAPERS = tuple(DOCUMENTS.values())

TOUCHED: Mapping[ActionKind, tuple[Resource[Any], ...]] = {
    ActionKind.TIME_OFF_SUBMIT: (TIME_OFF, LEAVE_BALANCES),
    ActionKind.TIME_OFF_CANCEL: (TIME_OFF, LEAVE_BALANCES),
    ActionKind.PROFILE_CHANGE: (PERSON, PHONES),
    ActionKind.PERSONAL_EMAIL_CHANGE: (PERSON, PHONES),
    ActionKind.DOCUMENT_UPLOAD: _PAPERS,
    ActionKind.DOCUMENT_ACKNOWLEDGE: _PAPERS,
    ActionKind.AMENDMENT_REQUEST: (AMENDMENTS,),
    # What is signed may apply at once, and the signed document joins the contract's papers.
    ActionKind.AMENDMENT_SIGN: (AMENDMENTS, PERSON, *_PAPERS),
    # As of a manager's decisions below: it touches what others have read.
    ActionKind.TEAM_AMENDMENT_DRAFT: (),
    ActionKind.TEAM_AMENDMENT_CHANGE: (),
    ActionKind.TEAM_AMENDMENT_CONFIRM: (),
    ActionKind.TEAM_AMENDMENT_ACCEPT: (),
    ActionKind.TEAM_AMENDMENT_CANCEL: (),
    ActionKind.RESIGNATION_SUBMIT: (RESIGNATIONS, PERSON, *_PAPERS),
    ActionKind.RESIGNATION_SIGN: (RESIGNATIONS, *_PAPERS),
    # It touches what others have read, whose accounts the ledger does not know.
    ActionKind.TIME_OFF_APPROVE: (),
    ActionKind.TIME_OFF_REJECT: (),
    ActionKind.RESIGNATION_ACCEPT: (),
    ActionKind.RESIGNATION_DECLINE: (),
}
