"""What the accounts of one app are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from flask import current_app

from portal.accounts.factors.app_codes import AuthenticatorApps
from portal.accounts.factors.held import Factors
from portal.accounts.factors.passkeys import Passkeys
from portal.accounts.factors.recovery import RecoveryCodes
from portal.accounts.factors.second_step import SecondSteps
from portal.accounts.held_forms import HeldForms
from portal.accounts.jobs import AccountJobs
from portal.accounts.known_browsers import KnownBrowsers
from portal.accounts.leavers import Leavers
from portal.accounts.limits import SignInLimits
from portal.accounts.oidc.journeys import Journeys
from portal.accounts.oidc.subjects import Subjects
from portal.accounts.personal.addresses import PersonalAddresses
from portal.accounts.personal.giving import Giving
from portal.accounts.personal.jobs import AddressJobs
from portal.accounts.sessions import Sessions
from portal.accounts.sign_in import SignIn
from portal.accounts.step_up.proofs import Proofs
from portal.accounts.tokens import Links
from portal.accounts.who import Who

if TYPE_CHECKING:
    from portal.accounts.oidc.provider import Provider

EXTENSION = "portal.accounts"


@dataclass(frozen=True)
class Accounts:
    sign_in: SignIn
    links: Links
    sessions: Sessions
    known_browsers: KnownBrowsers
    held_forms: HeldForms
    proofs: Proofs
    providers: Mapping[str, Provider]
    """OpenID providers by the name that stands in addresses."""
    journeys: Journeys
    subjects: Subjects
    factors: Factors
    passkeys: Passkeys
    apps: AuthenticatorApps
    recovery: RecoveryCodes
    second_steps: SecondSteps
    limits: SignInLimits
    jobs: AccountJobs
    who: Who
    leavers: Leavers
    personal: PersonalAddresses
    giving: Giving
    address_jobs: AddressJobs

    def provider_of(self, account_id: str) -> Provider | None:
        """The one that opens this account."""
        issuer = self.subjects.issuer_of(account_id) if self.providers else None
        return next((one for one in self.providers.values() if one.issuer == issuer), None)


def accounts() -> Accounts:
    """Those of the current app."""
    return cast(Accounts, current_app.extensions[EXTENSION])
