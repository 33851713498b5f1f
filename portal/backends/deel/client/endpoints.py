"""What Deel's endpoints have in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from portal.backends.calls import Call, Params
from portal.backends.deel.access import Caller
from portal.backends.deel.models.fields import AnyModel, below, members, one
from portal.backends.deel.models.papers import File
from portal.backends.download import StreamedFile
from portal.backends.errors import Conflict, Rejected, Unavailable
from portal.backends.json_body import JSON

MAX_PAGES = 50

Result = TypeVar("Result")


class Endpoints:
    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def _get(self, operation: str, path: str, params: Params | None = None) -> JSON:
        return _nothing_to_reject(self._caller.json, Call.get(operation, path, params))

    def _list(self, model: type[AnyModel], operation: str, path: str) -> list[AnyModel]:
        """A list that comes whole."""
        return members(model, below(self._get(operation, path), "data"), operation)

    def _write(
        self, operation: str, method: str, path: str, data: JSON = None, *, key: str = ""
    ) -> JSON:
        body: JSON = None if data is None else {"data": data}
        return self._caller.json(Call.write(operation, method, path, body, key=key))

    def _file(self, operation: str, path: str) -> StreamedFile:
        """A file whose address the endpoint answers with."""
        file = one(File, below(self._get(operation, path), "data"))
        return self._caller.open_url(operation, file.url)

    def _bytes(self, operation: str, path: str) -> StreamedFile:
        """A file that the endpoint itself answers with."""
        return _nothing_to_reject(self._caller.open, Call.get(operation, path))


def next_page(answer: JSON, more: str, cursor: str) -> str:
    """The cursor of the next page; empty on the last."""
    if not isinstance(answer, dict) or answer.get(more) is not True:
        return ""
    value = answer.get(cursor)
    return value if isinstance(value, str) else ""


def _nothing_to_reject(send: Callable[[Call], Result], call: Call) -> Result:
    """A read carries no input of the worker: a 4xx is ours to repair, not theirs."""
    try:
        return send(call)
    except Conflict:
        raise
    except Rejected as error:
        raise Unavailable(
            str(error),
            backend=error.backend,
            operation=error.operation,
            status=error.status,
            vendor_code=error.vendor_code,
            vendor_request_id=error.vendor_request_id,
        ) from error
