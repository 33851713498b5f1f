"""Dates and amounts as they are printed on papers."""

from datetime import date
from decimal import Decimal


def printed_amount(amount: Decimal | str) -> str:
    """`1,234.50`, with the places the amount has."""
    return f"{Decimal(amount):,}"


def printed_date(day: str | date) -> str:
    """`3 October 2026`."""
    parsed = date.fromisoformat(day) if isinstance(day, str) else day
    return f"{parsed.day} {parsed:%B %Y}"
