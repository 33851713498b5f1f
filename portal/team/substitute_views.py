"""Somebody stands in for a manager: naming them, their answer, and the end."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.current import current_worker, worker_page
from portal.backends.contract import Capability
from portal.backends.team import Colleague
from portal.gateway.manager import ManagerGateway
from portal.gateway.substitutes import Substitution
from portal.team import behalf, naming, substitute_mails
from portal.team.current import current_manager, manager_page
from portal.team.naming import AnswerForm, Named, NamingForm
from portal.team.substitute_mails import News
from portal.web.fields import entered
from portal.web.forms import open_form
from portal.web.pages import page

bp = Blueprint("substitutes", __name__, url_prefix="/substitute")

ON_A_PAGE = 20
LAST_PAGE = 10_000


@bp.get("")
@manager_page(Capability.TEAM)
def index() -> str:
    """For who has reports of their own: nobody passes on whom they only stand in for."""
    manager = _own_manager()
    return _naming_page(manager, open_form(NamingForm), manager.candidates())


@bp.post("")
@manager_page(Capability.TEAM)
def name() -> ResponseReturnValue:
    """``action`` names the button that was pressed; only ``send`` asks anybody."""
    manager = _own_manager()
    people = manager.candidates()
    form = open_form(NamingForm)
    form.offer(people)
    action = request.form.get("action")
    if action == "change":
        return _naming_page(manager, form, people)
    if action == "send" and (earlier := manager.named_with(str(form.key.data))):
        return _to(earlier)
    wish = naming.checked(manager, form, people)
    if wish is not None and action == "send":
        substitution_id = naming.named(manager, form, wish)
        if substitution_id is not None:
            substitute_mails.tell(current_app, substitution_id, News.ASKED)
            return _to(substitution_id)
    elif wish is not None:
        return _check_page(form, wish)
    return _naming_page(manager, form, people), 422


@bp.get("/decided")
@manager_page(Capability.TEAM)
def decided() -> str:
    """What others decided in this manager's place."""
    manager = _own_manager()
    number = min(max(request.args.get("page", default=1, type=int), 1), LAST_PAGE)
    found = manager.decided_for_me((number - 1) * ON_A_PAGE, ON_A_PAGE + 1)
    if not found and number > 1:
        abort(404)
    return page(
        "team/decided_for_me.html",
        rows=found[:ON_A_PAGE],
        number=number,
        older=len(found) > ON_A_PAGE,
    )


@bp.get("/<id:substitution_id>")
@worker_page(Capability.TEAM)
def show(substitution_id: str) -> str:
    """For the two whom it concerns."""
    return _show_page(current_worker().substitution(substitution_id), open_form(AnswerForm))


@bp.post("/<id:substitution_id>")
@worker_page(Capability.TEAM)
def answer(substitution_id: str) -> ResponseReturnValue:
    """Who was named accepts or declines, either ends it; what was faster is shown as it is."""
    worker = current_worker()
    found = worker.substitution(substitution_id)
    news = _news(request.form.get("action", ""))
    if news is None:
        return _show_page(found, open_form(AnswerForm)), 422
    if news is News.ENDED:
        done = worker.end_substitution(substitution_id)
    else:
        done = worker.answer_substitution(substitution_id, accept=news is News.ACCEPTED)
    if not done:
        now = worker.substitution(substitution_id)
        return _show_page(now, open_form(AnswerForm), too_late=True), 409
    substitute_mails.tell(current_app, substitution_id, news)
    flash(_words(news), "success")
    return _to(substitution_id)


def _to(substitution_id: str) -> ResponseReturnValue:
    return redirect(url_for("team.substitutes.show", substitution_id=substitution_id), 303)


def _own_manager() -> ManagerGateway:
    manager = current_manager()
    if not manager.team.own_reports():
        abort(404)
    return manager


def _news(action: str) -> News | None:
    by_button = {"accept": News.ACCEPTED, "decline": News.DECLINED, "end": News.ENDED}
    return by_button.get(action)


def _words(news: News) -> str:
    match news:
        case News.ACCEPTED:
            return _("You have accepted.")
        case News.DECLINED:
            return _("You have declined.")
        case _:
            return _("It has ended.")


def _naming_page(manager: ManagerGateway, form: NamingForm, people: tuple[Colleague, ...]) -> str:
    form.offer(people)
    return page(
        "team/substitute.html",
        form=form,
        found=manager.substitutions(),
        people=people,
        me=manager.identity.worker_id,
        today=naming.today_for(manager),
        longest=naming.today_for(manager) + naming.LONGEST,
        source=manager.backend.label,
        behalf=behalf,
    )


def _check_page(form: NamingForm, wish: Named) -> str:
    return page(
        "team/substitute_check.html",
        form=form,
        values=entered(form),
        wish=wish,
        behalf=behalf,
    )


def _show_page(one: Substitution, form: AnswerForm, *, too_late: bool = False) -> str:
    worker = current_worker()
    me = worker.identity.worker_id
    in_my_place = worker.substitute_in(one.first, one.last) if one.substitute.id == me else None
    return page(
        "team/substitution.html",
        one=one,
        form=form,
        me=me,
        in_my_place=in_my_place,
        too_late=too_late,
        behalf=behalf,
    )
