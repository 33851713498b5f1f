"""The way of an amendment: its stages, and the status names that each of them leaves behind."""

from enum import StrEnum


class Kind(StrEnum):
    INSTANT = "INSTANT"
    AUTOMATED = "AUTOMATED"
    OPS = "OPS"
    LEGAL = "LEGAL"


class Document(StrEnum):
    """What is signed: the employment agreement, the scope of work, or both."""

    EA = "EA"
    SOW = "SOW"
    SOW_EA = "SOW_EA"


class Stage(StrEnum):
    DRAFT = "DRAFT"
    PREPARING = "PREPARING"
    CLIENT_SIGNATURE = "CLIENT_SIGNATURE"
    EMPLOYEE_SIGNATURE = "EMPLOYEE_SIGNATURE"
    UPCOMING = "UPCOMING"
    ACTIVE = "ACTIVE"
    CANCELLED = "CANCELLED"


SIGNED = frozenset({Stage.UPCOMING, Stage.ACTIVE})
CLOSED = SIGNED | {Stage.CANCELLED}

ITEM_KINDS = {
    "salary": Kind.AUTOMATED,
    "hourly_rate": Kind.AUTOMATED,
    "job_title": Kind.AUTOMATED,
    "seniority_id": Kind.AUTOMATED,
    "scope": Kind.INSTANT,
    "custom": Kind.LEGAL,
}
ITEM_DOCUMENTS = {"salary": Document.SOW_EA, "hourly_rate": Document.SOW_EA, "scope": Document.SOW}
KIND_ORDER = (Kind.INSTANT, Kind.AUTOMATED, Kind.OPS, Kind.LEGAL)


class WrongStage(Exception):
    """The amendment is not where this step is possible."""


def kind_of(data_points: set[str]) -> Kind:
    """The slowest of the ways that the changed fields ask for."""
    kinds = {ITEM_KINDS.get(data_point, Kind.OPS) for data_point in data_points}
    return max(kinds, key=KIND_ORDER.index, default=Kind.INSTANT)


def document_of(data_points: set[str]) -> Document:
    documents = {ITEM_DOCUMENTS.get(data_point, Document.EA) for data_point in data_points}
    return documents.pop() if len(documents) == 1 else Document.SOW_EA


def after_confirm(kind: Kind, document: Document, *, effective_later: bool) -> Stage:
    if kind is Kind.INSTANT:
        return after_last_signature(effective_later=effective_later)
    if kind is Kind.AUTOMATED:
        return after_preparation(document)
    return Stage.PREPARING


def after_preparation(document: Document) -> Stage:
    if document is Document.EA:
        return Stage.EMPLOYEE_SIGNATURE
    return Stage.CLIENT_SIGNATURE


def after_accept(document: Document, *, effective_later: bool) -> Stage:
    if document is Document.SOW:
        return after_last_signature(effective_later=effective_later)
    return Stage.EMPLOYEE_SIGNATURE


def after_last_signature(*, effective_later: bool) -> Stage:
    return Stage.UPCOMING if effective_later else Stage.ACTIVE


def require(stage: Stage, *allowed: Stage) -> None:
    """Raises WrongStage unless the stage is one of those."""
    if stage not in allowed:
        raise WrongStage(stage)


def status_names(stage: Stage, document: Document) -> tuple[str, ...]:
    """The dot paths that reaching a stage adds, the deepest last; parallel branches included."""
    prepared = "PREPARING_DOCUMENTS.PREPARING_DONE"
    match stage:
        case Stage.DRAFT:
            return ("DRAFT",)
        case Stage.PREPARING:
            branch = "EA" if document is not Document.SOW else "SOW"
            requested = "PREPARING_DOCUMENTS.AMENDMENT_REQUESTED"
            return (
                "PREPARING_DOCUMENTS",
                requested,
                f"{requested}.{branch}",
                f"{requested}.{branch}.PENDING_DOCUMENT_SUBMIT",
            )
        case Stage.CLIENT_SIGNATURE:
            waiting = "AWAITING_SIGNATURE.SOW.PENDING_CLIENT_SIGNATURE"
            return (prepared, "AWAITING_SIGNATURE", "AWAITING_SIGNATURE.SOW", waiting)
        case Stage.EMPLOYEE_SIGNATURE:
            waiting = "AWAITING_SIGNATURE.EA.PENDING_EMPLOYEE_SIGNATURE"
            if document is Document.EA:
                return (prepared, "AWAITING_SIGNATURE", "AWAITING_SIGNATURE.EA", waiting)
            return ("AWAITING_SIGNATURE.EA", waiting)
        case Stage.UPCOMING:
            return ("UPCOMING",)
        case Stage.ACTIVE:
            return ("ACTIVE",)
        case Stage.CANCELLED:
            return ("CANCELLED",)


def pascal(name: str) -> str:
    """The older spelling of a status name: `AwaitingSignature.EA.PendingEmployeeSignature`."""
    return ".".join(
        part if part in ("EA", "SOW") else part.title().replace("_", "") for part in name.split(".")
    )


def friendly(name: str) -> str:
    """The words that go with a status name."""
    last = name.rsplit(".", 1)[-1]
    return last if last in ("EA", "SOW") else last.replace("_", " ").capitalize()
