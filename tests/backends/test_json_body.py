from decimal import Decimal

import pytest

from portal.backends.json_body import UnreadableBody, parse


def test_fractions_are_exact() -> None:
    assert parse(b'{"rate": 0.1, "days": 3}') == {"rate": Decimal("0.1"), "days": 3}


@pytest.mark.parametrize(
    "body",
    [
        b'{"a": NaN}',
        b"[Infinity]",
        b"[-Infinity]",
        b'{"a": 1, "a": 2}',
        b'{"x": {"a": 1, "a": 1}}',
        b"[" * 66 + b"]" * 66,
        b'{"a":' * 66 + b"1" + b"}" * 66,
        b"[" * 100_000 + b"]" * 100_000,
        b"[" + b"9" * 61 + b"]",
        b"[0." + b"9" * 61 + b"]",
        b"[" + b"9" * 5000 + b"]",
        b'{"a": ',
        b"<html></html>",
        b'["\xff"]',
        b'{"a": 1} trailing',
    ],
)
def test_hostile_or_broken_body_is_unreadable(body: bytes) -> None:
    with pytest.raises(UnreadableBody):
        parse(body)


@pytest.mark.parametrize(
    "body", [b"[" * 64 + b"]" * 64, b"[" + b"9" * 60 + b"]", b'["' + b"[" * 100 + b'"]']
)
def test_what_is_within_the_limits_is_read(body: bytes) -> None:
    assert parse(body)


def test_refusal_does_not_quote_the_body() -> None:
    with pytest.raises(UnreadableBody) as caught:
        parse(b'{"salary": 81000')

    assert "81000" not in str(caught.value)
    assert caught.value.__suppress_context__
