from collections import Counter

import pytest
from flask.testing import FlaskClient

from tests.sandbox_server import RunningSandbox
from tests.support.pages import soup, text_of

READS = {
    "time_offs.list_of_profile": "card-time-off",
    "time_offs.entitlements": "card-balances",
    "payslips.list": "card-payslip",
}
CARDS = ("card-attention", "card-time-off", "card-balances", "card-payslip")


def card(page: FlaskClient, card_id: str, path: str = "/") -> str:
    found = soup(page.get(path)).find(id=card_id)
    assert found is not None, card_id
    return " ".join(found.get_text(" ").split())


def test_somebody_signed_out_is_sent_to_sign_in(client: FlaskClient) -> None:
    response = client.get("/")
    assert response.status_code == 303
    assert response.location.endswith("/sign-in")


def test_every_card_is_there_and_says_how_fresh_it_is(jana: FlaskClient) -> None:
    response = jana.get("/")
    page = soup(response)
    assert response.status_code == 200
    assert page.h1 is not None
    assert page.h1.get_text() == "Hello, Jana Köhler"
    for card_id in CARDS:
        found = page.find(id=card_id)
        assert found is not None
        assert "Deel, just now" in found.get_text(" ")


def test_five_calls_at_most(jana: FlaskClient, sandbox: RunningSandbox) -> None:
    jana.get("/")  # Which token an operation takes is learned once.
    sandbox.admin("DELETE", "requests")
    jana.get("/")
    counted = Counter(call["operation"] for call in sandbox.calls())
    assert sum(counted.values()) == 5
    assert set(counted.values()) == {1}


def test_what_is_to_sign_leads_to_it(jana: FlaskClient) -> None:
    link = soup(jana.get("/")).select_one("#card-attention a.row__link")
    assert link is not None
    assert str(link["href"]).startswith("/amendments/")
    assert jana.get(str(link["href"])).status_code == 200


def test_latest_payslip_leads_to_the_payslip_and_its_file(jana: FlaskClient) -> None:
    links = [str(a["href"]) for a in soup(jana.get("/")).select("#card-payslip .actions a")]
    assert len(links) == 2
    assert links[1] == links[0] + "/file"
    assert jana.get(links[0]).status_code == 200


def test_newcomer_gets_words_instead_of_gaps(newcomer: FlaskClient) -> None:
    assert "Nothing to sign or to answer." in card(newcomer, "card-attention")
    assert "No time off ahead" in card(newcomer, "card-time-off")
    assert "No payslip yet" in card(newcomer, "card-payslip")


@pytest.mark.parametrize(("operation", "broken"), READS.items())
def test_one_broken_read_takes_its_own_card_only(
    jana: FlaskClient, sandbox: RunningSandbox, operation: str, broken: str
) -> None:
    sandbox.fault("500_html", operation)
    for card_id in CARDS:
        text = card(jana, card_id)
        assert ("is not answering properly just now" in text) is (card_id == broken), card_id


def test_stack_trace_of_the_hr_system_is_not_shown(
    jana: FlaskClient, sandbox: RunningSandbox
) -> None:
    sandbox.fault("500_html")
    response = jana.get("/")
    assert response.status_code == 200
    assert "Traceback" not in response.text
    assert response.text.count("Try again") == len(CARDS)


def test_half_of_what_needs_you_is_shown_with_its_gap(
    jana: FlaskClient, sandbox: RunningSandbox
) -> None:
    sandbox.fault("500_html", "resignations.list")
    text = card(jana, "card-attention")
    assert "Sign a change to your contract" in text
    assert "This may not be everything" in text


def test_papers_that_wait_are_counted_after_the_page(
    jana: FlaskClient, sandbox: RunningSandbox
) -> None:
    line = soup(jana.get("/")).find(id="papers")
    assert line is not None
    assert line["data-hx-get"] == "/?card=papers"
    link = line.find("a")
    assert link is not None
    assert link["href"] == "/documents"
    counted = jana.get("/?card=papers", headers={"HX-Request": "true"})
    assert "3 papers wait for you" in text_of(counted)
    sandbox.fault("500_html", "compliance.list")
    broken = jana.get("/?card=papers", headers={"HX-Request": "true"})
    assert "could not be read just now" in text_of(broken)


def test_a_card_alone_is_only_that_card(jana: FlaskClient, sandbox: RunningSandbox) -> None:
    sandbox.admin("DELETE", "requests")
    response = jana.get("/?card=payslip", headers={"HX-Request": "true"})
    page = soup(response)
    assert page.find("html") is None
    assert page.find(id="card-payslip") is not None
    assert page.find(id="card-balances") is None
    assert {call["operation"] for call in sandbox.calls()} == {"payslips.list"}


def test_the_same_address_without_htmx_is_the_whole_page(jana: FlaskClient) -> None:
    page = soup(jana.get("/?card=payslip"))
    assert page.h1 is not None
    assert all(page.find(id=card_id) for card_id in CARDS)


def test_unknown_card_is_the_page(jana: FlaskClient) -> None:
    page = soup(jana.get("/?card=../../etc", headers={"HX-Request": "true"}))
    assert page.h1 is not None


class TestLate:
    @pytest.fixture
    def environment(self, environment: dict[str, str]) -> dict[str, str]:
        return {**environment, "PORTAL_PAGE_DEADLINE": "0.3"}

    def test_late_card_fetches_itself_or_is_a_link(
        self, jana: FlaskClient, sandbox: RunningSandbox
    ) -> None:
        jana.get("/")
        sandbox.fault("latency", "payslips.list", seconds=1.5)
        late = soup(jana.get("/")).find(id="card-payslip")
        assert late is not None
        assert late["data-hx-get"] == "/?card=payslip"
        link = late.find("a")
        assert link is not None
        assert link["href"] == "/?card=payslip"
        response = jana.get("/?card=payslip", headers={"HX-Request": "true"})
        assert "Open payslip" in text_of(response)

    def test_late_amendments_leave_a_placeholder_of_what_needs_you(
        self, jana: FlaskClient, sandbox: RunningSandbox
    ) -> None:
        jana.get("/")
        sandbox.fault("latency", "amendments.list", seconds=1.5)
        late = soup(jana.get("/")).find(id="card-attention")
        assert late is not None
        assert late["data-hx-get"] == "/?card=attention"


def test_names_of_any_script_and_length_are_whole(ahmad: FlaskClient, maria: FlaskClient) -> None:
    for person, name in ((ahmad, "أحمد الراشد"), (maria, "Fernández de Córdoba")):
        heading = soup(person.get("/")).h1
        assert heading is not None
        assert name in heading.get_text()
