"""An HR system of a few people in memory, and a portal with two small pages in front of it."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from flask import Blueprint, Flask, redirect, render_template_string, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import FileField, StringField

from portal.accounts import init_accounts
from portal.accounts.current import current_worker, public_page, worker_page
from portal.accounts.step_up.acts import Act
from portal.accounts.step_up.asking import is_proven, prove
from portal.actions import views as actions
from portal.backends.contract import Capability
from portal.backends.errors import Unavailable
from portal.backends.types import Credential, WorkerIdentity
from portal.db import Database, Vault
from portal.export import views as export
from portal.gateway.errors import SignInAgain
from portal.housekeeping import init_housekeeping
from portal.jobs import build_jobs
from portal.mailbox import views as mailbox
from portal.navigation import init_navigation
from portal.services import EXTENSION, Services
from portal.settings import Settings
from portal.snapshots import Snapshots
from portal.web.app import new_app
from portal.web.converters import init_converters
from portal.web.errors import init_errors
from portal.web.formats import init_formats
from portal.web.forms import KeyedForm, open_form
from portal.web.headers import init_headers
from portal.web.hosts import init_hosts
from portal.web.locale import init_locale
from portal.web.logs import init_logs

ANA = WorkerIdentity("office", "w-ana", "c-1", "ana@office.example", "Ana Díaz", "ES")
BEN = WorkerIdentity("office", "w-ben", "c-2", "ben@office.example", "Ben Ode", "NG")
GONE = WorkerIdentity("office", "w-gone", "c-3", "gone@office.example", "Gone", "DE", active=False)


class Office:
    """A backend and its directory in one. What happened to it is in ``asked`` and ``revoked``."""

    name = "office"
    label = "Office"
    capabilities = frozenset[Capability]()

    def __init__(self) -> None:
        self.people = {person.email: person for person in (ANA, BEN, GONE)}
        self.down = False
        self.asked: list[str] = []
        self.refreshed = 0
        self.minted: list[str] = []
        self.revoked: list[str] = []
        self._lock = threading.Lock()

    @property
    def directory(self) -> Office:
        return self

    def find_by_email(self, email: str) -> WorkerIdentity | None:
        self._answer()
        self.asked.append(email)
        same = [one for one in self.people if one.encode().lower() == email.encode().lower()]
        return self.people[same[0]] if same else None

    def refresh(self, identity: WorkerIdentity) -> WorkerIdentity | None:
        self._answer()
        self.refreshed += 1
        return next((p for p in self.people.values() if p.worker_id == identity.worker_id), None)

    def dismiss(self, identity: WorkerIdentity) -> None:
        self.people[identity.email] = replace(identity, active=False)

    def retire(self, identity: WorkerIdentity, last_day: date) -> None:
        """As an employment ends: everybody keeps what they had, and nobody was disabled."""
        gone = replace(identity, active=False, ended=True, last_day=last_day)
        self.people[identity.email] = gone

    def is_of_others(self, email: str, identity: WorkerIdentity) -> bool:
        self._answer()
        return any(
            one.email.lower() == email.lower() and one.worker_id != identity.worker_id
            for one in self.people.values()
        )

    def rename(self, identity: WorkerIdentity, email: str) -> None:
        self.people[email] = replace(self.people.pop(identity.email), email=email)

    def mint(self, identity: WorkerIdentity) -> Credential:
        self._answer()
        with self._lock:
            self.minted.append(identity.worker_id)
        return Credential(f"token-of-{identity.worker_id}", datetime.now(UTC) + timedelta(days=1))

    def revoke(self, identity: WorkerIdentity) -> None:
        self._answer()
        self.revoked.append(identity.worker_id)

    def _answer(self) -> None:
        if self.down:
            raise Unavailable("the office is closed", sent=False, backend=self.name)


class NoteForm(KeyedForm):
    subject = StringField("Subject")
    labels = StringField("Labels")
    attachment = FileField("Attachment")


PAGE = """<main><h1>{{ worker.identity.name }}</h1>
<form method="post">{{ form.csrf_token }}{{ form.key() }}{{ form.subject() }}</form></main>"""

home = Blueprint("home", __name__)
notes = Blueprint("notes", __name__)


@home.get("/")
@worker_page()
def index() -> ResponseReturnValue:
    return f"<h1>Hello {current_worker().identity.name}</h1>"


@notes.route("/notes/<id:note_id>", methods=["GET", "POST"])
@worker_page()
def edit(note_id: str) -> ResponseReturnValue:
    form = open_form(NoteForm)
    if form.validate_on_submit():
        return redirect(url_for("home.index"), 303)
    return render_template_string(PAGE, worker=current_worker(), form=form)


@notes.post("/notes/<id:note_id>/archive")
@worker_page()
def archive(note_id: str) -> ResponseReturnValue:
    return redirect(url_for("home.index"), 303)


@notes.route("/secret", methods=["GET", "POST"])
@worker_page()
def secret() -> ResponseReturnValue:
    if request.method == "GET":
        return "the secret" if is_proven(Act.SHOW_PAY) else "hidden"
    return prove(Act.SHOW_PAY) or redirect(url_for("notes.secret"), 303)


@notes.get("/payroll")
@worker_page(Capability.PAYSLIPS)
def payroll() -> ResponseReturnValue:
    return "never here: the office keeps no payslips"


@notes.route("/token-refused", methods=["GET", "POST"])
@worker_page()
def token_refused() -> ResponseReturnValue:
    raise SignInAgain


@notes.get("/about")
@public_page
def about() -> ResponseReturnValue:
    return "about"


def open_office(settings: Settings, office: Office) -> Flask:
    """Put together as ``create_app`` does, with this HR system and these pages."""
    vault = Vault(key.get_secret_value() for key in settings.encryption_keys)
    database = Database(settings.database_url)
    app = new_app(settings)
    app.extensions[EXTENSION] = Services(
        settings=settings,
        database=database,
        vault=vault,
        backends={office.name: office},
        pool=ThreadPoolExecutor(4),
        snapshots=Snapshots(settings, database, vault),
        jobs=build_jobs(settings, vault),
    )
    init_logs(app)
    init_hosts(app, settings)
    init_errors(app)
    init_headers(app, secure=settings.secure)
    init_locale(app)
    init_formats(app)
    init_converters(app)
    init_accounts(app)
    app.register_blueprint(home)
    app.register_blueprint(notes)
    app.register_blueprint(actions.bp)
    app.register_blueprint(export.bp)
    if settings.demo:
        app.register_blueprint(mailbox.bp)
    init_navigation(app)
    init_housekeeping(app)
    return app
