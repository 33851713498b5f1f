"""Settings that hold several things in one text."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, SecretStr


def _split_list(value: object) -> object:
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


Names = Annotated[tuple[str, ...], BeforeValidator(_split_list)]
Secrets = Annotated[tuple[SecretStr, ...], BeforeValidator(_split_list)]
KNOWN_BACKENDS = ("deel",)

SNAPSHOT_SECONDS = {
    "time_off": 600,
    "amendments": 900,
    "resignations": 900,
    "leave_balances": 1_800,
    "documents": 1_800,
    "person": 1_800,
    "phones": 1_800,
    "payslips": 6 * 3_600,
    "time_off_types": 6 * 3_600,
    "benefits": 24 * 3_600,
    "hr_contact": 24 * 3_600,
}
"""How long what was read counts as new. Our own writes end that at once."""


def _over_the_defaults(value: object) -> object:
    if not isinstance(value, str):
        return value
    pairs = [part.partition("=") for part in value.split(",") if part.strip()]
    given = {name.strip(): seconds.strip() for name, _, seconds in pairs}
    wrong = [seconds for seconds in given.values() if not seconds.isdecimal() or len(seconds) > 7]
    if wrong or given.keys() - SNAPSHOT_SECONDS.keys():
        raise ValueError(
            f"takes name=seconds, separated by commas, with names of: {', '.join(SNAPSHOT_SECONDS)}"
        )
    return {**SNAPSHOT_SECONDS, **given}


Lifetimes = Annotated[dict[str, int], BeforeValidator(_over_the_defaults)]
