"""What an amendment changes, old and new, in the reader's format."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from flask_babel import gettext as _

from portal.backends.agreements import AmendmentItem
from portal.backends.types import Money
from portal.web.formats import money, number

_MONEY = frozenset({"salary", "hourly_rate"})
_HOURS = frozenset({"work_hours_per_week"})


def named(names: Sequence[str]) -> str:
    """What changes, in a few words; empty where nothing is named."""
    if len(names) > 2:
        return _("%(first)s and %(count)s more", first=names[0], count=len(names) - 1)
    if len(names) > 1:
        return _("%(first)s and %(second)s", first=names[0], second=names[1])
    return names[0] if names else ""


def sides(item: AmendmentItem, currency: str) -> dict[str, str | None]:
    """For a row of the differences; None where one side has nothing."""
    return {
        "label": item.name,
        "old": _shown(item.old, item.data_point, currency),
        "new": _shown(item.new, item.data_point, currency),
    }


def _shown(value: str, data_point: str, currency: str) -> str | None:
    """Money and hours in the reader's format; anything else as the HR system wrote it."""
    if not value:
        return None
    if data_point not in _MONEY | _HOURS:
        return value
    try:
        figure = Decimal(value)
    except InvalidOperation:
        return value
    if not figure.is_finite():
        return value
    if data_point in _MONEY:
        return money(Money(figure, currency)) if currency else value
    return _("%(hours)s hours a week", hours=number(figure))
