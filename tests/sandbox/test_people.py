"""People and managers: hr-apis/deel.md sections 2 and 8."""

from typing import Any

import pytest

from tests.sandbox.callers import Caller, People


def get_person(organization: Caller, people: People, name: str) -> dict[str, Any]:
    answer = organization.get(f"/people/{people[name]['hris_profile_id']}")
    assert answer.status_code == 200
    person: dict[str, Any] = answer.json()["data"]
    return person


def test_person_has_the_documented_fields(organization: Caller, people: People) -> None:
    person = get_person(organization, people, "jana.koehler")

    assert {
        "id", "worker_id", "external_id", "first_name", "last_name", "full_name",
        "preferred_first_name", "preferred_last_name", "birth_date", "start_date", "country",
        "state", "timezone", "nationalities", "work_location", "job_title", "seniority",
        "completion_date", "created_at", "updated_at", "emails", "addresses", "department",
        "direct_manager", "direct_reports", "direct_reports_count", "client_legal_entity",
        "hiring_type", "hiring_status", "new_hiring_status", "active_worker_termination_status",
        "employments", "custom_fields", "profile_organizational_structures",
    } == set(person)  # fmt: skip
    assert person["full_name"] == "Jana Köhler"
    assert {email["type"] for email in person["emails"]} == {"primary", "work", "personal"}
    assert set(person["addresses"][0]) == {
        "streetAddress",
        "locality",
        "region",
        "postalCode",
        "country",
    }


def test_employment_is_the_contract(organization: Caller, people: People) -> None:
    person = get_person(organization, people, "jana.koehler")

    (employment,) = person["employments"]
    assert employment["id"] == people["jana.koehler"]["contract_id"]
    assert len(employment["id"]) <= 24
    assert (employment["hiring_type"], employment["is_ended"]) == ("eor", False)
    assert employment["contract_status"] == "in_progress"
    assert employment["payment"]["currency"] == "EUR"


def test_manager_and_reports_name_each_other(organization: Caller, people: People) -> None:
    jana = get_person(organization, people, "jana.koehler")
    lukasz = get_person(organization, people, "lukasz.wojcik")

    assert jana["direct_manager"]["id"] == lukasz["id"]
    assert jana["direct_reports"] is None
    assert lukasz["direct_reports_count"] == len(lukasz["direct_reports"]) > 1
    assert jana["id"] in {report["id"] for report in lukasz["direct_reports"]}


def test_second_employment_is_the_ended_one(organization: Caller, people: People) -> None:
    current, earlier = get_person(organization, people, "oliver.bennett")["employments"]

    assert (current["is_ended"], earlier["is_ended"]) == (False, True)
    assert earlier["termination_last_day"] < current["start_date"]


def test_leaver_is_inactive(organization: Caller, people: People) -> None:
    leaver = get_person(organization, people, "luca.bernasconi")

    assert leaver["hiring_status"] == "inactive"
    assert [employment["is_ended"] for employment in leaver["employments"]] == [True]


def test_newcomer_has_not_started(organization: Caller, people: People) -> None:
    newcomer = get_person(organization, people, "wanjiru.kamau")

    (employment,) = newcomer["employments"]
    assert newcomer["new_hiring_status"] == "NOT_STARTED"
    assert employment["contract_status"] == "waiting_for_employee_contract"


def test_custom_fields_come_when_asked_for(organization: Caller, people: People) -> None:
    path = f"/people/{people['jana.koehler']['hris_profile_id']}"

    asked = organization.get(path, params={"include_custom_fields": "true"}).json()["data"]

    assert set(asked["custom_fields"][0]) == {"name", "value"}
    assert organization.get(path).json()["data"]["custom_fields"] == []


def test_list_pages_by_offset(organization: Caller) -> None:
    first = organization.get("/people", params={"limit": 7}).json()
    rest = organization.get("/people", params={"limit": 200, "offset": 7}).json()

    total = first["page"]["total_rows"]
    assert first["page"] == {"offset": 0, "total_rows": total, "items_per_page": 7}
    assert total >= 14
    ids = [person["id"] for person in first["data"] + rest["data"]]
    assert len(set(ids)) == len(ids) == total


@pytest.mark.parametrize("limit", ["0", "201", "-1", "many"])
def test_limit_out_of_range_is_refused(organization: Caller, limit: str) -> None:
    answer = organization.get("/people", params={"limit": limit})

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["path"] == "limit"


@pytest.mark.parametrize("search", ["jana.koehler@acme.example", "jana.koehler@mail.example"])
def test_search_finds_by_email(organization: Caller, people: People, search: str) -> None:
    (found,) = organization.get("/people", params={"search": search}).json()["data"]

    assert found["id"] == people["jana.koehler"]["hris_profile_id"]


def test_filters_repeat(organization: Caller) -> None:
    answer = organization.get("/people", params={"hiring_statuses": ["inactive", "onboarding"]})

    statuses = {person["hiring_status"] for person in answer.json()["data"]}
    assert statuses == {"inactive", "onboarding"}


def test_unknown_filter_is_ignored(organization: Caller) -> None:
    everybody = organization.get("/people").json()["page"]["total_rows"]

    answer = organization.get("/people", params={"group": "x", "email": "nobody@acme.example"})

    assert answer.json()["page"]["total_rows"] == everybody


def test_unknown_person_is_404(organization: Caller) -> None:
    answer = organization.get("/people/00000000-0000-4000-8000-000000000000")

    assert answer.status_code == 404
    assert answer.json()["request"]["status"] == 404


def test_me_is_bare_for_the_organization_too(organization: Caller) -> None:
    assert organization.get("/people/me").json()["profile_type"] == "client"


def test_personal_change_is_seen(organization: Caller, people: People) -> None:
    path = f"/people/{people['jana.koehler']['hris_profile_id']}"

    answer = organization.patch(
        f"{path}/personal",
        {
            "preferred_name": "Jani",
            "personal_email": "jana@mail.example",
            "phone_numbers": [
                {"type": "PERSONAL", "dial_code": "49", "phone_number": "1701234567"}
            ],
        },
    )

    assert (answer.status_code, answer.content) == (204, b"")
    person = organization.get(path).json()["data"]
    assert person["preferred_first_name"] == "Jani"
    assert {"type": "personal", "value": "jana@mail.example"} in person["emails"]
    (phone,) = organization.get(f"{path}/personal").json()["data"]["phones"]
    assert phone == {"type": "PERSONAL", "dial_code": "49", "phone_number": "1701234567"}


@pytest.mark.parametrize(
    "change",
    [
        {"salary": 1},
        {"date_of_birth": "14.08.1991"},
        {"personal_email": "nobody"},
        {"phone_numbers": [{"type": "FAX", "dial_code": "49", "phone_number": "12345"}]},
        {"phone_numbers": [{"type": "WORK", "phone_number": "12345"}]},
        {"personal_email": "noa.levi@mail.example"},
    ],
)
def test_personal_change_that_is_wrong_is_refused(
    organization: Caller, people: People, change: dict[str, Any]
) -> None:
    path = f"/people/{people['jana.koehler']['hris_profile_id']}"
    before = organization.get(path).json()

    answer = organization.patch(f"{path}/personal", change)

    assert answer.status_code == 400
    assert organization.get(path).json() == before


def test_managers_page_by_offset(organization: Caller) -> None:
    answer = organization.get("/managers", params={"limit": 2}).json()

    assert set(answer["data"][0]) == {"id", "email", "first_name", "last_name"}
    assert answer["page"] == {"offset": 0, "total_rows": 3, "items_per_page": 2}
