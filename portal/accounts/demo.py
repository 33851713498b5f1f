"""The invented people of ``portal demo``, for a click instead of typing an address."""

from __future__ import annotations

import json
from dataclasses import dataclass

from portal.settings import Settings

FILE_NAME = "demo-people.json"


@dataclass(frozen=True)
class DemoPerson:
    role: str
    email: str
    country: str


def demo_people(settings: Settings) -> tuple[DemoPerson, ...] | None:
    """None outside the demo."""
    if not settings.demo:
        return None
    path = settings.data_dir / FILE_NAME
    people = json.loads(path.read_text()) if path.exists() else []
    return tuple(DemoPerson(p["role"], p["email"], p["country"]) for p in people)
