"""Changes to the team's contracts (hr-apis/deel.md §4)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal

from portal.backends.contract_changes import (
    Amendable,
    AmendableTerm,
    AmendmentDraft,
    EffectiveDates,
    TeamAmendment,
    Term,
    TermKind,
)
from portal.backends.deel.amendments import LONG_AGO, amendment_of, asked_by_worker
from portal.backends.deel.employments import served_employment
from portal.backends.deel.errors import sentence
from portal.backends.deel.manager.part import Part
from portal.backends.deel.models import agreements, people
from portal.backends.download import StreamedFile
from portal.backends.errors import Conflict, ForeignObject, NotFound
from portal.backends.json_body import JSON

TERMS: Mapping[str, tuple[Term, TermKind]] = {
    "job_title": (Term.JOB_TITLE, TermKind.LINE),
    "seniority_id": (Term.SENIORITY, TermKind.ELSEWHERE),
    "scope": (Term.SCOPE, TermKind.TEXT),
    "employment_type": (Term.EMPLOYMENT_TYPE, TermKind.CHOICE),
    "work_hours_per_week": (Term.WEEKLY_HOURS, TermKind.NUMBER),
    "holidays": (Term.HOLIDAYS, TermKind.NUMBER),
    "time_off_type": (Term.TIME_OFF_POLICY, TermKind.CHOICE),
    "salary": (Term.SALARY, TermKind.MONEY),
    "hourly_rate": (Term.HOURLY_RATE, TermKind.MONEY),
    "fixed_adjustments": (Term.ALLOWANCE, TermKind.SUM_IN_WORDS),
    "variable_compensation": (Term.BONUS, TermKind.SUM_IN_WORDS),
    "start_date": (Term.START_DATE, TermKind.DAY),
    "end_date": (Term.END_DATE, TermKind.DAY),
    "employment_state": (Term.REGION, TermKind.LINE),
    "probation_period": (Term.PROBATION, TermKind.NUMBER),
    "notice_period_type": (Term.NOTICE_KIND, TermKind.CHOICE),
    "notice_period_after_probation": (Term.NOTICE_AFTER_PROBATION, TermKind.NUMBER),
    "notice_period_during_probation": (Term.NOTICE_DURING_PROBATION, TermKind.NUMBER),
    "custom": (Term.OTHER, TermKind.TEXT),
}
"""Deel's data points, in the order in which people think of them. A seniority is named by an id
that no endpoint tells the name of."""
RECURRING = "RECURRING"
SUMS = {Term.ALLOWANCE: (RECURRING, "ONCE"), Term.BONUS: ("FIXED", "PERCENTAGE")}
"""What a sum may be. Those that are there already are not told, so a sum is always a new one."""
FIELDS = {term: (name, kind) for name, (term, kind) in TERMS.items()}
RATES = {"year": "salary", "hour": "hourly_rate"}
"""How the scale of a person's pay begins: which field holds it."""


class TeamAmendments(Part):
    def contracts_of(self, people: Collection[str]) -> Mapping[str, str]:
        employments = {
            person.id: served_employment(person)
            for person in self._client.everybody()
            if person.id in people
        }
        return {person: found.id for person, found in employments.items() if found}

    def contract_of(self, worker_id: str) -> str:
        return self._employment(worker_id).id

    def amendable(self, worker_id: str) -> Amendable:
        employment = self._employment(worker_id)
        now = _agreed(employment)
        settings = {
            each.data_point: each for each in self._client.amendment_settings(employment.id)
        }
        found = (
            _amendable(term, kind, settings[name].rules, now.get(name, ""))
            for name, (term, kind) in TERMS.items()
            if name in settings
        )
        return Amendable(
            worker_id=worker_id,
            contract_id=employment.id,
            currency=employment.payment.currency if employment.payment else "",
            terms=tuple(each for each in found if each),
        )

    def amendments_of(self, worker_id: str, contract_id: str) -> tuple[TeamAmendment, ...]:
        found = (
            _seen(each, worker_id, contract_id) for each in self._client.amendments(contract_id)
        )
        newest_first = sorted(
            found, key=lambda each: each.amendment.created_at or LONG_AGO, reverse=True
        )
        return tuple(newest_first)

    def effective_dates(self, contract_id: str, amendment_id: str) -> EffectiveDates:
        found = self._client.effective_dates(contract_id, amendment_id)
        return EffectiveDates(
            earliest=found.min_effective_date,
            latest=found.max_effective_date,
            fixed=found.is_hidden or found.is_disabled,
            message=sentence(found.message),
        )

    def validate_amendment(self, contract_id: str, draft: AmendmentDraft) -> Mapping[Term, str]:
        answer = self._client.validate_amendment(contract_id, _terms(draft))
        return {
            TERMS[name][0]: sentence(found.message)
            for name, found in answer.items()
            if name in TERMS and not found.valid
        }

    def draft_amendment(
        self, worker_id: str, contract_id: str, draft: AmendmentDraft, *, key: str
    ) -> TeamAmendment:
        made = self._client.create_amendment(contract_id, _body(draft), key)
        return _seen(made, worker_id, contract_id)

    def change_amendment(
        self, contract_id: str, amendment_id: str, draft: AmendmentDraft, *, key: str
    ) -> None:
        self._client.update_amendment(contract_id, amendment_id, _body(draft), key)

    def confirm_amendment(self, contract_id: str, amendment_id: str, *, key: str) -> None:
        self._client.confirm_amendment(contract_id, amendment_id, key)

    def accept_amendment(self, contract_id: str, amendment_id: str, *, key: str) -> None:
        self._client.accept_amendment(contract_id, amendment_id, key)

    def cancel_amendment(self, contract_id: str, amendment_id: str, *, key: str) -> None:  # noqa: ARG002
        # Deel knows no key of a DELETE; a second one is refused.
        self._client.delete_amendment(contract_id, amendment_id)

    def open_team_amendment(self, contract_id: str, amendment_id: str) -> StreamedFile:
        try:
            return self._client.open_amendment(contract_id, amendment_id)
        except NotFound as error:
            raise Conflict("no document yet", status=error.status) from error

    def _employment(self, worker_id: str) -> people.Employment:
        person = self._client.person(worker_id)
        if person.id != worker_id:
            raise ForeignObject("person", person.id, backend=self.identity.backend)
        employment = served_employment(person)
        if employment is None:
            raise NotFound("no contract yet", backend=self.identity.backend)
        return employment


def _seen(amendment: agreements.Amendment, worker_id: str, contract_id: str) -> TeamAmendment:
    wished = asked_by_worker(amendment, worker_id)
    return TeamAmendment(worker_id, amendment_of(amendment, contract_id), wished)


def _agreed(employment: people.Employment) -> dict[str, str]:
    """What the contract says, as far as Deel tells it of a person."""
    end = employment.completion_date
    now = {
        "job_title": employment.job_title,
        "employment_state": employment.state,
        "start_date": employment.start_date.isoformat() if employment.start_date else "",
        "end_date": end.isoformat() if end else "",
    }
    pay = employment.payment
    for scale, field in RATES.items():
        if pay and pay.rate is not None and pay.scale.lower().startswith(scale):
            now[field] = f"{pay.rate:f}"
    return now


def _amendable(
    term: Term, kind: TermKind, rules: Iterable[agreements.Rule], now: str
) -> AmendableTerm | None:
    """None where it can't change, or no value for it could be chosen."""
    rules = tuple(rules)
    options = next((rule.possible_options for rule in rules if rule.possible_options), ())
    if kind is TermKind.SUM_IN_WORDS:
        options = SUMS[term]
    elif options and kind is not TermKind.ELSEWHERE:
        kind = TermKind.CHOICE
    if not all(rule.is_editable for rule in rules) or (kind is TermKind.CHOICE and not options):
        return None
    return AmendableTerm(
        term=term,
        kind=kind,
        minimum=max((rule.min for rule in rules if rule.min is not None), default=None),
        maximum=min((rule.max for rule in rules if rule.max is not None), default=None),
        earliest=max((rule.min_date for rule in rules if rule.min_date), default=None),
        latest=min((rule.max_date for rule in rules if rule.max_date), default=None),
        options=() if kind is TermKind.ELSEWHERE else options,
        now=now,
    )


def _body(draft: AmendmentDraft) -> dict[str, JSON]:
    return {"effective_date": draft.effective_date.isoformat(), **_terms(draft)}


def _terms(draft: AmendmentDraft) -> dict[str, JSON]:
    data: dict[str, JSON] = {}
    for change in draft.changes:
        name, kind = FIELDS[change.term]
        if change.term is Term.OTHER:
            data[name] = [{"type": "Other", "description": change.value}]
        elif change.term is Term.ALLOWANCE:
            data[name] = [
                {
                    "value": change.value,
                    "description": change.words,
                    "is_recurring": change.option == RECURRING,
                }
            ]
        elif change.term is Term.BONUS:
            data[name] = {
                "type": change.option,
                "amount": Decimal(change.value),
                "title": change.words,
            }
        elif kind in (TermKind.MONEY, TermKind.NUMBER):
            data[name] = Decimal(change.value)
        else:
            data[name] = change.value
    return data
