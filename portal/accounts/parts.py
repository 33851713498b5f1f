"""What the accounts of one app are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import current_app

from portal.accounts.held_forms import HeldForms
from portal.accounts.jobs import AccountJobs
from portal.accounts.limits import SignInLimits
from portal.accounts.sessions import Sessions
from portal.accounts.sign_in import SignIn
from portal.accounts.step_up.proofs import Proofs
from portal.accounts.tokens import Links

EXTENSION = "portal.accounts"


@dataclass(frozen=True)
class Accounts:
    sign_in: SignIn
    links: Links
    sessions: Sessions
    held_forms: HeldForms
    proofs: Proofs
    limits: SignInLimits
    jobs: AccountJobs


def accounts() -> Accounts:
    """Those of the current app."""
    return cast(Accounts, current_app.extensions[EXTENSION])
