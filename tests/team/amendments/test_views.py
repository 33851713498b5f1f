"""The list, one amendment, its document: who sees what."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.sandbox_server import RunningSandbox
from tests.support.employer import Employer
from tests.support.pages import soup, text_of
from tests.support.people import AHMAD, JANA, OLIVER, SOFIA
from tests.team.amendments.conftest import TITLE, send, stage


def headings(page: object) -> list[str]:
    return [one.get_text(strip=True) for one in soup(page).select("main h2")]  # type: ignore[arg-type]


def page_of(employer: Employer, email: str, stage_name: str) -> str:
    """The page of the first amendment of somebody that stands so."""
    base = f"/team/people/{employer.profile_of(email)}/amendments"
    pages = (f"{base}/{one['id']}" for one in employer.amendments_of(email))
    return next(page for page in pages if stage(employer, email, page) == stage_name)


class WithPay:
    @pytest.fixture
    def environment(self, environment: dict[str, str]) -> dict[str, str]:
        return {**environment, "PORTAL_MANAGERS_SEE_PAY": "true"}


def test_what_waits_stands_first(sofia: FlaskClient, wish: str, draft: str) -> None:
    page = sofia.get("/team/amendments")
    assert headings(page)[:3] == [
        "Waiting for you",
        "Drafts that only the employer sees",
        "On their way",
    ]
    seen = text_of(page)
    assert "Job title and Other change" in seen
    assert "Oliver Bennett, from" in seen
    assert "Asked for" in seen
    assert "For them to sign" in seen
    links = {str(link["href"]) for link in soup(page).select("main a")}
    assert {wish, draft} <= links


def test_only_the_team_is_listed(sofia: FlaskClient, sandbox: RunningSandbox) -> None:
    sandbox.admin("DELETE", "requests")
    page = sofia.get("/team/amendments")
    assert "Köhler" not in text_of(page)
    lists = sandbox.calls("amendments.list")
    members = soup(page).select("main .rows")[-1].select("li")
    assert len(lists) == len(members) > 3
    assert len(sandbox.calls()) == len(lists) + 2


def test_a_late_answer_is_fetched_by_itself(sofia: FlaskClient, sandbox: RunningSandbox) -> None:
    alone = sofia.get("/team/amendments?card=amendments", headers={"HX-Request": "true"})
    assert soup(alone).find("h1") is None
    assert soup(alone).find(id="team-amendments")


def test_one_who_can_t_be_read_does_not_take_the_page(
    sofia: FlaskClient, sandbox: RunningSandbox
) -> None:
    sandbox.fault("500_html", "amendments.list")
    page = sofia.get("/team/amendments")
    assert page.status_code == 200
    assert "Some contracts could not be read" in text_of(page)


def test_nothing_under_way_is_said(lukasz: FlaskClient, employer: Employer) -> None:
    for path in ("/team", "/team/amendments"):
        assert lukasz.get(path).status_code == 200


def test_a_draft_shows_old_and_new(sofia: FlaskClient, draft: str) -> None:
    page = sofia.get(draft)
    seen = text_of(page)
    assert "أحمد الراشد: Job title" in seen
    assert re.search(rf"Now \S.* After the change {TITLE}", seen)
    assert "Only the employer sees this draft" in seen
    assert "There is no document yet" in seen
    assert "Drafted" in seen


def test_another_teams_amendment_under_a_report_s_address_is_404(
    sofia: FlaskClient, employer: Employer, sandbox: RunningSandbox, olivers: str
) -> None:
    theirs = employer.amendments_of(JANA)[0]["id"]
    sandbox.admin("DELETE", "requests")
    for step in ("", "/document", "/confirm", "/accept", "/cancel", "/change"):
        assert sofia.get(f"{olivers}/{theirs}{step}").status_code == 404
    assert theirs not in str(sandbox.calls())


def test_an_own_contract_is_nobody_s_team(sofia: FlaskClient, employer: Employer) -> None:
    own = f"/team/people/{employer.profile_of(SOFIA)}/amendments"
    assert sofia.get(f"{own}/new").status_code == 404


def test_a_report_who_moved_is_out_of_reach(
    sofia: FlaskClient, employer: Employer, draft: str
) -> None:
    employer.move(AHMAD, "lukasz.wojcik@acme.example")
    assert sofia.get(draft).status_code == 404


class TestWithoutPay:
    """As a portal is unless its deployer says something else."""

    def test_pay_is_named_and_not_shown(self, sofia: FlaskClient, employer: Employer) -> None:
        raised = next(one for one in employer.amendments_of(OLIVER) if one["salary"] is not None)
        page = sofia.get(page_of(employer, OLIVER, "DRAFT"))
        seen = text_of(page)
        assert "What it does to pay is not shown here: Gross annual base salary" in seen
        assert "Your HR team decides on this one in Deel." in seen
        assert raised["salary"][:3] not in re.sub(r"20\d\d", "", seen)
        for item in raised["items"]:
            assert item["previous_value"] not in page.text
            assert item["new_value"] not in page.text
        assert soup(page).select("main form") == []

    def test_the_document_is_not_handed_out(self, sofia: FlaskClient, employer: Employer) -> None:
        to_sign = page_of(employer, OLIVER, "PENDINGEMPLOYEESIGNATURE")
        assert "The document may name pay" in text_of(sofia.get(to_sign))
        for query in ("", "?view=page"):
            assert sofia.get(f"{to_sign}/document{query}").status_code == 403

    def test_it_can_t_be_chosen(self, sofia: FlaskClient, olivers: str) -> None:
        page = sofia.get(f"{olivers}/new")
        boxes = {str(box["value"]) for box in soup(page).select("input[name=chosen]")}
        assert "job_title" in boxes
        assert not boxes & {"salary", "hourly_rate", "bonus"}
        assert "Pay is not shown and not changed here" in text_of(page)
        smuggled = sofia.get(f"{olivers}/new?chosen=salary")
        assert soup(smuggled).find("input", {"name": "salary"}) is None


class TestWithPay(WithPay):
    def test_pay_is_shown(self, sofia: FlaskClient, employer: Employer) -> None:
        page = sofia.get(page_of(employer, OLIVER, "DRAFT"))
        assert "Gross annual base salary" in text_of(page)
        [raised] = [one for one in employer.amendments_of(OLIVER) if one["salary"] is not None]
        for item in raised["items"]:
            assert item["new_value"] in text_of(page)

    def test_the_document_opens(self, sofia: FlaskClient, employer: Employer) -> None:
        to_sign = page_of(employer, OLIVER, "PENDINGEMPLOYEESIGNATURE")
        assert soup(sofia.get(to_sign)).find("iframe")
        shown = sofia.get(f"{to_sign}/document?view=page")
        assert shown.content_type == "application/pdf"
        assert shown.headers["Content-Disposition"].startswith("inline")
        saved = sofia.get(f"{to_sign}/document")
        assert saved.headers["Content-Disposition"].startswith("attachment")

    def test_a_raise_goes_to_the_employer_first(
        self, app: Flask, sofia: FlaskClient, employer: Employer
    ) -> None:
        raised = page_of(employer, OLIVER, "DRAFT")
        assert send(sofia, raised).status_code == 303
        assert stage(employer, OLIVER, raised) == "PENDINGCLIENTSIGNATURE"
        assert "Agree for the employer" in text_of(sofia.get(raised))
        assert "Waiting for you" in headings(sofia.get("/team/amendments"))
        sent = send(sofia, raised)
        assert "You have agreed for the employer" in text_of(sofia.get(sent.location))
        assert stage(employer, OLIVER, raised) == "PENDINGEMPLOYEESIGNATURE"
