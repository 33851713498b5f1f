"""``portal worker``: who it is, signed out, back to mail alone; each use in the audit log."""

from __future__ import annotations

import os
from datetime import date

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.testing import FlaskClient

from portal.accounts.oidc.subjects import Subjects
from portal.accounts.operator import Operator
from portal.accounts.parts import EXTENSION
from portal.cli import main
from portal.services import Services
from tests.accounts.office import ANA, BEN, Office
from tests.support.audit import details_of

ISSUER = "https://id.example"


@pytest.fixture
def operator(services: Services) -> Operator:
    return Operator(services)


def run(environment: dict[str, str], *arguments: str) -> Result:
    return CliRunner().invoke(main, ["worker", *arguments], env=environment)


def test_find_says_what_helps_on_the_telephone(
    app: Flask, client: FlaskClient, sign_in, operator: Operator, services: Services
) -> None:
    sign_in(client, ANA.email)
    Subjects(services.database).link(ANA, ISSUER, "s-1")
    [found] = operator.find("ANA@office.example")
    assert (found.account.name, found.hr_system, found.standing) == (ANA.name, "Office", "active")
    assert (found.devices, found.issuer) == (1, ISSUER)
    assert details_of(app, "operator:found") == [{"uid": os.getuid()}]


def test_find_says_who_is_gone_and_when_nobody_knows(
    client: FlaskClient, sign_in, operator: Operator, office: Office
) -> None:
    sign_in(client, ANA.email)
    office.dismiss(ANA)
    assert [one.standing for one in operator.find(ANA.email)] == ["gone"]
    office.down = True
    assert [one.standing for one in operator.find(ANA.email)] == ["not answering"]


@pytest.mark.parametrize("address", ["", "nobody@office.example", "%", "\u212aana@office.example"])
def test_looking_for_nobody_is_noted_too(app: Flask, operator: Operator, address: str) -> None:
    assert operator.find(address) == []
    assert len(details_of(app, "operator:found")) == 1


def test_sign_out_ends_every_session_of_one_person_and_kills_the_token(
    app: Flask,
    client: FlaskClient,
    other_browser: FlaskClient,
    sign_in,
    operator: Operator,
    office: Office,
) -> None:
    sign_in(client, ANA.email)
    sign_in(other_browser, BEN.email)
    assert len(operator.sign_out(ANA.email)) == 1
    assert client.get("/").status_code == 303
    assert other_browser.get("/").status_code == 200
    assert office.revoked == [ANA.worker_id]
    assert len(details_of(app, "operator:signed_out")) == 1


def test_reset_leaves_mail_alone(
    app: Flask, client: FlaskClient, sign_in, operator: Operator, services: Services
) -> None:
    sign_in(client, ANA.email)
    subjects = Subjects(services.database)
    subjects.link(ANA, ISSUER, "s-1")
    operator.reset_factors(ANA.email)
    assert subjects.worker_of(ISSUER, "s-1") is None
    assert client.get("/").status_code == 303
    assert subjects.link(ANA, ISSUER, "s-2")
    assert len(details_of(app, "operator:reset_factors")) == 1
    sign_in(client, ANA.email)
    assert "Your company reset how you can sign in" in client.get("/account/log").text


def test_commands_say_what_they_did(
    environment: dict[str, str], client: FlaskClient, sign_in
) -> None:
    sign_in(client, ANA.email)
    signed_out = run(environment, "sign-out", ANA.email)
    assert signed_out.exit_code == 0, signed_out.output
    assert "is signed out everywhere" in signed_out.output
    assert client.get("/").status_code == 303
    assert "signs in by mail now" in run(environment, "reset-factors", ANA.email).output
    found = run(environment, "find", ANA.email)
    assert f"{ANA.name} <{ANA.email}>, ES" in found.output
    assert "on 0 devices" in found.output


@pytest.mark.parametrize("command", ["find", "sign-out", "reset-factors"])
def test_commands_fail_for_nobody(
    environment: dict[str, str], client: FlaskClient, command: str
) -> None:
    result = run(environment, command, "nobody@office.example")
    assert result.exit_code == 1
    assert "Nobody with the address nobody@office.example" in result.output


def test_reset_takes_the_personal_address_away_and_a_leaver_is_told_apart(
    app: Flask,
    client: FlaskClient,
    sign_in,
    operator: Operator,
    office: Office,
    services: Services,
) -> None:
    sign_in(client, ANA.email)
    personal = app.extensions[EXTENSION].personal
    [found] = operator.find(ANA.email)
    with services.database.begin() as db:
        personal.keep(db, found.account.id, "ana@mail.example")
    office.retire(ANA, date(2027, 3, 9))

    assert [one.standing for one in operator.find(ANA.email)] == ["left"]
    operator.reset_factors(ANA.email)

    assert personal.of(found.account.id) is None
    assert personal.find("ana@mail.example") is None
