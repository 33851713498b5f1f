"""The who's-away calendar, and the feed of it for a calendar program."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import partial
from typing import Any

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
from portal.backends.team import TeamMember
from portal.services import services
from portal.team import calendar, feeds, rules, wording
from portal.team.calendar import Group, Span, Window
from portal.team.forms import FeedForm
from portal.team.search import PEOPLE, Page, Search
from portal.web.forms import open_form
from portal.web.locale import today_of
from portal.web.pages import page

bp = Blueprint("calendar", __name__, url_prefix="/calendar")


@bp.get("")
@worker_page(Capability.TEAM_CALENDAR)
def show() -> str:
    """For everybody: a manager's team, and the people who share a manager."""
    worker = current_worker()
    groups = {each.key: each for each in calendar.circles(worker)}
    first = next(iter(groups.values()), calendar.COLLEAGUES)
    group = groups.get(request.args.get("people", ""), first)
    search = Search.of_request()
    today = today_of(worker.team.line.time_zone, worker.identity.country)
    window = Window.around(_span(), _day(today), today)
    shown: list[Page[TeamMember]] = []

    def among(everybody: Iterable[TeamMember]) -> tuple[TeamMember, ...]:
        shown.append(search.page(search.among(everybody), PEOPLE))
        return shown[0].items

    seen = calendar.absences(worker, group, window, among)
    kept = search.query
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
            group.key,
            [(key, wording.circle(each)) for key, each in groups.items()],
            view=window.span,
            day=window.first,
        ),
        span_tabs=_tabs(
            "view",
            window.span,
            [(Span.MONTH, _("Month")), (Span.WEEK, _("Week"))],
            people=group.key,
            day=max(window.first, min(today, window.last)),
            **kept,
        ),
        before=_turned(window.before, window, group, kept),
        after=_turned(window.after, window, group, kept),
        group=group,
        search=search,
        shown=shown[0] if shown else None,
        page_url=partial(
            url_for,
            "team.calendar.show",
            people=group.key,
            view=window.span,
            day=window.first,
            **kept,
        ),
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


def _span() -> Span:
    try:
        return Span(request.args.get("view", Span.MONTH.value))
    except ValueError:
        return Span.MONTH


def _day(today: date) -> date:
    try:
        return date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return today


def _tabs(
    name: str, current: str, choices: list[tuple[str, str]], **kept: Any
) -> list[dict[str, object]]:
    return [
        {
            "label": label,
            "url": url_for("team.calendar.show", **{**kept, name: value}),
            "current": value == current,
        }
        for value, label in choices
    ]


def _turned(day: date | None, window: Window, group: Group, kept: dict[str, Any]) -> str | None:
    if day is None:
        return None
    return url_for("team.calendar.show", view=window.span, people=group.key, day=day, **kept)
