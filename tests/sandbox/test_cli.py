"""`portal sandbox`: the command line that breaks a running sandbox."""

import socket
from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result
from pytest_httpserver import HTTPServer

from portal.cli import main
from tests.sandbox.callers import Caller
from tests.sandbox_server import RunningSandbox

Run = Callable[..., Result]


@pytest.fixture
def run(sandbox: RunningSandbox) -> Run:
    """A command below `portal sandbox`, for the sandbox of the tests."""

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(main, ["sandbox", *arguments, "--url", sandbox.base_url])

    return run


def test_switched_on_listed_with_its_hits_and_cleared(run: Run, organization: Caller) -> None:
    switched = run("fault", "500_html", "--operation", "people.list", "--times", "5")
    broken = organization.get("/people").status_code
    listed = run("faults")
    cleared = run("clear")

    assert switched.output == "On: 500_html on people.list, 5 times.\n"
    assert broken == 500
    assert listed.output == "500_html on people.list, 5 times: 1 hit so far\n"
    assert cleared.output == "No fault is on.\n"
    assert run("faults").output == "No fault is on.\n"
    assert organization.get("/people").status_code == 200


def test_every_option_arrives(run: Run, sandbox: RunningSandbox) -> None:
    run("fault", "latency", "--share=0.25", "--seconds=1.5", "--times=3", "--for=60")

    (fault,) = sandbox.admin("GET", "faults")["faults"]
    assert fault.pop("ends") is not None
    assert fault == {
        "operation": "*",
        "kind": "latency",
        "seconds": 1.5,
        "share": 0.25,
        "times": 3,
        "for_seconds": 60,
        "hits": 0,
    }


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["gremlins"], "'accepted_then_timeout'"),
        (["hang", "--operation", "payslip.lists"], "payslips.list"),
        (["hang", "--operation", "§"], "*, additional_information.create, "),
        (["hang", "--share", "1.5"], "--share: Input should be less than or equal to 1"),
        (["hang", "--for", "-1"], "--for: Input should be greater than 0"),
        (["hang", "--times", "0"], "--times: Input should be greater than or equal to 1"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_switched_on(
    run: Run, sandbox: RunningSandbox, arguments: list[str], words: str
) -> None:
    refused = run("fault", *arguments)

    assert refused.exit_code != 0
    assert words in refused.output
    assert sandbox.admin("GET", "faults") == {"faults": []}


@pytest.mark.parametrize("command", [["fault", "hang"], ["faults"], ["clear"]])
def test_sandbox_that_does_not_run_is_said_to_be_so(command: list[str]) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
        refused = CliRunner().invoke(main, ["sandbox", *command, "--url", url])

    assert refused.exit_code == 1
    assert refused.output.startswith(f"Error: No sandbox answers at {url}.")


def test_another_server_is_not_taken_for_the_sandbox(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/_sandbox/faults").respond_with_data("<h1>Hello</h1>")
    url = httpserver.url_for("")
    refused = CliRunner().invoke(main, ["sandbox", "faults", "--url", url])

    assert refused.exit_code == 1
    assert refused.output == f"Error: What answers at {url} is not the sandbox.\n"


def test_starting_needs_a_token() -> None:
    refused = CliRunner().invoke(main, ["sandbox"], env={"SANDBOX_ORGANIZATION_TOKEN": None})

    assert refused.exit_code == 2
    assert "Missing option '--organization-token'" in refused.output
