"""What a request for time off is written against: the kinds, the balances, what stands already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from portal.backends.contract import Capability
from portal.backends.errors import Unavailable
from portal.backends.leave import LeaveBalance, TimeOff, TimeOffPreview, TimeOffType
from portal.gateway.worker import WorkerGateway
from portal.time_off import rules, wording
from portal.time_off.forms import TimeOffForm
from portal.web.locale import today_of
from portal.web.readings import failure_text


@dataclass(frozen=True, slots=True)
class Desk:
    """Balances and own requests are empty when they could not be read; the HR system checks too."""

    types: tuple[TimeOffType, ...]
    balances: tuple[LeaveBalance, ...]
    own: tuple[TimeOff, ...]
    today: date

    def choices(self) -> list[tuple[str, str]]:
        return [
            (kind.id, wording.choice(kind, rules.balance_for(kind, self.balances)))
            for kind in self.types
        ]

    def kind(self, type_id: str | None) -> TimeOffType | None:
        return next((kind for kind in self.types if kind.id == type_id), None)


def open_desk(worker: WorkerGateway, *, checking: bool) -> Desk:
    """Read side by side what the form needs, and, when ``checking``, what its checks need.

    Raises: BackendError when the kinds of time off can't be had.
    """
    reads = worker.side_by_side()
    balances = reads.start(worker.leave_balances) if worker.can(Capability.LEAVE_BALANCES) else None
    own = reads.start(worker.time_off) if checking else None
    person = reads.start(worker.person) if checking else None
    types = worker.time_off_types()
    reads.wait()
    zone = person.value.time_zone if person and person.ready else ""
    return Desk(
        types=types,
        balances=balances.value if balances and balances.ready else (),
        own=own.value if own and own.ready else (),
        today=today_of(zone, worker.identity.country),
    )


def closed_desk(form: TimeOffForm, worker: WorkerGateway, error: Unavailable) -> Desk:
    """A desk for a form that could not be looked at; the form says so and keeps what it holds."""
    kept = str(form.type_id.data or "")
    form.offer([(kept, _("The kind you chose"))] if kept else [])
    form.fail(_("Nothing was sent. %(why)s", why=failure_text(error, worker.backend.label)))
    return Desk((), (), (), today_of("", worker.identity.country))


def check(form: TimeOffForm, desk: Desk, *, own: Sequence[TimeOff]) -> bool:
    """Whether nothing we know speaks against the form; else the form says what."""
    kind = desk.kind(form.type_id.data)
    if not form.validate() or kind is None:
        return False
    found = rules.problems(form.draft(), kind, today=desk.today, own=own)
    for problem in found:
        form.fail(wording.problem(problem, kind, desk.types), problem.field)
    form.forget_parts(kind)
    return not found


def preview(form: TimeOffForm, worker: WorkerGateway) -> TimeOffPreview | None:
    """What the HR system says of the form; None when it objects, which the form then says."""
    source = worker.backend.label
    try:
        seen = worker.preview_time_off(form.draft())
    except Unavailable as error:
        form.fail(_("Nothing was sent. %(why)s", why=failure_text(error, source)))
        return None
    for field, objection in _objections(seen):
        form.fail(_("%(source)s says: %(sentence)s", source=source, sentence=objection), field)
    return None if form.errors else seen


def _objections(seen: TimeOffPreview) -> list[tuple[str, str]]:
    found = []
    if not seen.valid:
        found.append(("start", seen.message or _("These days can't be asked for.")))
    if seen.attachment_required:
        found.append(("type_id", _("A document is needed, which can't be sent from here.")))
    return found
