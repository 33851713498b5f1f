"""Pages of the demo mailbox. Registered in demo mode only, so anywhere else they are 404."""

from __future__ import annotations

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from portal.accounts.current import public_page
from portal.mailbox.folder import folder_of, mail_or_none, newest_mails
from portal.services import services
from portal.web.pages import page

bp = Blueprint("mailbox", __name__, url_prefix="/demo/mailbox")


@bp.get("")
@public_page
def index() -> ResponseReturnValue:
    folder = folder_of(services().settings.mail_url)
    return page("mailbox/index.html", mails=newest_mails(folder))


@bp.get("/<id:name>")
@public_page
def show(name: str) -> ResponseReturnValue:
    mail = mail_or_none(folder_of(services().settings.mail_url), name)
    if mail is None:
        abort(404)
    return page("mailbox/show.html", mail=mail)
