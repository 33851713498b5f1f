"""A worker, as far as time off is concerned."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portal.sandbox.time_off.balances import Account, Balance, balance_of
from portal.sandbox.time_off.policies import Policy
from portal.sandbox.time_off.requests import TimeOff


@dataclass(frozen=True, slots=True)
class Worker:
    """`accounts` has one entry for each policy of the worker's country, by the policy's id."""

    profile_id: str
    country: str
    hours_per_day: Decimal
    accounts: Mapping[str, Account]
    requests: Sequence[TimeOff]

    def balance(
        self,
        policy: Policy,
        *,
        year: int,
        today: date,
        requests: Iterable[TimeOff] | None = None,
    ) -> Balance:
        """The balance of a year; with `requests` as if those were all that the worker has."""
        counted = self.requests if requests is None else requests
        return balance_of(policy, self.accounts[policy.id], counted, year=year, today=today)
