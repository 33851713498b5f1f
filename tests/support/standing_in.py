"""Somebody stands in for a manager, without the pages that lead there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import cast

from flask import Flask
from sqlalchemy import update

from portal.backends.team import Colleague
from portal.db import new_id
from portal.gateway import substitutes
from portal.gateway.substitutes import SubstitutionRow, SubstitutionState
from portal.services import EXTENSION, Services
from tests.sandbox_server import RunningSandbox


def stand_in(
    app: Flask, sandbox: RunningSandbox, manager: str, substitute: str, *, accepted: bool = True
) -> None:
    """From yesterday to tomorrow. People go by their addresses."""
    services = cast(Services, app.extensions[EXTENSION])
    people = {one["email"]: one for one in sandbox.people().values()}
    now, day = datetime.now(UTC), timedelta(days=1)
    made = substitutes.name(
        services,
        new_id(),
        new_id(),
        backend="deel",
        manager=_colleague(people[manager]),
        substitute=_colleague(people[substitute]),
        days=((now - day).date(), (now + day).date()),
        between=(now - day, now + day),
    )
    if accepted:
        with services.database.begin() as session:
            session.execute(
                update(SubstitutionRow)
                .where(SubstitutionRow.id == made)
                .values(state=SubstitutionState.ACCEPTED)
            )


def _colleague(person: dict[str, str]) -> Colleague:
    return Colleague(person["hris_profile_id"], person["name"], person["email"])
