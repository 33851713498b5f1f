import pytest

from portal.backends.deel.errors import read_problem
from portal.backends.json_body import JSON

REQUEST: JSON = {"method": "POST", "url": "/x", "api_req_id": "req-1", "code": "BAD", "docs": "d"}


@pytest.mark.parametrize(
    ("body", "message", "code", "request_id", "fields"),
    [
        pytest.param(
            {"request": REQUEST, "errors": [{"path": "data.start_date", "message": "Too early"}]},
            "Too early",
            "BAD",
            "req-1",
            {"start": "Too early"},
            id="A",
        ),
        pytest.param(
            {"errors": [{"code": "E1", "field": None, "message": "No"}, {"message": "Never"}]},
            "No Never",
            "E1",
            "",
            {},
            id="B",
        ),
        pytest.param(
            {"errors": {"message": "Overlaps"}, "request": REQUEST},
            "Overlaps",
            "BAD",
            "req-1",
            {},
            id="C",
        ),
        pytest.param(
            {"error": {"code": "E2", "message": "Broken", "details": None}},
            "Broken",
            "E2",
            "",
            {},
            id="D",
        ),
        pytest.param({"error": "Not found"}, "Not found", "", "", {}, id="E"),
        pytest.param({"message": "No policies"}, "No policies", "", "", {}, id="F"),
        pytest.param(
            {"error": "Rate limit exceeded", "status": 429, "message": "Wait"},
            "Wait",
            "",
            "",
            {},
            id="G",
        ),
        pytest.param(
            {
                "validation_error": [{"item": "salary", "error": "Too high"}],
                "disabled_amendments": [{"data_point": "job_title", "error": "Locked"}],
            },
            "Too high Locked",
            "",
            "",
            {"value": "Too high"},
            id="H",
        ),
    ],
)
def test_each_envelope_is_read(
    body: JSON, message: str, code: str, request_id: str, fields: dict[str, str]
) -> None:
    problem = read_problem(body)

    assert (problem.message, problem.code, problem.request_id) == (message, code, request_id)
    assert problem.fields == fields


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("start_date", "start"),
        ("data.dates[0].hours", "hours_per_day"),
        ("data.dates.0", "half_day"),
        ("data.phone_numbers.0.dial_code", "phone"),
        ("desired_end_date", "desired_end_date"),
        ("recipient_profile_id", None),
        ("", None),
    ],
)
def test_vendors_field_is_named_as_in_our_forms(path: str, field: str | None) -> None:
    problem = read_problem({"errors": [{"path": path, "message": "No"}]})

    assert problem.fields == ({field: "No"} if field else {})


@pytest.mark.parametrize(
    "message",
    ["<b>No</b>", "Error\n    at f (/srv/app/x.ts:1)", "a\0b", 5, None, {"message": "x"}],
)
def test_what_is_no_sentence_is_not_shown(message: JSON) -> None:
    assert read_problem({"errors": [{"message": message}]}).message == ""


@pytest.mark.parametrize("body", [None, [], "text", {}, {"errors": ["x"]}, {"errors": 5}])
def test_unknown_envelope_is_a_problem_without_words(body: JSON) -> None:
    assert read_problem(body).message == ""


def test_long_message_is_cut() -> None:
    assert len(read_problem({"message": "x" * 10_000}).message) == 300


def test_key_in_use_is_recognised() -> None:
    body: JSON = {"errors": [{"message": "Request conflict detected, try again later"}]}

    assert read_problem(body).running
    assert not read_problem({"message": "Wait"}).running
