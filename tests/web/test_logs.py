from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
import structlog

from portal.web.logs import configure_logs


@pytest.fixture
def json_logs() -> Iterator[None]:
    before = structlog.get_config()
    configure_logs("json")
    yield
    structlog.configure(**before)


@pytest.mark.usefixtures("json_logs")
def test_traceback_shows_no_local_variables(capsys: pytest.CaptureFixture[str]) -> None:
    token = "a worker's token"
    try:
        raise ValueError(f"of {len(token)} letters")
    except ValueError:
        structlog.get_logger().exception("failed")
    line = capsys.readouterr().out
    assert json.loads(line)["exception"][0]["exc_type"] == "ValueError"
    assert token not in line
