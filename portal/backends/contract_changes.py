"""What an employer may change in a contract, how such a change stands, and what a manager may ask
about it. Value objects, as in ``types.py``; amendments themselves are in ``agreements.py``."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from portal.backends.agreements import Amendment

if TYPE_CHECKING:
    from portal.backends.contract import Download


class Term(StrEnum):
    """What of a contract can change."""

    JOB_TITLE = "job_title"
    SENIORITY = "seniority"
    SCOPE = "scope"
    EMPLOYMENT_TYPE = "employment_type"
    WEEKLY_HOURS = "weekly_hours"
    HOLIDAYS = "holidays"
    TIME_OFF_POLICY = "time_off_policy"
    SALARY = "salary"
    HOURLY_RATE = "hourly_rate"
    ALLOWANCE = "allowance"
    BONUS = "bonus"
    START_DATE = "start_date"
    END_DATE = "end_date"
    REGION = "region"
    PROBATION = "probation"
    NOTICE_KIND = "notice_kind"
    NOTICE_AFTER_PROBATION = "notice_after_probation"
    NOTICE_DURING_PROBATION = "notice_during_probation"
    OTHER = "other"

    @property
    def is_pay(self) -> bool:
        return self in _PAY


_PAY = frozenset({Term.SALARY, Term.HOURLY_RATE, Term.ALLOWANCE, Term.BONUS})


class TermKind(StrEnum):
    """How a new value is given."""

    MONEY = "money"
    NUMBER = "number"
    LINE = "line"
    TEXT = "text"
    DAY = "day"
    CHOICE = "choice"
    SUM_IN_WORDS = "sum_in_words"
    """An amount of one of the options, and what it is for."""
    ELSEWHERE = "elsewhere"
    """It can change, but not by what the HR system's interface takes from a portal."""


@dataclass(frozen=True, slots=True)
class AmendableTerm:
    """One thing that may change, within the limits that the HR system states (None: none)."""

    term: Term
    kind: TermKind
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    earliest: date | None = None
    latest: date | None = None
    options: tuple[str, ...] = ()
    """Of a choice or a sum in words, in the HR system's own spelling."""
    now: str = ""
    """What is agreed now, plain; empty where the HR system does not say."""


@dataclass(frozen=True, slots=True)
class Amendable:
    """What may change in one person's contract."""

    worker_id: str
    """Whose it is: compared by the gateway before anybody sees the rest."""
    contract_id: str
    currency: str
    terms: tuple[AmendableTerm, ...]


@dataclass(frozen=True, slots=True)
class Change:
    term: Term
    value: str
    """Plain: digits with a point, an ISO date, one of the options, or text."""
    option: str = ""
    """Of a sum in words, one of the options,"""
    words: str = ""
    """and what it is for."""


@dataclass(frozen=True, slots=True)
class AmendmentDraft:
    effective_date: date
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class EffectiveDates:
    """When a draft may come into force."""

    earliest: date | None
    latest: date | None
    fixed: bool
    """No other day than the draft's own can be chosen."""
    message: str
    """The HR system's own words about it, or empty."""


@dataclass(frozen=True, slots=True)
class TeamAmendment:
    """An amendment as the employer sees it: drafts are drafts."""

    worker_id: str
    amendment: Amendment
    wished: bool
    """The worker asked for it; as a draft, the employer has not answered yet."""
    withheld: tuple[str, ...] = ()
    """Names of what changes besides and whoever reads this is not to see."""
    readable: bool = True
    """Whether its document may be seen, too."""

    @property
    def id(self) -> str:
        return self.amendment.id


class ContractChanges(Protocol):
    """The part of a ``ManagerAPI`` about contracts. A contract's id comes from here, never from a
    request."""

    def contracts_of(self, people: Collection[str]) -> Mapping[str, str]:
        """The contract that each of these people works under, by worker id; whoever has none is
        missing. As many calls as ``team``."""

    def contract_of(self, worker_id: str) -> str:
        """The same for one person: one call. Raises: NotFound, also before there is a contract."""

    def amendable(self, worker_id: str) -> Amendable:
        """What the employer may change for one person, and how far. Raises: NotFound."""

    def amendments_of(self, worker_id: str, contract_id: str) -> tuple[TeamAmendment, ...]:
        """All of one contract, newest first, drafts too. The contract that each of them names is
        to be compared."""

    def effective_dates(self, contract_id: str, amendment_id: str) -> EffectiveDates:
        """When a draft may come into force. Raises: NotFound."""

    def validate_amendment(self, contract_id: str, draft: AmendmentDraft) -> Mapping[Term, str]:
        """What speaks against a change of one of its terms, in the HR system's words (perhaps
        none); nothing is made. Of the day it says nothing. Raises: Rejected."""

    def draft_amendment(
        self, worker_id: str, contract_id: str, draft: AmendmentDraft, *, key: str
    ) -> TeamAmendment:
        """Nobody but the employer sees a draft. Raises: Rejected, Conflict."""

    def change_amendment(
        self, contract_id: str, amendment_id: str, draft: AmendmentDraft, *, key: str
    ) -> None:
        """Replace what a draft says of these terms; its other terms stay.
        Raises: NotFound, Rejected, Conflict (no draft any more)."""

    def confirm_amendment(self, contract_id: str, amendment_id: str, *, key: str) -> None:
        """A draft goes on its way, a worker's wish too. Raises: NotFound, Conflict, Rejected."""

    def accept_amendment(self, contract_id: str, amendment_id: str, *, key: str) -> None:
        """The employer agrees to what was prepared. Raises: NotFound, Conflict."""

    def cancel_amendment(self, contract_id: str, amendment_id: str, *, key: str) -> None:
        """Before all have signed. Raises: NotFound, Conflict."""

    def open_team_amendment(self, contract_id: str, amendment_id: str) -> Download:
        """Raises: NotFound, Conflict (no document yet)."""
