"""What sign-in leaves to the queue: finding the worker, writing the mail, calls to HR systems."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from flask import Flask

from portal.accounts.factors.news import News
from portal.accounts.mails import Mails
from portal.accounts.models import Account
from portal.accounts.sessions import Sessions
from portal.accounts.sign_in import LIFETIME, SignIn
from portal.accounts.step_up.proofs import LIFETIME as PROOF_LIFETIME
from portal.accounts.step_up.proofs import Proofs
from portal.accounts.tokens import Links
from portal.accounts.who import Who
from portal.backends.errors import BackendError
from portal.gateway.credentials import credentials, revoke, revoke_due
from portal.jobs import CancelExecution, at_once_unless_queued, left_out_unless_queued
from portal.mail import DeliverMail
from portal.services import Services

RETRIES = 6
FIRST_PAUSE = 3
PAUSE_GROWS = 2
"""3, 6, 12 … seconds: six tries in about three minutes, of the ten that a request lasts."""

NEWS_FOR = timedelta(days=1)
"""How long a mail about what happened is worth sending."""

log = structlog.get_logger("portal.accounts")


@dataclass(frozen=True)
class AccountJobs:
    """Each call puts a job into the queue and returns."""

    send_sign_in_mail: Callable[[str, str, str], object]
    """Of request id, address and language. Raises: StorageUnavailable."""
    send_proof_mail: Callable[[str, str, str], object]
    """Of proof id, account id and language. Raises: StorageUnavailable."""
    send_device_mail: Callable[[str, str, str], object]
    """Of account id, user agent and language: tells of a browser that is new."""
    send_factor_mail: Callable[[str, str, str, str], object]
    """Of account id, what happened (``News``), user agent and language."""
    check_worker: Callable[[str], object]
    """Of account id: ends the sessions of who may not go on, and keeps nothing of theirs."""
    check_worker_now: Callable[[str], object]
    """The same, done when the call returns."""
    prepare_token: Callable[[str], object]
    """Of account id: has the worker's token ready before the first page needs it."""
    kill_tokens: Callable[[], object]
    """Of workers who signed out everywhere."""


def register_jobs(
    app: Flask,
    services: Services,
    who: Who,
    sign_in: SignIn,
    sessions: Sessions,
    proofs: Proofs,
    links: Links,
    deliver: DeliverMail,
) -> AccountJobs:
    jobs = services.jobs
    mails = Mails(app, services.settings)

    @jobs.task(  # type: ignore[untyped-decorator]
        name="send_sign_in_mail",
        retries=RETRIES,
        retry_delay=FIRST_PAUSE,
        retry_backoff=PAUSE_GROWS,
        expires=LIFETIME,
    )
    def send_sign_in_mail(request_id: str, address: str, locale: str) -> None:
        try:
            worker = who.has(address)
        except BackendError as error:
            log.warning("sign_in_lookup_failed", **error.log_fields())
            raise CancelExecution from error
        issued = sign_in.issue(request_id, worker) if worker else None
        if worker and issued:
            link = links.sign(issued.secret)
            deliver(mails.sign_in(worker, issued, link, locale), issued.until)

    @jobs.task(  # type: ignore[untyped-decorator]
        name="send_proof_mail", retries=RETRIES, retry_delay=FIRST_PAUSE, expires=PROOF_LIFETIME
    )
    def send_proof_mail(proof_id: str, account_id: str, locale: str) -> None:
        with services.database.read() as db:
            account = db.get(Account, account_id)
        issued = proofs.issue(proof_id) if account else None
        if account and issued:
            deliver(mails.proof(account.identity, issued, locale), issued.until)

    @jobs.task(  # type: ignore[untyped-decorator]
        name="send_device_mail", retries=RETRIES, retry_delay=FIRST_PAUSE
    )
    def send_device_mail(account_id: str, user_agent: str, locale: str) -> None:
        now = datetime.now(UTC)
        with services.database.read() as db:
            account = db.get(Account, account_id)
        if account is not None:
            mail = mails.new_device(account.identity, user_agent, now, locale)
            deliver(mail, now + NEWS_FOR)

    @jobs.task(  # type: ignore[untyped-decorator]
        name="send_factor_mail", retries=RETRIES, retry_delay=FIRST_PAUSE
    )
    def send_factor_mail(account_id: str, news: str, user_agent: str, locale: str) -> None:
        now = datetime.now(UTC)
        with services.database.read() as db:
            account = db.get(Account, account_id)
        if account is not None:
            mail = mails.factor(account.identity, News(news), user_agent, now, locale)
            deliver(mail, now + NEWS_FOR)

    @jobs.task(name="check_worker")  # type: ignore[untyped-decorator]
    def check_worker(account_id: str) -> None:
        with services.database.read() as db:
            account = db.get(Account, account_id)
        if account is None:
            return
        try:
            worker = services.backends[account.backend].directory.refresh(account.identity)
        except BackendError as error:
            log.warning("worker_check_failed", **error.log_fields())
            return
        if worker is None or not who.may_go_on(worker, account.identity):
            sessions.end_all(account_id)
            services.snapshots.drop(account_id)
            revoke(services, account.identity)
            kill_tokens()
            return
        now = who.as_now(account_id, worker, account.identity)
        if now != account.identity:
            with services.database.begin() as db:
                db.get_one(Account, account_id).take(now)

    @jobs.task(name="prepare_token")  # type: ignore[untyped-decorator]
    def prepare_token(account_id: str) -> None:
        with services.database.read() as db:
            account = db.get(Account, account_id)
        if account is None or not account.employed:
            return
        try:
            credentials(services, account.identity, account_id).current()
        except BackendError as error:
            log.warning("token_not_prepared", **error.log_fields())

    @jobs.task(name="kill_tokens")  # type: ignore[untyped-decorator]
    def kill_tokens() -> None:
        revoke_due(services)

    return AccountJobs(
        send_sign_in_mail,
        send_proof_mail,
        left_out_unless_queued(send_device_mail),
        left_out_unless_queued(send_factor_mail),
        at_once_unless_queued(check_worker),
        check_worker.call_local,
        left_out_unless_queued(prepare_token),
        left_out_unless_queued(kill_tokens),
    )
