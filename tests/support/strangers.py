"""Another worker's ids, for every kind of id that stands in a URL of the portal."""

from __future__ import annotations

from typing import Any

import requests
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from portal.db import new_id
from tests.sandbox_server import RunningSandbox
from tests.support.factors import give_passkey
from tests.support.pages import form_of, soup
from tests.support.people import LUKASZ


class Strangers:
    """``worker_email`` asks, or ``manager_email``, to whom that one reports. Everything else is the
    other one's, who reports to somebody else."""

    def __init__(self, sandbox: RunningSandbox) -> None:
        self._sandbox = sandbox
        people = sandbox.admin("GET", "people")["people"]
        self._worker, self._other = [one for one in people if one["role"] == "worker"][:2]
        self.worker_email = self._worker["email"]
        self.manager_email = LUKASZ
        self.email = self._other["email"]
        self.name = self._other["name"]
        self._ids: dict[str, list[str]] = {
            "payslip_id": self._list(f"/eor/workers/{self._profile}/payslips"),
            "document_id": ["hrx." + one for one in self._list(f"{self._contract}/hrx-documents")],
            "time_off_id": self._list(f"/time_offs/profile/{self._profile}"),
            "report_id": [self._profile],
            "resignation_id": [one["unique_id"] for one in self._leaving()],
            "file_id": [new_id()],
            "amendment_id": self._list(f"{self._contract}/amendments"),
            "action_id": [new_id()],
            "substitution_id": [new_id()],
            "session_id": [new_id()],
            "proof_id": [new_id()],
            "passkey_id": [new_id()],
            "name": [],
            "token": [],
        }

    def learn_from_the_portal(self, other: FlaskClient) -> None:
        """The ids that only the portal knows: the other one's sessions, documents, proofs and
        passkeys."""
        forms = soup(other.get("/account")).find_all("form")
        actions = [str(form.get("action")) for form in forms]
        sessions = [part for path in actions for part in path.split("/") if len(part) == 32]
        if sessions:
            self._ids["session_id"] = sessions
        links = [str(link["href"]) for link in soup(other.get("/documents")).select("main a[href]")]
        documents = [path.split("/")[2] for path in links if path.startswith("/documents/")]
        self._ids["document_id"] = documents or self._ids["document_id"]
        show_pay = form_of(other.get("/profile"), "/profile/pay")
        self._ids["proof_id"] = [other.post("/profile/pay", data=show_pay).location.split("/")[2]]
        self._ids["passkey_id"] = [give_passkey(other.application, self.email)]

    @property
    def ids(self) -> set[str]:
        """All of them that the HR system knows."""
        kinds = ("report_id", "time_off_id", "resignation_id", "amendment_id")
        known = {one for name in kinds for one in self._ids[name]}
        return known | {one["contract"]["id"] for one in self._leaving()}

    def paths(self, rule: Rule) -> list[str]:
        """The rule's addresses with the other one's ids; the rule itself where it takes none."""
        paths = [rule.rule]
        for argument in rule.arguments:
            assert argument in self._ids, f"{rule.rule}: no stranger's {argument} known"
            paths = [
                path.replace(f"<id:{argument}>", one).replace(f"<{argument}>", one)
                for path in paths
                for one in self._ids[argument][:3]
            ]
        return paths

    def state(self) -> Any:
        """What could change by a write, as the HR system has it."""
        return [
            self._get(f"/time_offs/profile/{self._profile}"),
            self._get(f"{self._contract}/amendments"),
            self._get(f"/people/{self._profile}/personal"),
            self._leaving(),
        ]

    def _leaving(self) -> list[Any]:
        """Who of the other one's team has resigned."""
        found: list[Any] = self._get("/offboarding/tracker?ignore_date_range=true")["data"]
        assert found
        return found

    @property
    def _profile(self) -> str:
        return str(self._other["hris_profile_id"])

    @property
    def _contract(self) -> str:
        return f"/eor/contracts/{self._other['contract_id']}"

    def _list(self, path: str) -> list[str]:
        found = [str(item["id"]) for item in self._get(path)["data"]]
        assert found, f"the other one has nothing at {path}"
        return found

    def _get(self, path: str) -> Any:
        answer = requests.get(
            self._sandbox.deel_url + path,
            headers={"Authorization": f"Bearer {self._sandbox.organization_token}"},
            timeout=10,
        )
        answer.raise_for_status()
        return answer.json()
