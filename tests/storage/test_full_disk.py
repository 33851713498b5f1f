"""A server process that can write to no file any more, as on a full disk."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.stack import Stack
from bench.visitor import Visitor
from tests.sandbox_server import RunningSandbox
from tests.support.people import OLIVER
from tests.support.processes import free_port, serving

CHANGE = "people.personal.update"


@pytest.fixture
def stack(environment: dict[str, str], sandbox: RunningSandbox, tmp_path: Path) -> Iterator[Stack]:
    environment["PORTAL_BASE_URL"] = f"http://127.0.0.1:{free_port()}"
    environment["PORTAL_DATABASE_URL"] = f"sqlite:///{tmp_path / 'disk.sqlite3'}"
    environment["PORTAL_REDIS_URL"] = ""
    with serving(environment) as process:
        yield Stack(
            portal=environment["PORTAL_BASE_URL"],
            sandbox=sandbox.base_url,
            deel=sandbox.deel_url,
            organization_token=sandbox.organization_token,
            mail_dir=tmp_path / "mail",
            portal_pid=process.pid,
            environment=environment,
        )


def test_nothing_is_sent_until_it_can_be_stored(stack: Stack, sandbox: RunningSandbox) -> None:
    visitor = Visitor(stack).sign_in(OLIVER)
    page, change = "/profile/preferred-name", {"preferred_name": "Noll"}

    let_write(stack, 0)
    refused = visitor.post(page, **change)

    assert refused.status_code == 503
    assert "Not available just now" in refused.text
    assert sandbox.calls(CHANGE) == []

    let_write(stack, resource.RLIM_INFINITY)
    assert visitor.post(page, **change).ok
    assert len(sandbox.calls(CHANGE)) == 1


def let_write(stack: Stack, bytes_a_file: int) -> None:
    for process in stack.workers():
        resource.prlimit(process, resource.RLIMIT_FSIZE, (bytes_a_file, resource.RLIM_INFINITY))
