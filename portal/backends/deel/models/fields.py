"""Deel's fields as they come: numbers or strings, dates or midnight date-times, null or missing.

What an item can't do without is required and makes the item invalid; the rest falls back to
nothing, so that one odd value does not hide a payslip.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, TypeVar

import structlog
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    OnErrorOmit,
    ValidationError,
)

from portal.backends import context
from portal.backends.errors import Unavailable
from portal.backends.json_body import JSON
from portal.backends.types import is_valid_id

MAX_TEXT = 20_000
MAX_AMOUNT = Decimal(10) ** 15

_NUMBERS = (str, int, Decimal)

log = structlog.get_logger("portal.backends")
Value = TypeVar("Value")


class Model(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore", frozen=True, hide_input_in_errors=True)


AnyModel = TypeVar("AnyModel", bound=Model)
Member = TypeVar("Member", bound=Model)


def _text(value: object) -> str:
    if isinstance(value, str):
        return value.replace("\0", "").strip()[:MAX_TEXT]
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise ValueError("not a text")
    return str(value)


def _text_or_nothing(value: object) -> str:
    try:
        return _text(value)
    except ValueError:
        return ""


def _id(value: object) -> str:
    text = _text(value)
    if not is_valid_id(text):
        raise ValueError("not an id")
    return text


def _day(value: object) -> date:
    if not isinstance(value, str):
        raise ValueError("not a date")
    return date.fromisoformat(value[:10])


def _instant(value: object) -> datetime:
    if not isinstance(value, str):
        raise ValueError("not a date-time")
    instant = datetime.fromisoformat(value)
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)


def _amount(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, _NUMBERS):
        raise ValueError("not an amount")
    try:
        amount = Decimal(value)
    except InvalidOperation:
        raise ValueError("not an amount") from None
    if not amount.is_finite() or abs(amount) >= MAX_AMOUNT:
        raise ValueError("out of range")
    return amount


def _flag(value: object) -> bool:
    return value is True


def _or_none(read: Callable[[object], Value]) -> Callable[[object], Value | None]:
    def lenient(value: object) -> Value | None:
        try:
            return read(value)
        except (ValueError, OverflowError):
            return None

    return lenient


Id = Annotated[str, BeforeValidator(_id)]
Text = Annotated[str, BeforeValidator(_text_or_nothing)]
Day = Annotated[date, BeforeValidator(_day)]
MaybeDay = Annotated[date | None, BeforeValidator(_or_none(_day))]
Instant = Annotated[datetime, BeforeValidator(_instant)]
MaybeInstant = Annotated[datetime | None, BeforeValidator(_or_none(_instant))]
Amount = Annotated[Decimal, BeforeValidator(_amount)]
MaybeAmount = Annotated[Decimal | None, BeforeValidator(_or_none(_amount))]
Flag = Annotated[bool, BeforeValidator(_flag)]


def maybe(model: type[AnyModel]) -> BeforeValidator:
    """For ``X | None``: None also where the value is not a valid X."""

    def read(value: object) -> AnyModel | None:
        return _valid_or_none(model, value)

    return BeforeValidator(read)


def _listed(value: object) -> object:
    return value if isinstance(value, list) else []


Each = Annotated[tuple[OnErrorOmit[Member], ...], Field(strict=False), BeforeValidator(_listed)]
"""``Each[X]``: the valid ones; nothing for null."""
Days = Annotated[tuple[OnErrorOmit[Day], ...], Field(strict=False), BeforeValidator(_listed)]


def _texts(value: object) -> tuple[str, ...]:
    return tuple(filter(None, map(_or_none(_text), value if isinstance(value, list) else [])))


Texts = Annotated[tuple[str, ...], BeforeValidator(_texts)]


def one(model: type[AnyModel], value: JSON) -> AnyModel:
    """Raises: Unavailable, where what we need is missing or not what it should be."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        raise Unavailable(f"unreadable {model.__name__}: {_fields_of(error)}") from None


def members(model: type[AnyModel], value: JSON, operation: str) -> list[AnyModel]:
    """The valid members of a list; the others are counted in the context, and named in the log.

    Raises: Unavailable, where there is no list, or one of which nothing can be read: an empty one
    would say that there is nothing.
    """
    if not isinstance(value, list):
        raise Unavailable(f"no list of {model.__name__}")
    found = []
    for member in value:
        try:
            found.append(model.model_validate(member))
        except ValidationError as error:
            log.warning("item left out", operation=operation, fields=_fields_of(error))
            context.leave_out()
    if value and not found:
        raise Unavailable(f"unreadable: every {model.__name__}")
    return found


def below(value: JSON, *keys: str) -> JSON:
    """What an answer holds under the first of these keys. Raises: Unavailable."""
    if isinstance(value, dict):
        for key in keys:
            if key in value:
                return value[key]
    raise Unavailable(f"an answer without {keys[0]!r}")


def _valid_or_none(model: type[AnyModel], value: Any) -> AnyModel | None:
    try:
        return model.model_validate(value)
    except ValidationError:
        return None


def _fields_of(error: ValidationError) -> str:
    return ", ".join(sorted({".".join(map(str, each["loc"])) or "it" for each in error.errors()}))
