"""What stands behind the question mark, from clients that are no browsers."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient


@pytest.mark.parametrize("path", ["/", "/sign-in", "/team", "/sign-in/oidc", "/verify", "/none"])
@pytest.mark.parametrize("query", ["next=\xff", "a=\xed\xa0\x80", "\xff"])
def test_bytes_that_are_no_text_are_refused(client: FlaskClient, path: str, query: str) -> None:
    answer = client.get(path, environ_overrides={"QUERY_STRING": query})
    assert answer.status_code == 400
    assert "went wrong" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("query", ["next=%ff", "next=/team?q=%ed%a0%80", "q=%00"])
def test_text_of_any_kind_is_read(client: FlaskClient, query: str) -> None:
    assert client.get("/sign-in", query_string=query).status_code == 200
    assert client.get("/team", query_string=query).status_code == 303
