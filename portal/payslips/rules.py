"""Payslips in the order a person looks for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from portal.backends.types import Payslip


@dataclass(frozen=True, slots=True)
class YearOfPayslips:
    year: int
    payslips: tuple[Payslip, ...]
    """Newest first."""
    years: tuple[tuple[int, int], ...]
    """Every year there is, newest first, and how many payslips it has."""


def year_of(payslip: Payslip) -> int:
    """The year it counts for: the one its period ends in."""
    return (payslip.period_end or payslip.period_start).year


def of_year(payslips: Sequence[Payslip], wanted: int | None) -> YearOfPayslips | None:
    """The wanted year, or the newest where there is none of that year; None without payslips."""
    counts = Counter(map(year_of, payslips))
    if not counts:
        return None
    year = wanted if wanted is not None and wanted in counts else max(counts)
    return YearOfPayslips(
        year=year,
        payslips=tuple(payslip for payslip in payslips if year_of(payslip) == year),
        years=tuple(sorted(counts.items(), reverse=True)),
    )


@dataclass(frozen=True, slots=True)
class Neighbours:
    older: Payslip | None
    newer: Payslip | None


def neighbours(payslips: Sequence[Payslip], payslip_id: str) -> Neighbours:
    """Those beside it in the list, which is newest first."""
    at = [payslip.id for payslip in payslips].index(payslip_id)
    return Neighbours(
        older=payslips[at + 1] if at + 1 < len(payslips) else None,
        newer=payslips[at - 1] if at else None,
    )


def file_name(payslip: Payslip) -> str:
    """What the saved file is called, without its ending: sorts by date in any folder."""
    return f"payslip-{payslip.period_end or payslip.period_start:%Y-%m-%d}"
