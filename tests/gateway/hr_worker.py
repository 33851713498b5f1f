"""What the HR system in memory does for one worker: ``WorkerAPI`` as far as the tests go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from portal.backends.agreements import (
    Amendment,
    AmendmentStage,
    LetterStage,
    Resignation,
    ResignationDraft,
)
from portal.backends.errors import (
    Conflict,
    ForeignObject,
    Rejected,
    TokenRefused,
    Unavailable,
)
from portal.backends.leave import TimeOff, TimeOffDraft, TimeOffStatus
from portal.backends.types import (
    Document,
    DocumentGroup,
    Payslip,
    Person,
    ProfileChange,
    Upload,
    UploadState,
    WorkerIdentity,
)
from tests.gateway.faults import Fault, Killed
from tests.gateway.things import Bytes, person_of, resignation, time_off

if TYPE_CHECKING:
    from tests.gateway.hr_system import HRSystem


@dataclass
class Worker:
    """``WorkerAPI`` as far as the gateway's tests go."""

    hr: HRSystem
    identity: WorkerIdentity
    token: str
    foreign: list[ForeignObject] = field(default_factory=list)

    def _enter(self, operation: str) -> None:
        self.hr.counts[operation] += 1
        self.hr.catch_up(datetime.now(UTC))
        if self.hr.live.get(self.identity.worker_id) != self.token:
            raise TokenRefused("replaced", backend="deel", operation=operation, status=401)

    def _read(self, operation: str) -> None:
        with self.hr.lock:
            self._enter(operation)
            if self.hr.read_error is not None:
                raise self.hr.read_error
            self.foreign.extend(self.hr.mixed_in)

    def _write(self, operation: str, key: str, effect: Callable[[], Any]) -> Any:
        self.hr.on_write()
        with self.hr.lock:
            self._enter(operation)
            if key in self.hr.done:
                return self.hr.done[key]
            fault = self.hr.faults.pop(0) if self.hr.faults else None

            def take_effect() -> Any:
                if key not in self.hr.done:
                    self.hr.done[key] = effect()
                return self.hr.done[key]

            match fault:
                case Fault.REFUSED:
                    raise Rejected("no", vendor_message="You have no days left.")
                case Fault.CONFLICT:
                    raise Conflict("too late", vendor_message="Decided already.")
                case Fault.TOKEN:
                    self.hr.live[self.identity.worker_id] = "another"
                    raise TokenRefused("replaced", status=401)
                case Fault.UNSENT:
                    raise Unavailable("no connection", sent=False)
                case Fault.LOST:
                    raise Unavailable("timed out")
                case Fault.LATE:
                    self.hr.late.append((datetime.now(UTC) + self.hr.late_by, take_effect))
                    raise Unavailable("timed out")
                case Fault.KILLED_BEFORE:
                    raise Killed
            answer = take_effect()
            if fault is Fault.UNANSWERED:
                raise Unavailable("timed out")
            if fault is Fault.KILLED_AFTER:
                raise Killed
            return answer

    # Reads
    def person(self) -> Person:
        self._read("person")
        return self.hr.people.get(self.identity.worker_id, person_of(self.identity))

    def phones(self) -> tuple[Any, ...]:
        self._read("phones")
        return ()

    def payslips(self) -> tuple[Payslip, ...]:
        self._read("payslips")
        return (Payslip("slip-1", date(2026, 10, 1), None, "PUBLISHED", available=True),)

    def open_payslip(self, payslip_id: str) -> Bytes:
        self._read("open_payslip")
        return Bytes(b"%PDF payslip")

    def documents(self, group: DocumentGroup) -> tuple[Document, ...]:
        self._read("documents")
        if group is not DocumentGroup.COMPLIANCE:
            return ()
        return tuple(
            Document(name, group, name, "", None, None, downloadable=False, upload=slot)
            for name, slot in self.hr.slots.items()
        )

    def time_off(self) -> tuple[TimeOff, ...]:
        if self.hr.before_list:
            self.hr.before_list.pop()()
        self._read("time_off")
        listed = tuple(self.hr.leave)
        if self.hr.after_list:
            self.hr.after_list.pop()()
        return listed

    def amendments(self) -> tuple[Amendment, ...]:
        self._read("amendments")
        return tuple(self.hr.papers)

    def open_amendment(self, amendment_id: str) -> Bytes:
        self._read("open_amendment")
        return Bytes(self.hr.paper_bytes)

    def resignations(self) -> tuple[Resignation, ...]:
        self._read("resignations")
        return tuple(self.hr.notices)

    # Writes
    def submit_time_off(self, draft: TimeOffDraft, *, key: str) -> tuple[TimeOff, ...]:
        def effect() -> tuple[TimeOff, ...]:
            standing = (TimeOffStatus.REQUESTED, TimeOffStatus.APPROVED)
            if not self.hr.takes_overlaps and any(
                one.status in standing and one.start <= draft.end and draft.start <= one.end
                for one in self.hr.leave
            ):
                raise Rejected("overlap", vendor_message="Overlaps another request.")
            name = f"leave-{len(self.hr.leave) + 1}"
            made = time_off(name, draft.start, draft.end, type_id=draft.type_id)
            self.hr.leave.append(made)
            return (made,)

        made: tuple[TimeOff, ...] = self._write("submit_time_off", key, effect)
        return made

    def cancel_time_off(self, time_off_id: str, *, key: str) -> None:
        def effect() -> None:
            for index, item in enumerate(self.hr.leave):
                if item.id == time_off_id and item.cancellable:
                    self.hr.leave[index] = replace(item, status=TimeOffStatus.CANCELLED)
                    return
            raise Conflict("decided already")

        self._write("cancel_time_off", key, effect)

    def change_profile(self, change: ProfileChange, *, key: str) -> None:
        def effect() -> None:
            person = self.hr.people.get(self.identity.worker_id, person_of(self.identity))
            self.hr.people[self.identity.worker_id] = replace(
                person,
                preferred_name=change.preferred_name or person.preferred_name,
                personal_email=change.personal_email or person.personal_email,
            )

        self._write("change_profile", key, effect)

    def upload_document(self, document_id: str, upload: Upload, *, key: str) -> None:
        def effect() -> None:
            self.hr.slots[document_id] = replace(
                self.hr.slots[document_id],
                state=UploadState.IN_REVIEW,
                file_names=(upload.file_name,),
                uploaded_at=datetime.now(UTC),
            )

        self._write("upload_document", key, effect)

    def sign_amendment(self, amendment_id: str, signature: str, *, key: str) -> None:
        def effect() -> None:
            for index, paper in enumerate(self.hr.papers):
                if paper.id == amendment_id:
                    self.hr.papers[index] = replace(paper, stage=AmendmentStage.SIGNED)

        self._write("sign_amendment", key, effect)

    def submit_resignation(self, draft: ResignationDraft, *, key: str) -> Resignation:
        def effect() -> Resignation:
            self.hr.notices.append(resignation(f"notice-{len(self.hr.notices) + 1}"))
            return self.hr.notices[-1]

        made: Resignation = self._write("submit_resignation", key, effect)
        return made

    def sign_resignation_letter(self, signature: str, *, key: str) -> None:
        def effect() -> None:
            for index, notice in enumerate(self.hr.notices):
                if notice.letter is LetterStage.TO_SIGN:
                    self.hr.notices[index] = replace(notice, letter=LetterStage.SIGNED)
                    return
            raise Conflict("no letter waits")

        self._write("sign_letter", key, effect)
