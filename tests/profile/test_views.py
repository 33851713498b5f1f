import pytest
from flask.testing import FlaskClient

from tests.sandbox_server import RunningSandbox
from tests.support.pages import form_of, soup, text_of
from tests.support.step_up import prove, show_pay

FIELDS = ("preferred-name", "personal-email", "phone", "address")


def value_of(browser: FlaskClient, label: str) -> str | None:
    """What the profile says under this label."""
    for row in soup(browser.get("/profile")).select(".summary__row"):
        key, value = row.select_one("dt"), row.select_one("dd bdi")
        if key and value and key.get_text().strip() == label:
            return value.get_text().strip()
    return None


@pytest.mark.parametrize("path", ["/profile", *(f"/profile/{field}" for field in FIELDS)])
def test_needs_sign_in(client: FlaskClient, sandbox: RunningSandbox, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 303
    assert "/sign-in" in response.location
    assert sandbox.calls() == []


def test_everything_the_hr_system_knows_is_there(jana: FlaskClient) -> None:
    text = text_of(jana.get("/profile"))
    for words in (
        "Jana Köhler",
        "14 August 1991",
        "Germany",
        "jana.koehler@acme.example",
        "Karl-Liebknecht-Straße 41, 04275 Leipzig",
        "Senior Backend Engineer",
        "Łukasz Wójcik",
        "Company pension (bAV)",
        "Your HR contact in Deel",
    ):
        assert words in text, words


def test_pay_is_in_the_page_only_when_asked_for_and_after_a_proof(jana: FlaskClient) -> None:
    hidden = jana.get("/profile")
    assert "€" not in hidden.text
    assert "€" not in jana.get("/profile?show=pay").text
    shown = soup(show_pay(jana)).find(id="card-pay")
    assert shown is not None
    assert "€" in shown.get_text()
    assert "a year" in shown.get_text()


def test_what_can_not_be_changed_here_names_who_can(jana: FlaskClient) -> None:
    text = text_of(jana.get("/profile"))
    assert "are changed by your HR team" in text
    assert "Your work e-mail is changed by your employer" in text
    assert "does not let you change this yourself at the moment: Address" in text
    ask = soup(jana.get("/profile")).select_one("#card-job .actions a")
    assert ask is not None
    assert jana.get(str(ask["href"])).status_code == 200


def test_newcomer_may_change_the_address_too(newcomer: FlaskClient) -> None:
    links = {str(a["href"]) for a in soup(newcomer.get("/profile")).select(".summary__action a")}
    assert links == {f"/profile/{field}" for field in FIELDS}


@pytest.mark.parametrize(
    ("operation", "card_id"), [("benefits.list", "benefits"), ("hr_contact.get", "hr-contact")]
)
def test_one_broken_read_takes_its_own_card_only(
    jana: FlaskClient, sandbox: RunningSandbox, operation: str, card_id: str
) -> None:
    sandbox.fault("html", operation)
    page = soup(jana.get("/profile"))
    for one in ("personal", "contact", "job", "benefits", "hr-contact"):
        card = page.find(id=f"card-{one}")
        assert card is not None, one
        assert ("Try again" in card.get_text()) is (one == card_id)


def test_without_phones_the_rest_is_shown(jana: FlaskClient, sandbox: RunningSandbox) -> None:
    sandbox.fault("500_html", "people.personal.get")
    assert value_of(jana, "Phone") == "Could not be read just now"
    assert value_of(jana, "Work e-mail") == "jana.koehler@acme.example"


def test_without_the_person_there_are_words(jana: FlaskClient, sandbox: RunningSandbox) -> None:
    sandbox.fault("500_html", "people.get")
    response = jana.get("/profile")
    assert response.status_code == 200
    assert "Deel is not answering properly just now" in text_of(response)
    assert soup(response).find(id="card-benefits") is not None


def test_another_persons_answer_is_not_shown(jana: FlaskClient, sandbox: RunningSandbox) -> None:
    sandbox.fault("stranger", "people.get")
    page = soup(jana.get("/profile"))
    assert page.find(id="card-personal") is None
    main = page.find("main")
    assert main is not None
    assert "Try again" in main.get_text()


def test_the_person_alone_is_a_fragment(jana: FlaskClient) -> None:
    page = soup(jana.get("/profile?card=person", headers={"HX-Request": "true"}))
    assert page.find("html") is None
    assert page.find(id="card-person") is not None
    assert page.find(id="card-benefits") is None


CHANGES = [
    ("preferred-name", "preferred_name", "Janni", "Preferred name", "Janni"),
    ("personal-email", "personal_email", "jana@home.example", "Personal e-mail", None),
    ("phone", "phone", "0341 2718281", "Phone", "+49 341 2718281"),
]


@pytest.mark.parametrize(("slug", "field", "typed", "label", "shown"), CHANGES)
def test_a_change_is_sent_and_seen(
    jana: FlaskClient, slug: str, field: str, typed: str, label: str, shown: str | None
) -> None:
    form = form_of(jana.get(f"/profile/{slug}"))
    response = prove(jana, jana.post(f"/profile/{slug}", data={**form, field: typed}))
    assert response.status_code == 303
    assert "/actions/" in response.location
    assert jana.get(response.location).status_code == 200
    assert value_of(jana, label) == (shown or typed)


def test_newcomer_changes_the_address(newcomer: FlaskClient) -> None:
    form = form_of(newcomer.get("/profile/address"))
    typed = {"street": "Moi Avenue 5", "city": "Nairobi", "postal_code": "00100", "region": ""}
    response = newcomer.post("/profile/address", data={**form, **typed})
    assert response.status_code == 303
    assert "Moi Avenue 5" in (value_of(newcomer, "Address") or "")


def test_form_holds_what_is_there(jana: FlaskClient) -> None:
    phone = value_of(jana, "Phone")
    assert phone is not None
    assert form_of(jana.get("/profile/phone"))["phone"] == phone


@pytest.mark.parametrize(
    ("slug", "field", "typed", "words"),
    [
        ("preferred-name", "preferred_name", "", "Enter the name you want to be called by."),
        ("preferred-name", "preferred_name", " \t ", "Enter the name you want to be called by."),
        ("preferred-name", "preferred_name", "x" * 101, "Use 100 characters or fewer."),
        ("personal-email", "personal_email", "", "Enter your e-mail address."),
        ("personal-email", "personal_email", "jana", "Enter an e-mail address like"),
        ("personal-email", "personal_email", "a@b.example\r\nBcc: x@y.example", "Enter an e-mail"),
        ("phone", "phone", "", "Enter your phone number."),
        ("phone", "phone", "call me", "Enter a phone number with its country code"),
        ("phone", "phone", "+49 30 901820 ext. 5", "Enter a phone number"),
    ],
)
def test_wrong_input_is_explained_and_kept(
    jana: FlaskClient, sandbox: RunningSandbox, slug: str, field: str, typed: str, words: str
) -> None:
    form = form_of(jana.get(f"/profile/{slug}"))
    response = jana.post(f"/profile/{slug}", data={**form, field: typed})
    summary = soup(response).select_one(f'.error-summary a[href="#{field}"]')
    assert response.status_code == 422
    assert summary is not None
    assert words in summary.get_text()
    assert not sandbox.calls("people.personal.update")


def test_html_in_a_name_is_text(jana: FlaskClient) -> None:
    form = form_of(jana.get("/profile/preferred-name"))
    jana.post("/profile/preferred-name", data={**form, "preferred_name": "<b>Janni</b>"})
    assert value_of(jana, "Preferred name") == "<b>Janni</b>"


def test_what_is_fixed_just_now_is_explained(jana: FlaskClient, sandbox: RunningSandbox) -> None:
    response = jana.get("/profile/address")
    assert response.status_code == 403
    assert "You can't change this yourself just now" in text_of(response)


def test_posting_what_is_fixed_changes_nothing(jana: FlaskClient, sandbox: RunningSandbox) -> None:
    form = form_of(jana.get("/profile/phone"))
    typed = {"street": "Elsewhere 1", "city": "Leipzig", "postal_code": "04275", "region": ""}
    response = jana.post("/profile/address", data={**form, **typed})
    assert response.status_code == 403
    assert not sandbox.calls("additional_information.update")


@pytest.mark.parametrize("path", ["/profile/salary", "/profile/preferred_name", "/profile/.."])
def test_there_is_no_other_field(jana: FlaskClient, sandbox: RunningSandbox, path: str) -> None:
    sandbox.admin("DELETE", "requests")
    assert jana.get(path).status_code == 404
    assert sandbox.calls() == []


def test_sent_twice_it_is_changed_once(jana: FlaskClient, sandbox: RunningSandbox) -> None:
    form = {**form_of(jana.get("/profile/phone")), "phone": "+49 341 2718281"}
    answers = [jana.post("/profile/phone", data=form) for _ in range(2)]
    assert answers[0].location == answers[1].location
    assert len(sandbox.calls("people.personal.update")) == 1


def test_without_the_token_of_the_page_it_is_refused(
    jana: FlaskClient, sandbox: RunningSandbox
) -> None:
    form = form_of(jana.get("/profile/phone"))
    del form["csrf_token"]
    assert jana.post("/profile/phone", data=form).status_code == 400
    assert not sandbox.calls("people.personal.update")


def test_other_fields_of_the_form_are_ignored(jana: FlaskClient, sandbox: RunningSandbox) -> None:
    form = form_of(jana.get("/profile/preferred-name"))
    typed = {"preferred_name": "Janni", "worker_id": "x", "salary": "1", "personal_email": "a@b.de"}
    jana.post("/profile/preferred-name", data={**form, **typed})
    assert value_of(jana, "Preferred name") == "Janni"
    assert value_of(jana, "Personal e-mail") != "a@b.de"


def test_a_busy_hr_system_keeps_what_was_typed(jana: FlaskClient, sandbox: RunningSandbox) -> None:
    form = form_of(jana.get("/profile/preferred-name"))
    sandbox.fault("429", "people.personal.update")
    response = jana.post("/profile/preferred-name", data={**form, "preferred_name": "Janni"})
    again = form_of(response)
    assert response.status_code == 422
    assert "Nothing was sent" in text_of(response)
    assert again["preferred_name"] == "Janni"
    assert again["key"] != form["key"]
    sandbox.admin("DELETE", "faults")
    assert jana.post("/profile/preferred-name", data=again).status_code == 303
