"""The pages, feature by feature."""

from __future__ import annotations

from flask import Flask

from portal.actions import views as actions
from portal.amendments import views as amendments
from portal.documents import views as documents
from portal.export import views as export
from portal.health import views as health
from portal.home import views as home
from portal.mail import EXTENSION as MAIL
from portal.mailbox import views as mailbox
from portal.payslips import views as payslips
from portal.profile import telling as profile_telling
from portal.profile import views as profile
from portal.resignation import views as resignation
from portal.services import services
from portal.team import views as team
from portal.team.reminders import init_reminders
from portal.team.substitute_mails import init_substitute_mails
from portal.team.telling import init_telling
from portal.time_off import views as time_off


def init_features(app: Flask) -> None:
    for feature in (
        home,
        profile,
        payslips,
        documents,
        export,
        time_off,
        amendments,
        resignation,
        team,
        actions,
        health,
    ):
        app.register_blueprint(feature.bp)
    profile_telling.init_telling(app, app.extensions[MAIL])
    init_telling(app, app.extensions[MAIL])
    init_reminders(app, app.extensions[MAIL])
    init_substitute_mails(app, app.extensions[MAIL])
    with app.app_context():
        if services().settings.demo:
            app.register_blueprint(mailbox.bp)
