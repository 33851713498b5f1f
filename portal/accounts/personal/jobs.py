"""What giving a private address leaves to the queue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import structlog
from flask import Flask

from portal.accounts.identities import is_same_address
from portal.accounts.jobs import FIRST_PAUSE, NEWS_FOR, RETRIES
from portal.accounts.models import Account
from portal.accounts.personal.giving import LIFETIME, Giving
from portal.accounts.personal.mails import AddressMails
from portal.backends.errors import BackendError
from portal.backends.types import WorkerIdentity
from portal.jobs import CancelExecution
from portal.mail import DeliverMail
from portal.services import Services

log = structlog.get_logger("portal.accounts")


@dataclass(frozen=True)
class AddressJobs:
    """Each call puts a job into the queue and returns. Raises: StorageUnavailable."""

    send_code: Callable[[str, str], object]
    """Of request id and language. Whether the address is to be had is found out there, so that the
    page says the same of every one."""
    tell_given: Callable[[str, str], object]
    """Of account id and language."""
    tell_removed: Callable[[str, str, str], object]
    """Of account id, the address and language."""


def register_jobs(
    app: Flask, services: Services, giving: Giving, deliver: DeliverMail
) -> AddressJobs:
    jobs = services.jobs
    mails = AddressMails(app, services.settings)
    task = {"retries": RETRIES, "retry_delay": FIRST_PAUSE}

    @jobs.task(name="send_address_code", expires=LIFETIME, **task)  # type: ignore[untyped-decorator]
    def send_code(request_id: str, locale: str) -> None:
        wish = giving.wish(request_id)
        if wish is None:
            return
        identity = wish.account.identity
        directories = [backend.directory for backend in services.backends.values()]
        try:
            # The form knows only what they signed in with. At work, somebody new gets it some day.
            directory = services.backends[identity.backend].directory
            worker = directory.refresh(replace(identity, email=""))
            taken = worker is None or is_same_address(worker.email, wish.address)
            taken = taken or any(one.is_of_others(wish.address, identity) for one in directories)
        except BackendError as error:
            log.warning("address_lookup_failed", **error.log_fields())
            raise CancelExecution from error
        issued = None if taken else giving.issue(request_id)
        if issued is not None:
            deliver(mails.address_code(wish.address, issued, locale), issued.until)

    @jobs.task(name="tell_address_given", **task)  # type: ignore[untyped-decorator]
    def tell_given(account_id: str, locale: str) -> None:
        worker = at_work(services, account_id)
        if worker is not None:
            until = datetime.now(UTC) + NEWS_FOR
            deliver(mails.address_given(worker, worker.email, locale), until)

    @jobs.task(name="tell_address_removed", **task)  # type: ignore[untyped-decorator]
    def tell_removed(account_id: str, address: str, locale: str) -> None:
        worker = at_work(services, account_id)
        if worker is None:
            return
        _write_no_longer_to(services, account_id, address, worker)
        until = datetime.now(UTC) + NEWS_FOR
        for to in filter(None, (worker.email, address)):
            deliver(mails.address_removed(worker, to, locale), until)

    return AddressJobs(send_code, tell_given, tell_removed)


def at_work(services: Services, account_id: str) -> WorkerIdentity | None:
    """The worker with the address that the HR system would write to first. Raises: BackendError."""
    with services.database.read() as db:
        account = db.get(Account, account_id)
    if account is None:
        return None
    directory = services.backends[account.backend].directory
    return directory.refresh(replace(account.identity, email=""))


def _write_no_longer_to(
    services: Services, account_id: str, address: str, worker: WorkerIdentity
) -> None:
    """Codes go to the address that was signed in with last; not to this one any more."""
    with services.database.begin() as db:
        account = db.get_one(Account, account_id)
        if is_same_address(account.email, address):
            account.email = worker.email
