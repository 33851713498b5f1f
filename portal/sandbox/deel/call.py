"""What a handler gets, and what it gives back."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Generic, TypeVar, cast, get_origin

from flask import request
from pydantic import BaseModel, ConfigDict, ValidationError
from werkzeug.datastructures import FileStorage

from portal.sandbox.deel.errors import Problem, Refused, not_found
from portal.sandbox.records import contract_or_none
from portal.sandbox.state import Sandbox


class Body(BaseModel):
    """Base of request bodies: JSON types as documented, no unknown field."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Query(BaseModel):
    """Base of query strings: unknown parameters are ignored, as the vendor does.

    A field that is a list collects the repeated parameter.
    """

    model_config = ConfigDict(extra="ignore")


M = TypeVar("M", bound=BaseModel)
Q = TypeVar("Q", bound=Query)
Wrapped = TypeVar("Wrapped")


class Data(Body, Generic[Wrapped]):
    """`{"data": …}`."""

    data: Wrapped


@dataclass(frozen=True)
class Caller:
    """Who calls. `worker` is the profile id behind a worker token, None for the organization."""

    scopes: frozenset[str]
    worker: str | None = None

    @property
    def kind(self) -> str:
        """`worker` or `organization`."""
        return "worker" if self.worker else "organization"


@dataclass(frozen=True)
class Answer:
    """Status, bytes and headers of an answer."""

    status: int
    body: bytes = b""
    content_type: str = "application/json; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Call:
    """One authenticated call."""

    sandbox: Sandbox
    caller: Caller
    request_id: str

    @property
    def db(self) -> sqlite3.Connection:
        """For reads."""
        return self.sandbox.store.db

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """For writes; rolled back when the block raises."""
        with self.sandbox.store.transaction() as db:
            yield db

    @property
    def worker(self) -> str:
        """The calling worker's profile id; only for endpoints that accept worker tokens alone."""
        if self.caller.worker is None:
            raise RuntimeError("this endpoint also accepts organization tokens")
        return self.caller.worker

    def own(self, hris_profile_id: str, what: str) -> None:
        """404 when a worker token asks for something of another person."""
        if self.caller.worker not in (None, hris_profile_id):
            raise not_found(what)

    def contract(self, contract_id: str) -> sqlite3.Row:
        """The contract that the path names: any for the organization, one's own for a worker."""
        found = contract_or_none(self.db, contract_id)
        if found is None:
            raise not_found("Contract")
        self.own(found["hris_profile_id"], "Contract")
        return found

    def query(self, model: type[Q]) -> Q:
        """The query string."""
        values: dict[str, Any] = {}
        for name, info in model.model_fields.items():
            key = info.alias or name
            if get_origin(info.annotation) is list:
                values[key] = request.args.getlist(key) + request.args.getlist(f"{key}[]")
            elif key in request.args:
                values[key] = request.args[key]
        try:
            return model.model_validate(values)
        except ValidationError as error:
            raise _bad_request(error) from error

    def data(self, model: type[M]) -> M:
        """The JSON body's `data`."""
        return cast(M, _validated(_wrapped(model), request.get_data()).data)

    def data_list(self, model: type[M]) -> list[M]:
        """The JSON body's `data` where that is a list."""
        items = _validated(_wrapped(list[model]), request.get_data()).data  # type: ignore[valid-type]
        return cast(list[M], items)

    def bare(self, model: type[M]) -> M:
        """A JSON body that has no `data` around it."""
        return _validated(model, request.get_data())

    def form(self, model: type[M]) -> M:
        """The multipart part `data`, which holds JSON text."""
        text = request.form.get("data")
        if text is None:
            raise Refused(400, Problem("Required", "data"))
        return _validated(model, text)

    def files(self, part: str) -> list[FileStorage]:
        """The uploaded files of a multipart part."""
        return request.files.getlist(part)

    def file_url(self, kind: str, key: str, *, minutes: int) -> str:
        """A signed address of a file, good for so many minutes (see `files.py`)."""
        return self.sandbox.links.url(kind, key, minutes=minutes)


@cache
def _wrapped(shape: Any) -> type[Data[Any]]:
    return Data[shape]


def _validated(model: type[M], text: bytes | str) -> M:
    try:
        return model.model_validate_json(text)
    except ValidationError as error:
        raise _bad_request(error) from error


def _bad_request(error: ValidationError) -> Refused:
    return Refused(400, *(_problem(item) for item in error.errors()), code="BAD_REQUEST")


def _problem(item: Any) -> Problem:
    path = [str(part) for part in item["loc"] if part != "data"]
    return Problem(item["msg"], ".".join(path) or None, item["type"].upper())


def to_json(value: object) -> bytes:
    """Compact UTF-8 JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def bare(value: object, status: int = 200) -> Answer:
    """An answer without `data` around it."""
    return Answer(status, to_json(value))


def ok(value: object) -> Answer:
    """200 `{"data": value}`."""
    return bare({"data": value})


def created(value: object) -> Answer:
    """201 `{"data": value}`."""
    return bare({"data": value}, 201)


def no_content() -> Answer:
    """204."""
    return Answer(204)
