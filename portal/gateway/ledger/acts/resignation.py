"""Giving notice, and signing the letter where that is asked for."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

from portal.audit import Event
from portal.backends.agreements import LetterStage, ResignationDraft, ResignationReason
from portal.backends.contract import WorkerAPI
from portal.backends.errors import Conflict
from portal.backends.types import Upload
from portal.gateway.ledger.act import ABSENT, OVERTAKEN, Act, LookUp, Sought, found
from portal.gateway.ledger.action import ActionKind
from portal.gateway.reads import WorkerReads


@dataclass(frozen=True)
class SubmitResignation(Act):
    """Attachments are never stored here: with any of them it can't be sent again by itself."""

    kind: ClassVar = ActionKind.RESIGNATION_SUBMIT
    event: ClassVar = Event.RESIGNATION_SUBMITTED
    not_payload: ClassVar = frozenset({"before"})
    not_stored: ClassVar = frozenset({"attachments"})

    reason: ResignationReason
    desired_end_date: date
    signature: str
    detail: str
    attachment_digests: tuple[str, ...]
    attachments: tuple[Upload, ...] = ()
    before: tuple[str, ...] = ()
    """Ids of the resignations that were there before this was sent."""

    @classmethod
    def of(cls, draft: ResignationDraft) -> SubmitResignation:
        return cls(
            draft.reason,
            draft.desired_end_date,
            draft.signature,
            draft.detail,
            tuple(hashlib.sha256(one.content).hexdigest() for one in draft.attachments),
            draft.attachments,
        )

    @property
    def thing(self) -> str:
        return "resignation"

    @property
    def subject(self) -> str:
        # Another day is another resignation: the one before may have been declined meanwhile, and
        # one that is pending is a conflict.
        return f"{self.thing} {self.desired_end_date}"

    @property
    def repeatable(self) -> bool:
        return not self.attachment_digests

    def prepared(self, reads: WorkerReads) -> SubmitResignation:
        there = reads.resignations()
        if any(one.open for one in there):
            raise Conflict("one is pending already", operation="resignation.submit")
        return replace(self, before=tuple(one.id for one in there))

    def send(self, api: WorkerAPI, key: str) -> tuple[str, ...]:
        draft = ResignationDraft(
            self.reason, self.desired_end_date, self.signature, self.detail, self.attachments
        )
        return (api.submit_resignation(draft, key=key).id,)

    def look_up(self, reads: WorkerReads, sought: Sought) -> LookUp:
        known = sought.taken.union(self.before)
        new = (one for one in reads.resignations() if one.id not in known)
        return next((found(one.id) for one in new), ABSENT)


@dataclass(frozen=True)
class SignResignationLetter(Act):
    kind: ClassVar = ActionKind.RESIGNATION_SIGN
    event: ClassVar = Event.RESIGNATION_LETTER_SIGNED
    not_payload: ClassVar = frozenset({"resignation_id"})

    signature: str
    resignation_id: str = ""
    """Whose letter waits for the signature."""

    @property
    def thing(self) -> str:
        return "resignation letter"

    @property
    def subject(self) -> str:
        return self.thing

    def prepared(self, reads: WorkerReads) -> SignResignationLetter:
        for one in reads.resignations():
            if one.letter is LetterStage.TO_SIGN:
                return replace(self, resignation_id=one.id)
        raise Conflict("no letter waits for a signature", operation="resignation.sign_letter")

    def send(self, api: WorkerAPI, key: str) -> tuple[str, ...]:
        api.sign_resignation_letter(self.signature, key=key)
        return (self.resignation_id,)

    def look_up(self, reads: WorkerReads, _sought: Sought) -> LookUp:
        letter = next(
            (one.letter for one in reads.resignations() if one.id == self.resignation_id),
            LetterStage.NONE,
        )
        if letter is LetterStage.SIGNED:
            return found(self.resignation_id)
        return ABSENT if letter is LetterStage.TO_SIGN else OVERTAKEN
