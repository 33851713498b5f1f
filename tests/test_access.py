"""Every route x every role x a stranger's ids, from the URL map itself.

A route that is added without a word about who may call it, or with an id that this file does not
know, fails here.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from tests.conftest import browser
from tests.sandbox_server import RunningSandbox
from tests.support.pages import form_of
from tests.support.people import SOFIA
from tests.support.standing_in import stand_in
from tests.support.strangers import Strangers

SignIn = Callable[[FlaskClient, str], FlaskClient]

PUBLIC_ENDPOINTS = {
    "accounts.ask",
    "accounts.code",
    "accounts.link",
    "accounts.passkey_sign_in",
    "accounts.passkey_sign_in_options",
    "accounts.provider_callback",
    "accounts.provider_sign_in",
    "accounts.second_step",
    "accounts.second_step_options",
    "accounts.second_step_passkey",
    "accounts.sign_in",
    "accounts.sign_out",
    "accounts.signed_out",
    "accounts.try_code",
    "accounts.try_second_step",
    "accounts.use_link",
    "health.alive",
    "health.ready",
    "team.calendar.feed",
}
"""Written down a second time on purpose: making a page public takes two edits."""


@pytest.fixture
def environment(environment: dict[str, str]) -> dict[str, str]:
    """As deployed: what was read is kept."""
    environment.pop("PORTAL_SNAPSHOT_DAYS")
    return environment


def rules(app: Flask) -> list[Rule]:
    return sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint))


def access_of(app: Flask, rule: Rule) -> str:
    view = app.view_functions[rule.endpoint]
    return str(getattr(view, "access", "not said"))


def methods_of(rule: Rule) -> set[str]:
    return (rule.methods or set()) & {"GET", "POST"}


def test_every_route_says_who_may_call_it(app: Flask) -> None:
    silent = [rule.endpoint for rule in rules(app) if access_of(app, rule) == "not said"]

    assert silent == []


def test_only_the_listed_routes_are_public(app: Flask) -> None:
    public = {rule.endpoint for rule in rules(app) if access_of(app, rule) == "public"}

    assert public == PUBLIC_ENDPOINTS


def test_nobody_reaches_a_workers_page_without_signing_in(
    app: Flask, sandbox: RunningSandbox, subtests: pytest.Subtests
) -> None:
    strangers = Strangers(sandbox)
    client = browser(app)
    token = form_of(client.get("/sign-in"))["csrf_token"]
    sandbox.admin("DELETE", "requests")

    for rule in rules(app):
        if access_of(app, rule) == "public":
            continue
        for path in strangers.paths(rule):
            for method in methods_of(rule):
                with subtests.test(method=method, path=path):
                    answer = client.open(path, method=method, data={"csrf_token": token})
                    assert answer.status_code in (302, 303)
                    assert "/sign-in" in answer.headers["Location"]

    assert sandbox.calls() == []


def test_a_worker_never_reaches_what_is_a_strangers(
    app: Flask,
    client: FlaskClient,
    sandbox: RunningSandbox,
    sign_in: SignIn,
    subtests: pytest.Subtests,
) -> None:
    strangers = Strangers(sandbox)
    other = sign_in(browser(app), strangers.email)
    strangers.learn_from_the_portal(other)
    sign_in(client, strangers.worker_email)
    token = form_of(client.get("/account"))["csrf_token"]
    before = strangers.state()

    for rule in rules(app):
        if access_of(app, rule) != "worker" or not rule.arguments:
            continue
        for path in strangers.paths(rule):
            for method in methods_of(rule):
                with subtests.test(method=method, path=path):
                    answer = client.open(path, method=method, data={"csrf_token": token})
                    assert answer.status_code == 404
                    assert strangers.name not in answer.get_data(as_text=True)

    assert strangers.state() == before


@pytest.mark.parametrize("only_asked", [False, True], ids=["worker", "asked to stand in"])
def test_a_worker_without_reports_reaches_no_managers_page(
    app: Flask,
    client: FlaskClient,
    sandbox: RunningSandbox,
    sign_in: SignIn,
    subtests: pytest.Subtests,
    only_asked: bool,
) -> None:
    strangers = Strangers(sandbox)
    if only_asked:
        stand_in(app, sandbox, SOFIA, strangers.worker_email, accepted=False)
    sign_in(client, strangers.worker_email)
    token = form_of(client.get("/account"))["csrf_token"]
    sandbox.admin("DELETE", "requests")

    for rule in rules(app):
        if access_of(app, rule) != "manager":
            continue
        for path in strangers.paths(rule):
            for method in methods_of(rule):
                with subtests.test(method=method, path=path):
                    answer = client.open(path, method=method, data={"csrf_token": token})
                    assert answer.status_code == 404

    assert sandbox.calls() == []


@pytest.mark.parametrize("stands_in", [False, True], ids=["manager", "substitute"])
def test_a_manager_never_reaches_another_teams_people(
    app: Flask,
    client: FlaskClient,
    sandbox: RunningSandbox,
    sign_in: SignIn,
    subtests: pytest.Subtests,
    stands_in: bool,
) -> None:
    """Not even by asking the HR system about them: it would tell the employer everything."""
    strangers = Strangers(sandbox)
    if stands_in:
        stand_in(app, sandbox, strangers.manager_email, strangers.worker_email)
    sign_in(client, strangers.worker_email if stands_in else strangers.manager_email)
    assert client.get("/team").status_code == 200
    token = form_of(client.get("/account"))["csrf_token"]
    before = strangers.state()
    sandbox.admin("DELETE", "requests")

    for rule in rules(app):
        if access_of(app, rule) != "manager" or not rule.arguments:
            continue
        for path in strangers.paths(rule):
            for method in methods_of(rule):
                for action in ("", "approve", "ask_why", "reject", "check", "send"):
                    with subtests.test(method=method, path=path, action=action):
                        data = {"csrf_token": token, "action": action, "key": "0" * 32}
                        answer = client.open(path, method=method, data={**data, "reason": "No"})
                        assert answer.status_code == 404
                        assert strangers.name not in answer.get_data(as_text=True)

    asked = str(sandbox.calls())
    assert not [one for one in strangers.ids if one in asked]
    assert strangers.state() == before


def test_what_is_no_id_is_404_without_a_call(
    app: Flask,
    client: FlaskClient,
    sandbox: RunningSandbox,
    sign_in: SignIn,
    subtests: pytest.Subtests,
) -> None:
    sign_in(client, Strangers(sandbox).manager_email)
    sandbox.admin("DELETE", "requests")

    for rule in rules(app):
        if access_of(app, rule) == "public" or not rule.arguments:
            continue
        for path in bad_paths(rule):
            with subtests.test(path=path):
                assert client.get(path).status_code in (404, 405)

    assert sandbox.calls() == []


def test_every_post_needs_the_csrf_token(
    app: Flask,
    client: FlaskClient,
    sandbox: RunningSandbox,
    sign_in: SignIn,
    subtests: pytest.Subtests,
) -> None:
    strangers = Strangers(sandbox)
    sign_in(client, strangers.worker_email)
    sandbox.admin("DELETE", "requests")

    for rule in rules(app):
        if "POST" not in methods_of(rule):
            continue
        for path in strangers.paths(rule):
            for token in ({}, {"csrf_token": "forged"}):
                with subtests.test(path=path, token=token):
                    assert client.post(path, data=token).status_code == 400

    assert sandbox.calls() == []


def test_views_state_their_access_in_the_line_above_them(app: Flask) -> None:
    """The decorator stands next to the view, not somewhere in a factory."""
    for rule in rules(app):
        view = inspect.unwrap(app.view_functions[rule.endpoint])
        source = inspect.getsource(view)
        said = ("@public_page", "@worker_page", "@manager_page")
        assert any(line in source for line in said), rule.endpoint


def bad_paths(rule: Rule) -> Iterator[str]:
    for bad in ("..", "%2e%2e", "%2E%2E%2f", "a%3fx", "a%2fb", "%00", "-", "a" * 129, "%E2%84%AA"):
        path = rule.rule
        for argument in rule.arguments:
            for form in (f"<id:{argument}>", f"<{argument}>"):
                path = path.replace(form, bad)
        yield path
