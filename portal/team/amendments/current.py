"""What every page about one amendment of the team is drawn with."""

from __future__ import annotations

from typing import Any

from portal.backends.contract_changes import TeamAmendment
from portal.gateway.manager import ManagerGateway
from portal.team import behalf
from portal.team.amendments import rules, wording
from portal.web.pages import page


def amendment_page(
    template: str, manager: ManagerGateway, found: TeamAmendment, **values: Any
) -> str:
    report = manager.team.report(found.worker_id)
    return page(
        f"team/amendments/{template}.html",
        found=found,
        amendment=found.amendment,
        name=report.name,
        acting=behalf.acting(report),
        shows_pay=manager.team_amendments.shows_pay,
        steps=rules.steps(found),
        source=manager.backend.label,
        rules=rules,
        wording=wording,
        **values,
    )
