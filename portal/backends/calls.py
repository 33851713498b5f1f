"""One call to an HR system's API, before it is sent. It holds no token: that comes with sending."""

from __future__ import annotations

import json as jsonlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from urllib.parse import urlencode

from urllib3.filepost import encode_multipart_formdata

from portal.backends.errors import NotFound
from portal.backends.json_body import JSON
from portal.backends.types import Upload, is_valid_id

Params = Mapping[str, str | int | Sequence[str]]


def route(template: str, *ids: str) -> str:
    """A path with ids in place of each ``{}``. Raises: NotFound, for what can't be an id."""
    if not all(map(is_valid_id, ids)):
        raise NotFound("not an id")
    return template.format(*ids)


@dataclass(frozen=True, slots=True)
class Call:
    operation: str
    """A name for logs, errors and tables: ``time_off.list``."""
    method: str
    target: str = field(repr=False)
    """Path and query below the API's base address."""
    body: bytes | None = field(default=None, repr=False)
    content_type: str = ""
    key: str = ""
    """Idempotency key."""
    repeatable: bool = False
    """Without effect, so that it may be sent again."""

    @classmethod
    def get(cls, operation: str, path: str, params: Params | None = None) -> Call:
        query = f"?{urlencode(params, doseq=True)}" if params else ""
        return cls(operation, "GET", path + query, repeatable=True)

    @classmethod
    def question(cls, operation: str, path: str, json: JSON) -> Call:
        """A POST that changes nothing."""
        return cls(operation, "POST", path, dump(json), "application/json", repeatable=True)

    @classmethod
    def write(
        cls, operation: str, method: str, path: str, json: JSON = None, *, key: str = ""
    ) -> Call:
        if json is None:
            return cls(operation, method, path, key=key)
        return cls(operation, method, path, dump(json), "application/json", key)

    @classmethod
    def form(
        cls, operation: str, path: str, fields: Sequence[tuple[str, str | Upload]], *, key: str = ""
    ) -> Call:
        """A POST as ``multipart/form-data``."""
        body, content_type = encode_multipart_formdata(
            [
                (name, (value.file_name, value.content, value.content_type))
                if isinstance(value, Upload)
                else (name, value)
                for name, value in fields
            ]
        )
        return cls(operation, "POST", path, body, content_type, key)


def dump(json: JSON) -> bytes:
    return jsonlib.dumps(json, default=_number, allow_nan=False).encode()


def _number(value: object) -> int | float:
    if not isinstance(value, Decimal):
        raise TypeError(f"{type(value).__name__} is not JSON")
    return int(value) if value == value.to_integral_value() else float(value)
