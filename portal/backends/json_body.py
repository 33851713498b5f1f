"""JSON from a peer that may be broken or hostile.

Python's own reader takes NaN, keeps the last of two equal keys and reads numbers of any length.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import NoReturn, TypeAlias

JSON: TypeAlias = (
    "dict[str, JSON] | list[JSON] | str | int | Decimal | bool | None"  # fractions are exact
)

MAX_DEPTH = 64
MAX_DIGITS = 60

_CONTAINERS = (dict, list)


class UnreadableBody(ValueError):
    """Not JSON that anybody should act on. The text never quotes the body."""


def parse(body: bytes) -> JSON:
    """Raises: UnreadableBody."""
    try:
        value: JSON = _DECODER.decode(body.decode("utf-8"))
    except UnreadableBody:
        raise
    except RecursionError:
        raise UnreadableBody("nested too deep") from None
    except ValueError as error:
        # The exception's text and cause hold the body.
        raise UnreadableBody(f"not JSON ({type(error).__name__})") from None
    _check_depth(value)
    return value


def _check_depth(value: JSON) -> None:
    level = [value] if isinstance(value, _CONTAINERS) else []
    for _ in range(MAX_DEPTH + 1):
        if not level:
            return
        level = [
            child
            for node in level
            for child in (node.values() if isinstance(node, dict) else node)
            if isinstance(child, _CONTAINERS)
        ]
    raise UnreadableBody("nested too deep")


def _object(pairs: list[tuple[str, JSON]]) -> dict[str, JSON]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise UnreadableBody("a key occurs twice")
    return found


def _integer(digits: str) -> int:
    return int(_short(digits))


def _fraction(digits: str) -> Decimal:
    return Decimal(_short(digits))


def _short(digits: str) -> str:
    if len(digits) > MAX_DIGITS:
        raise UnreadableBody("a number is too long")
    return digits


def _no_constant(name: str) -> NoReturn:
    raise UnreadableBody(f"{name} is not a number")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object,
    parse_int=_integer,
    parse_float=_fraction,
    parse_constant=_no_constant,
)
