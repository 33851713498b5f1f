"""The job that sends a mail, with pauses that are looked at and not waited for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from itertools import pairwise
from pathlib import Path

import pytest
import time_machine
from huey.api import Huey

from portal.db import Vault
from portal.jobs import build_jobs
from portal.mail import Mail, MailNotSent, register_delivery
from portal.settings import Settings
from tests.conftest import FERNET_KEY
from tests.mail.settings import settings_for

MAIL = Mail("ana@office.example", "Subject", "Text", "<p>HTML</p>")
LATER = timedelta(hours=1)


class Server:
    """A transport that refuses until it is told to take mails."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.tried = 0
        self.refusal: MailNotSent | None = None

    def __call__(self, message: EmailMessage) -> None:
        self.tried += 1
        if self.refusal:
            raise self.refusal
        self.taken.append(message)


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_for("console:").model_copy(update={"data_dir": tmp_path})


@pytest.fixture
def jobs(settings: Settings) -> Huey:
    jobs = build_jobs(settings, Vault([FERNET_KEY]))
    jobs.immediate = True
    return jobs


def run_scheduled(jobs: Huey, clock: time_machine.Coordinates) -> timedelta | None:
    """Let time pass until the next job is due and run it. Returns how long that was."""
    waiting = jobs.scheduled()
    if not waiting:
        return None
    (job,) = waiting
    now = datetime.now(UTC)
    due = job.eta.replace(tzinfo=UTC)
    clock.move_to(due)
    jobs.storage.flush_schedule()
    jobs.execute(job)
    return due - now


def test_mail_is_sent(jobs: Huey, settings: Settings, server: Server) -> None:
    register_delivery(jobs, settings, server)(MAIL, datetime.now(UTC) + LATER)
    assert [message["To"] for message in server.taken] == ["ana@office.example"]


def test_mail_is_tried_again_with_growing_pauses_and_the_same_id(
    jobs: Huey, settings: Settings, server: Server
) -> None:
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
        server.refusal = MailNotSent("server down")
        register_delivery(jobs, settings, server)(MAIL, datetime.now(UTC) + LATER)
        pauses = [run_scheduled(jobs, clock) for _ in range(3)]
        assert all(later and earlier and later > earlier for earlier, later in pairwise(pauses))
        server.refusal = None
        run_scheduled(jobs, clock)
        assert server.tried == 5
        assert [message["Message-ID"] for message in server.taken] == [f"<{MAIL.id}@127.0.0.1>"]
        assert jobs.scheduled() == []


def test_mail_that_nobody_would_need_any_more_is_dropped(
    jobs: Huey, settings: Settings, server: Server
) -> None:
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
        server.refusal = MailNotSent("server down")
        deliver = register_delivery(jobs, settings, server)
        deliver(MAIL, datetime.now(UTC) + timedelta(seconds=12))
        for _ in range(9):
            run_scheduled(jobs, clock)
        assert server.tried == 2
        assert jobs.scheduled() == []


def test_mail_is_given_up_in_the_end(jobs: Huey, settings: Settings, server: Server) -> None:
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
        server.refusal = MailNotSent("server down")
        deliver = register_delivery(jobs, settings, server)
        deliver(MAIL, datetime.now(UTC) + timedelta(days=1))
        while run_scheduled(jobs, clock):
            pass
        assert server.tried == 9


def test_mail_refused_for_good_is_not_tried_again(
    jobs: Huey, settings: Settings, server: Server
) -> None:
    server.refusal = MailNotSent("recipient refused (550)", permanent=True)
    register_delivery(jobs, settings, server)(MAIL, datetime.now(UTC) + LATER)
    assert server.tried == 1
    assert jobs.scheduled() == []


def test_mail_with_an_address_that_fits_no_header_goes_nowhere(
    jobs: Huey, settings: Settings, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    bad = Mail("ana@office.example\nBcc: eve@evil.example", "S", "T", "H")
    register_delivery(jobs, settings, server)(bad, datetime.now(UTC) + LATER)
    assert server.tried == 0
    assert jobs.scheduled() == []
    assert "office" not in caplog.text
