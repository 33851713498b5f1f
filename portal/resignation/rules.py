"""Where a resignation may be given electronically, and how far one has come."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from portal.backends.agreements import LetterStage, Resignation, ResignationStage

DETAIL_LIMIT = 500
MOST_FILES = 5
FURTHEST = timedelta(days=731)
READING_HOLDS = timedelta(hours=24)
"""How long a letter counts as read."""


# Where the law wants another form -----------------------------------------------------------


class LegalForm(StrEnum):
    PAPER = "paper"
    """Written and signed by hand; a typed name is void."""
    OFFICIAL_PROCEDURE = "official_procedure"
    """Declared in the state's own online procedure; anything else is without effect."""


@dataclass(frozen=True, slots=True)
class Formality:
    form: LegalForm
    law: str
    """Where it stands, as lawyers of that country cite it."""


_FORMALITIES = {
    # "Die Beendigung … durch Kündigung … bedürfen zu ihrer Wirksamkeit der Schriftform;
    # die elektronische Form ist ausgeschlossen."
    "DE": Formality(LegalForm.PAPER, "§ 623 BGB"),
    # "… le dimissioni … sono fatte, a pena di inefficacia, esclusivamente con modalità
    # telematiche su appositi moduli resi disponibili dal Ministero del lavoro …"
    "IT": Formality(LegalForm.OFFICIAL_PROCEDURE, "art. 26, d.lgs. 151/2015"),
}


def formality_of(country: str) -> Formality | None:
    """The form that the law of ``country`` (ISO alpha-2) asks for; None: a typed name will do."""
    return _FORMALITIES.get(country.upper())


# The wished-for last day ---------------------------------------------------------------------


class Fault(StrEnum):
    IN_THE_PAST = "in_the_past"
    TOO_FAR = "too_far"


def fault_of(desired_end_date: date, today: date) -> Fault | None:
    """What speaks against the day; whether the notice is long enough is the HR system's to say."""
    if desired_end_date < today:
        return Fault.IN_THE_PAST
    if desired_end_date - today > FURTHEST:
        return Fault.TOO_FAR
    return None


# The one under way ---------------------------------------------------------------------------


def current(resignations: Iterable[Resignation]) -> Resignation | None:
    """The one that is open; while there is one, there can't be a second."""
    return next((one for one in resignations if one.open), None)


def closed(resignations: Iterable[Resignation]) -> list[Resignation]:
    return [one for one in resignations if not one.open]


def latest(resignations: Sequence[Resignation]) -> Resignation | None:
    """The one that is open, or else the newest. ``resignations``: newest first."""
    return current(resignations) or next(iter(resignations), None)


def counts_as_read(read_at: datetime | None, now: datetime, since: datetime | None = None) -> bool:
    """Whether a letter read then may be signed now; ``since``: when the letter came to be."""
    if read_at is None or now - read_at > READING_HOLDS:
        return False
    return since is None or read_at >= since


class Step(StrEnum):
    HANDED_IN = "handed_in"
    EMPLOYER = "employer"
    LETTER = "letter"
    REVIEW = "review"
    PROCESS = "process"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Progress:
    """``state`` is ``done``, ``current`` or ``todo``."""

    step: Step
    state: str
    at: date | datetime | None = None


_ORDER = {
    ResignationStage.WITH_EMPLOYER: Step.EMPLOYER,
    ResignationStage.IN_REVIEW: Step.REVIEW,
    ResignationStage.IN_PROCESS: Step.PROCESS,
    ResignationStage.COMPLETED: Step.COMPLETED,
}


def progress(resignation: Resignation) -> tuple[Progress, ...]:
    """The steps of a resignation as far as they are known.

    The letter stands where it is asked for, never in a fixed place: some HR systems take the
    submission itself for the signature.
    """
    handed_in = Progress(Step.HANDED_IN, "done", resignation.created_at)
    if resignation.stage is ResignationStage.CANCELLED:
        return (handed_in, Progress(Step.CANCELLED, "done", resignation.updated_at))
    if resignation.stage not in _ORDER:
        return (handed_in, *_letter(resignation), Progress(Step.OTHER, "current"))
    steps = list(_ORDER.values())
    now = steps.index(_ORDER[resignation.stage])
    finished = resignation.stage is ResignationStage.COMPLETED
    found = [handed_in]
    for place, step in enumerate(steps):
        state = "done" if place < now or finished else "current" if place == now else "todo"
        at = resignation.end_date if step is Step.COMPLETED else None
        if place == now:
            found += _letter(resignation)
        found.append(Progress(step, state, at))
    return tuple(found)


def _letter(resignation: Resignation) -> tuple[Progress, ...]:
    match resignation.letter:
        case LetterStage.TO_SIGN:
            return (Progress(Step.LETTER, "current"),)
        case LetterStage.SIGNED:
            return (Progress(Step.LETTER, "done", resignation.letter_signed_at),)
        case LetterStage.NONE:
            return ()
