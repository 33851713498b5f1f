"""What the adapter makes of Deel's settings, and what it takes for pay."""

from datetime import date
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from portal.backends.contract import ManagerAPI
from portal.backends.contract_changes import AmendableTerm, AmendmentDraft, Change, Term, TermKind
from portal.backends.deel.adapter import DeelBackend
from portal.backends.errors import ForeignObject, Unavailable
from tests.backends.deel.conftest import ALICE, BOB_ID, ORGANIZATION, amendment, employment, person
from tests.contract.team_amendments import TITLE

PERSON = f"/v2/people/{ALICE.worker_id}"
AMENDMENTS = f"/v2/eor/contracts/{ALICE.contract_id}/amendments"
FIRST = "2027-01-01T10:00:00.000Z"
APRIL = date(2027, 4, 1)


@pytest.fixture
def manager(deel: DeelBackend) -> ManagerAPI:
    return deel.manager(ALICE)


def terms(
    manager: ManagerAPI, httpserver: HTTPServer, **settings: Any
) -> dict[Term, AmendableTerm]:
    httpserver.expect_request(PERSON).respond_with_json({"data": person()})
    listed = [{"data_point": name, "rules": rules} for name, rules in settings.items()]
    httpserver.expect_request(f"{AMENDMENTS}/validation/settings").respond_with_json(
        {"data": listed}
    )
    return {each.term: each for each in manager.amendable(ALICE.worker_id).terms}


def test_all_rules_of_a_field_hold(manager: ManagerAPI, httpserver: HTTPServer) -> None:
    rules = [{"min": 5, "max": "60"}, {"min": 20, "max": None}, {"min": None, "max": 40.5}]

    found = terms(manager, httpserver, holidays=rules)[Term.HOLIDAYS]

    assert (str(found.minimum), str(found.maximum)) == ("20", "40.5")


def test_what_is_not_editable_is_left_out(manager: ManagerAPI, httpserver: HTTPServer) -> None:
    rules = [{"is_editable": True}, {"is_editable": False}]

    assert terms(manager, httpserver, job_title=rules, scope=[]).keys() == {Term.SCOPE}


def test_a_choice_needs_options_and_options_make_a_choice(
    manager: ManagerAPI, httpserver: HTTPServer
) -> None:
    found = terms(
        manager,
        httpserver,
        employment_type=[{"possible_options": []}],
        employment_state=[{"possible_options": ["Bavaria", "Berlin"]}],
        seniority_id=[{"possible_options": ["5b8e"]}],
        something_new=[],
    )

    assert found.keys() == {Term.REGION, Term.SENIORITY}
    assert found[Term.REGION].kind is TermKind.CHOICE
    assert found[Term.SENIORITY].kind is TermKind.ELSEWHERE


@pytest.mark.parametrize(
    ("scale", "now"),
    [("yearly", {Term.SALARY}), ("hourly", {Term.HOURLY_RATE}), ("monthly", set()), ("", set())],
)
def test_pay_is_told_now_where_it_is_of_that_scale(
    manager: ManagerAPI, httpserver: HTTPServer, scale: str, now: set[Term]
) -> None:
    paid = employment(payment={"rate": "74400.50", "scale": scale, "currency": "EUR"})
    httpserver.expect_request(PERSON).respond_with_json({"data": person(employments=[paid])})
    listed = [{"data_point": name, "rules": []} for name in ("salary", "hourly_rate")]
    httpserver.expect_request(f"{AMENDMENTS}/validation/settings").respond_with_json(
        {"data": listed}
    )

    found = manager.amendable(ALICE.worker_id)

    assert found.currency == "EUR"
    assert {each.term for each in found.terms if each.now} == now


def test_somebody_else_s_answer_is_nobody_s(manager: ManagerAPI, httpserver: HTTPServer) -> None:
    httpserver.expect_request(PERSON).respond_with_json({"data": person(id=BOB_ID)})

    for ask in (manager.contract_of, manager.amendable):
        with pytest.raises(ForeignObject):
            ask(ALICE.worker_id)


@pytest.mark.parametrize(
    ("data_point", "is_pay"),
    [
        ("salary", True),
        ("fixed_adjustments", True),
        ("sign_on_bonus", True),
        ("", True),
        ("job_title", False),
        ("custom", False),
    ],
)
def test_what_nobody_knows_counts_as_pay(
    manager: ManagerAPI, httpserver: HTTPServer, data_point: str, is_pay: bool
) -> None:
    items = [{"item": "Thing", "data_point": data_point, "new_value": "1"}]
    told = amendment(("DRAFT", FIRST), items=items)
    httpserver.expect_request(AMENDMENTS).respond_with_json({"data": [told]})

    [found] = manager.amendments_of(ALICE.worker_id, str(ALICE.contract_id))

    assert [item.is_pay for item in found.amendment.items] == [is_pay]


def test_another_contract_s_amendment_keeps_its_name(
    manager: ManagerAPI, httpserver: HTTPServer
) -> None:
    """For the gateway to see that it is another's."""
    told = amendment(("DRAFT", FIRST), contract_id="bob0001")
    httpserver.expect_request(AMENDMENTS).respond_with_json({"data": [told]})

    [found] = manager.amendments_of(ALICE.worker_id, str(ALICE.contract_id))

    assert found.amendment.contract_id == "bob0001"


def test_draft_goes_out_in_deels_words(manager: ManagerAPI, httpserver: HTTPServer) -> None:
    answer = {"data": amendment(("DRAFT", FIRST))}
    httpserver.expect_request(AMENDMENTS, method="POST").respond_with_json(answer, status=201)
    changes = (
        TITLE,
        Change(Term.SALARY, "81000.50"),
        Change(Term.OTHER, "Lisbon"),
        Change(Term.ALLOWANCE, "100.50", "RECURRING", "Home office"),
        Change(Term.BONUS, "7.5", "PERCENTAGE", "Annual bonus"),
    )
    draft = AmendmentDraft(APRIL, changes)

    manager.draft_amendment(ALICE.worker_id, str(ALICE.contract_id), draft, key="key-1")

    [(request, _)] = httpserver.log
    assert request.headers["Authorization"] == ORGANIZATION
    assert request.headers["Idempotency-Key"] == "key-1"
    assert request.get_json() == {
        "data": {
            "effective_date": "2027-04-01",
            "job_title": "Principal Engineer",
            "salary": 81000.5,
            "custom": [{"type": "Other", "description": "Lisbon"}],
            "fixed_adjustments": [
                {"value": "100.50", "description": "Home office", "is_recurring": True}
            ],
            "variable_compensation": {
                "type": "PERCENTAGE",
                "amount": 7.5,
                "title": "Annual bonus",
            },
        }
    }


def test_answers_by_field_that_make_no_sense_are_unavailable(
    manager: ManagerAPI, httpserver: HTTPServer
) -> None:
    draft = AmendmentDraft(APRIL, (TITLE,))
    for answer in ([], {"job_title": True}):
        httpserver.expect_oneshot_request(
            f"{AMENDMENTS}/validate", method="POST"
        ).respond_with_json({"data": answer})
        with pytest.raises(Unavailable):
            manager.validate_amendment(str(ALICE.contract_id), draft)
