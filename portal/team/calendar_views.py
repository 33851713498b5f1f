"""The who's-away calendar, and the feed of it for a calendar program."""

from __future__ import annotations

from datetime import date
from typing import Any, TypeVar

from flask import Blueprint, abort, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.current import (
    current_session,
    current_worker,
    public_page,
    worker_page,
)
from portal.backends.contract import Capability
from portal.services import services
from portal.team import calendar, feeds, rules, wording
from portal.team.calendar import Circle, Span, Window
from portal.team.forms import FeedForm
from portal.web.forms import open_form
from portal.web.locale import today_of
from portal.web.pages import page

Choice = TypeVar("Choice", Circle, Span)

bp = Blueprint("calendar", __name__, url_prefix="/calendar")


@bp.get("")
@worker_page(Capability.TEAM_CALENDAR)
def show() -> str:
    """For everybody: a manager's team, and the people who share a manager."""
    worker = current_worker()
    circles = calendar.circles(worker)
    circle = _chosen(Circle, "people", circles[0] if circles else Circle.COLLEAGUES)
    if circle not in circles:
        circle = circles[0] if circles else Circle.COLLEAGUES
    today = today_of(worker.team.line.time_zone, worker.identity.country)
    window = Window.around(_chosen(Span, "view", Span.MONTH), _day(today), today)
    seen = calendar.absences(worker, circle, window)
    people = [each.id for each in seen.people]
    names = wording.names_of(seen.people)
    return page(
        "team/calendar.html",
        seen=seen,
        names=names,
        picture=wording.picture(
            window.days, rules.rows(window.days, people, seen.found), names, today
        ),
        title=wording.window(window),
        circle_tabs=_tabs(
            "people",
            circle,
            [(each, wording.circle(each)) for each in circles],
            view=window.span,
            day=window.first,
        ),
        span_tabs=_tabs(
            "view",
            window.span,
            [(Span.MONTH, _("Month")), (Span.WEEK, _("Week"))],
            people=circle,
            day=max(window.first, min(today, window.last)),
        ),
        before=_turned(window.before, window, circle),
        after=_turned(window.after, window, circle),
        is_team=circle is Circle.TEAM,
        source=worker.backend.label,
        wording=wording,
    )


@bp.get("/feed")
@worker_page(Capability.TEAM_CALENDAR)
def feed_settings() -> str:
    return _feed_page(open_form(FeedForm))


@bp.post("/feed")
@worker_page(Capability.TEAM_CALENDAR)
def change_feed() -> ResponseReturnValue:
    """A new secret address, shown this once, or none any more."""
    form = open_form(FeedForm)
    if not form.validate_on_submit():
        return _feed_page(form), 422
    account_id = current_session().account_id
    if request.form.get("action") == "revoke":
        feeds.revoke(services(), account_id)
        return redirect(url_for("team.calendar.feed_settings"), 303)
    secret = feeds.make(services(), account_id)
    address = url_for("team.calendar.feed", token=secret, _external=True)
    return _feed_page(form, address=address)


@bp.get("/feed/<token>.ics")
@public_page
def feed(token: str) -> ResponseReturnValue:
    """For a calendar program, which can't sign in: the address is the key."""
    ics = feeds.read(services(), token)
    if ics is None:
        abort(404)
    response = make_response(ics)
    response.content_type = "text/calendar; charset=utf-8"
    response.headers["Content-Disposition"] = 'inline; filename="who-is-away.ics"'
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response


def _feed_page(form: FeedForm, *, address: str | None = None) -> str:
    return page(
        "team/feed.html",
        form=form,
        address=address,
        since=feeds.since(services(), current_session().account_id),
    )


def _chosen(kind: type[Choice], name: str, default: Choice) -> Choice:
    try:
        return kind(request.args.get(name, default.value))
    except ValueError:
        return default


def _day(today: date) -> date:
    try:
        return date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return today


def _tabs(
    name: str, current: object, choices: list[tuple[Circle | Span, str]], **kept: Any
) -> list[dict[str, object]]:
    return [
        {
            "label": label,
            "url": url_for("team.calendar.show", **{**kept, name: value}),
            "current": value is current,
        }
        for value, label in choices
    ]


def _turned(day: date | None, window: Window, circle: Circle) -> str | None:
    if day is None:
        return None
    return url_for("team.calendar.show", view=window.span, people=circle, day=day)
