"""Additional information and the form behind it: hr-apis/deel.md section 2."""

from typing import Any

import pytest

from tests.sandbox.callers import Caller, People, SignIn

FIRST = {
    "phone": "+254 700 123456",
    "street": "Moi Avenue 4",
    "city": "Mombasa",
    "zip_code": "80100",
    "tax_residence": "KE",
    "is_payslip_access_allowed": True,
    "is_compliance_access_allowed": True,
}


def path_of(people: People, name: str) -> str:
    return f"/eor/workers/contracts/{people[name]['contract_id']}/additional-information"


def test_change_before_the_contract_runs(
    worker: SignIn, organization: Caller, people: People
) -> None:
    answer = worker("wanjiru.kamau").patch(
        path_of(people, "wanjiru.kamau"), {"city": "Kisumu", "kra_pin": "A012345678Z"}
    )

    assert (answer.status_code, answer.json()) == (200, {"data": {"updated": True}})
    person = organization.get(f"/people/{people['wanjiru.kamau']['hris_profile_id']}")
    assert person.json()["data"]["addresses"][0]["locality"] == "Kisumu"


def test_change_of_a_running_contract_is_400(worker: SignIn, people: People) -> None:
    answer = worker("jana.koehler").patch(path_of(people, "jana.koehler"), {"city": "Bonn"})

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["message"]


@pytest.mark.parametrize(
    "change",
    [
        {"kra_pin": "wrong"},
        {"tax_class": "I"},
        {"salary": 1},
        {"dob": "19.03.1998"},
        {"is_payslip_access_allowed": "yes"},
        {"marital_status": "COMPLICATED"},
    ],
)
def test_change_that_is_wrong_is_400(
    worker: SignIn, people: People, change: dict[str, Any]
) -> None:
    answer = worker("wanjiru.kamau").patch(path_of(people, "wanjiru.kamau"), change)

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == next(iter(change))


def test_first_submission_needs_everything(worker: SignIn, people: People) -> None:
    wanjiru, path = worker("wanjiru.kamau"), path_of(people, "wanjiru.kamau")

    for missing in FIRST:
        part = {key: value for key, value in FIRST.items() if key != missing}
        refused = wanjiru.post(path, part)
        assert refused.status_code == 400
        assert refused.json()["errors"][0]["field"] == missing
    assert wanjiru.post(path, FIRST).status_code == 201


def test_stranger_gets_404(worker: SignIn, people: People) -> None:
    answer = worker("jana.koehler").patch(path_of(people, "wanjiru.kamau"), {"city": "Bonn"})

    assert answer.status_code == 404


def test_form_of_a_country(organization: Caller) -> None:
    fields = organization.get("/forms/eor/worker-additional-fields/DE").json()["data"]

    assert set(fields[0]) == {
        "key", "type", "is_required", "required_by", "validation", "ui_guide", "dependencies",
        "values_allowed",
    }  # fmt: skip
    assert set(fields[0]["ui_guide"]) == {
        "label", "order", "field_type", "description", "helper_text", "local_label",
    }  # fmt: skip
    assert set(fields[0]["validation"][0]) == {"type", "value", "error_message"}
    by_key = {field["key"]: field for field in fields}
    assert by_key["spouse_tax_id"]["dependencies"] == [{"key": "tax_class", "value": "III"}]
    assert len(by_key["tax_class"]["values_allowed"]) == 6


@pytest.mark.parametrize("country", ["germany", "d1", "..", "xx"])
def test_form_of_no_country_is_404(organization: Caller, country: str) -> None:
    answer = organization.get(f"/forms/eor/worker-additional-fields/{country}")

    assert answer.status_code == 404
