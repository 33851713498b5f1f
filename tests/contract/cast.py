"""Who plays in the contract's tests, and how their HR system is made to fail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Cast:
    """E-mail addresses of people whom the HR system knows."""

    worker: str
    """Has payslips, papers, leave, and an amendment to sign."""
    stranger: str
    """The same in another employment, and a draft that the employer has not published."""
    settled: str
    """Has no amendment under way."""
    leaver: str
    manager: str
    """The worker reports to them, the stranger does not."""
    asked_to_sign: str
    """Has a resignation letter waiting for a signature."""

    fault: Callable[..., None]
    """``fault(kind, **options)``: the HR system misbehaves from now on."""
    heal: Callable[[], None]
    """No more faults."""
    calls: Callable[[], int]
    """How many calls the HR system has had so far."""


NOT_IDS = ["..", ".", "-", "%2e%2e", "a/b", "a?x", "a#x", "a b", "a\0", "a\r\nb", "", "x" * 129]
"""Texts that must never get into an address."""
