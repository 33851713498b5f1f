"""The kinds of writes, a file a subject."""

from portal.gateway.ledger.act import Act
from portal.gateway.ledger.action import ActionKind
from portal.gateway.ledger.acts.amendments import RequestAmendment, SignAmendment
from portal.gateway.ledger.acts.documents import AcknowledgeDocument, UploadDocument
from portal.gateway.ledger.acts.profile import ChangePersonalEmail, ChangeProfile
from portal.gateway.ledger.acts.resignation import SignResignationLetter, SubmitResignation
from portal.gateway.ledger.acts.resignation_reviews import AcceptResignation, DeclineResignation
from portal.gateway.ledger.acts.reviews import ApproveTimeOff, RejectTimeOff
from portal.gateway.ledger.acts.team_amendments import (
    AcceptAmendment,
    CancelAmendment,
    ChangeAmendment,
    ConfirmAmendment,
    DraftAmendment,
)
from portal.gateway.ledger.acts.time_off import CancelTimeOff, SubmitTimeOff

ACTS: dict[ActionKind, type[Act]] = {
    act.kind: act
    for act in (
        SubmitTimeOff,
        CancelTimeOff,
        ChangeProfile,
        ChangePersonalEmail,
        UploadDocument,
        AcknowledgeDocument,
        RequestAmendment,
        SignAmendment,
        DraftAmendment,
        ChangeAmendment,
        ConfirmAmendment,
        AcceptAmendment,
        CancelAmendment,
        SubmitResignation,
        SignResignationLetter,
        ApproveTimeOff,
        RejectTimeOff,
        AcceptResignation,
        DeclineResignation,
    )
}

__all__ = [
    "ACTS",
    "AcceptAmendment",
    "AcceptResignation",
    "AcknowledgeDocument",
    "ApproveTimeOff",
    "CancelAmendment",
    "CancelTimeOff",
    "ChangeAmendment",
    "ChangePersonalEmail",
    "ChangeProfile",
    "ConfirmAmendment",
    "DeclineResignation",
    "DraftAmendment",
    "RejectTimeOff",
    "RequestAmendment",
    "SignAmendment",
    "SignResignationLetter",
    "SubmitResignation",
    "SubmitTimeOff",
    "UploadDocument",
]
