"""Passkeys by their rules: made, used, and every answer that must not count."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import select

from portal.accounts.factors import challenges
from portal.accounts.factors.held import Factors
from portal.accounts.factors.passkeys import Passkeys, Shown
from portal.accounts.factors.recovery import COUNT, RecoveryCodes
from portal.accounts.factors.site import Site, site_of
from portal.accounts.models import Account
from portal.audit import AuditEvent
from portal.db import Database
from portal.settings import Settings
from tests.accounts.office import ANA
from tests.support.authenticator import Authenticator, InvalidState, bytes_of, text_of

HERE = "session-1"


def added(
    passkeys: Passkeys, account_id: str, phone: Authenticator, name: str = "Phone"
) -> tuple[str, ...]:
    """Returns the recovery codes that came with it."""
    answer = phone.create(json.loads(passkeys.ask_for_new(account_id, HERE)))
    done = passkeys.add(account_id, name, answer, HERE)
    assert done is not None
    return done.recovery_codes


def asked(passkeys: Passkeys, *bound_to: str, account_id: str | None = None) -> dict[str, Any]:
    options: dict[str, Any] = json.loads(
        passkeys.ask("sign_in", *(bound_to or (HERE,)), account_id=account_id)
    )
    return options


def used(passkeys: Passkeys, answer: str, account_id: str | None = None) -> Shown | None:
    return passkeys.verify(answer, "sign_in", HERE, account_id=account_id)


def refusals(database: Database) -> list[str]:
    with database.read() as db:
        events = db.scalars(select(AuditEvent).where(AuditEvent.tag == "passkey:refused"))
        return [event.details["reason"] for event in events]


def test_passkey_is_made_for_an_account_and_opens_it(
    passkeys: Passkeys, ana: str, phone: Authenticator
) -> None:
    added(passkeys, ana, phone)
    shown = used(passkeys, phone.get(asked(passkeys)))
    assert shown == Shown(ana, ANA)
    [own] = passkeys.of(ana)
    assert own.name == "Phone"
    assert own.used_at is not None


def test_browser_is_told_to_make_one_that_needs_no_address_and_its_owner(
    passkeys: Passkeys, ana: str
) -> None:
    options = json.loads(passkeys.ask_for_new(ana, HERE))
    assert options["rp"]["id"] == "localhost"
    assert options["authenticatorSelection"]["residentKey"] == "required"
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert options["attestation"] == "none"
    assert asked(passkeys)["userVerification"] == "required"
    assert asked(passkeys)["allowCredentials"] == []


def test_user_is_random_and_the_same_for_all_passkeys_of_an_account(
    passkeys: Passkeys, ana: str, ben: str
) -> None:
    users = [json.loads(passkeys.ask_for_new(who, HERE))["user"]["id"] for who in (ana, ana, ben)]
    assert users[0] == users[1] != users[2]
    assert len(bytes_of(users[0])) == 64
    assert ana.encode() not in bytes_of(users[0])
    assert ANA.email.encode() not in bytes_of(users[0])


def test_same_device_is_not_asked_for_a_second_one(
    passkeys: Passkeys, ana: str, phone: Authenticator
) -> None:
    added(passkeys, ana, phone)
    with pytest.raises(InvalidState):
        phone.create(json.loads(passkeys.ask_for_new(ana, HERE)))


def test_first_factor_brings_recovery_codes_the_second_does_not(
    passkeys: Passkeys, recovery: RecoveryCodes, ana: str
) -> None:
    codes = added(passkeys, ana, Authenticator())
    assert len(set(codes)) == COUNT
    assert added(passkeys, ana, Authenticator()) == ()
    assert recovery.left(ana) == COUNT


def test_recovery_codes_go_with_the_last_factor(
    passkeys: Passkeys, recovery: RecoveryCodes, factors: Factors, ana: str
) -> None:
    for _ in range(2):
        added(passkeys, ana, Authenticator())
    first, second = passkeys.of(ana)
    assert passkeys.remove(ana, first.id)
    assert recovery.left(ana) == COUNT
    assert passkeys.remove(ana, second.id)
    assert recovery.left(ana) == 0
    assert not factors.of(ana).any


def test_removed_one_opens_nothing(passkeys: Passkeys, ana: str, phone: Authenticator) -> None:
    added(passkeys, ana, phone)
    [own] = passkeys.of(ana)
    assert passkeys.remove(ana, own.id)
    assert not passkeys.remove(ana, own.id)
    assert used(passkeys, phone.get(asked(passkeys))) is None


def test_strangers_passkey_is_neither_named_nor_removed(
    passkeys: Passkeys, ana: str, ben: str, phone: Authenticator
) -> None:
    added(passkeys, ana, phone)
    [own] = passkeys.of(ana)
    assert passkeys.find(ben, own.id) is None
    assert not passkeys.rename(ben, own.id, "Mine")
    assert not passkeys.remove(ben, own.id)
    assert [one.name for one in passkeys.of(ana)] == ["Phone"]


def test_replayed_answer_counts_once(
    passkeys: Passkeys, database: Database, ana: str, phone: Authenticator
) -> None:
    phone.counts = False
    added(passkeys, ana, phone)
    answer = phone.get(asked(passkeys))
    assert used(passkeys, answer)
    assert used(passkeys, answer) is None
    assert refusals(database) == ["challenge"]


def test_replayed_answer_adds_once(passkeys: Passkeys, ana: str, phone: Authenticator) -> None:
    answer = phone.create(json.loads(passkeys.ask_for_new(ana, HERE)))
    assert passkeys.add(ana, "Phone", answer, HERE)
    assert passkeys.add(ana, "Phone", answer, HERE) is None
    assert len(passkeys.of(ana)) == 1


def test_one_answer_fifty_times_at_the_same_moment_counts_once(
    passkeys: Passkeys, ana: str, phone: Authenticator
) -> None:
    phone.counts = False
    added(passkeys, ana, phone)
    answer = phone.get(asked(passkeys))
    with ThreadPoolExecutor(10) as threads:
        shown = list(threads.map(lambda _: used(passkeys, answer), range(50)))
    assert len([one for one in shown if one]) == 1


def test_challenge_of_another_browser_or_purpose_is_worth_nothing(
    passkeys: Passkeys, database: Database, ana: str, phone: Authenticator
) -> None:
    added(passkeys, ana, phone)
    assert used(passkeys, phone.get(asked(passkeys, "session-2"))) is None
    other_purpose = json.loads(passkeys.ask("proof", HERE, account_id=ana))
    assert used(passkeys, phone.get(other_purpose)) is None
    to_add = json.loads(passkeys.ask_for_new(ana, HERE))
    assert used(passkeys, phone.get({"challenge": to_add["challenge"]})) is None
    assert refusals(database) == ["challenge"] * 3


def test_challenge_of_our_own_making_is_worth_nothing(
    passkeys: Passkeys, ana: str, phone: Authenticator
) -> None:
    added(passkeys, ana, phone)
    assert used(passkeys, phone.get({"challenge": text_of(bytes(32))})) is None


def test_challenge_goes_stale(
    passkeys: Passkeys,
    database: Database,
    ana: str,
    phone: Authenticator,
    later: Callable[..., None],
) -> None:
    added(passkeys, ana, phone)
    answer = phone.get(asked(passkeys))
    later(seconds=challenges.LIFETIME.total_seconds() + 1)
    challenges.delete_old(database)
    assert used(passkeys, answer) is None


@pytest.mark.parametrize(
    ("lie", "reason"),
    [
        ({"origin": "http://localhost:9000"}, "origin"),
        ({"origin": "https://localhost:8000"}, "origin"),
        ({"origin": "http://localhost.evil.example:8000"}, "origin"),
        ({"rp_id": "evil.example"}, "site"),
        ({"verified": False}, "verification"),
    ],
)
def test_answer_from_elsewhere_or_of_nobody_in_person_is_refused(
    passkeys: Passkeys,
    database: Database,
    ana: str,
    phone: Authenticator,
    lie: dict[str, Any],
    reason: str,
) -> None:
    added(passkeys, ana, phone)
    [name] = lie
    liar = Authenticator(credentials=phone.credentials, **lie)
    assert used(passkeys, liar.get(asked(passkeys))) is None
    new = Authenticator(**lie).create(json.loads(passkeys.ask_for_new(ana, HERE)))
    assert passkeys.add(ana, "Phone", new, HERE) is None
    assert refusals(database) == [reason] * 2, name
    assert len(passkeys.of(ana)) == 1


def test_counter_that_goes_back_is_refused(
    passkeys: Passkeys, database: Database, ana: str, phone: Authenticator
) -> None:
    added(passkeys, ana, phone)
    assert used(passkeys, phone.get(asked(passkeys)))
    assert used(passkeys, phone.get(asked(passkeys)))
    phone.credentials[0].count = 0
    assert used(passkeys, phone.get(asked(passkeys))) is None
    assert refusals(database) == ["counter"]


def test_copies_that_count_alike_are_taken_once_at_the_same_moment(
    passkeys: Passkeys, ana: str, phone: Authenticator
) -> None:
    added(passkeys, ana, phone)
    answers = []
    for number in range(10):
        phone.credentials[0].count = 0
        answers.append((f"session-{number}", phone.get(asked(passkeys, f"session-{number}"))))
    with ThreadPoolExecutor(10) as threads:
        shown = list(threads.map(lambda one: passkeys.verify(one[1], "sign_in", one[0]), answers))
    assert len([one for one in shown if one]) == 1


def test_device_that_counts_nothing_is_fine(
    passkeys: Passkeys, ana: str, phone: Authenticator
) -> None:
    phone.counts = False
    added(passkeys, ana, phone)
    assert all(used(passkeys, phone.get(asked(passkeys))) for _ in range(2))


def test_another_accounts_passkey_is_refused_where_one_is_asked_for(
    passkeys: Passkeys, database: Database, ana: str, ben: str
) -> None:
    of_ana, of_ben = Authenticator(), Authenticator()
    added(passkeys, ana, of_ana)
    added(passkeys, ben, of_ben)
    options = asked(passkeys, account_id=ana)
    assert used(passkeys, of_ben.sign(of_ben.credentials[0], options), account_id=ana) is None
    assert refusals(database) == ["another account"]


def test_passkey_that_says_it_is_somebody_elses_opens_nothing(
    passkeys: Passkeys, ana: str, ben: str
) -> None:
    phone = Authenticator()
    added(passkeys, ana, phone)
    added(passkeys, ben, phone)
    phone.credentials[0].user = phone.credentials[1].user
    answer = phone.sign(phone.credentials[0], asked(passkeys))
    assert used(passkeys, answer) is None


def test_passkey_that_names_nobody_opens_nothing_without_an_address(
    passkeys: Passkeys, ana: str, phone: Authenticator
) -> None:
    added(passkeys, ana, phone)
    phone.names_user = False
    assert used(passkeys, phone.get(asked(passkeys))) is None
    assert used(passkeys, phone.get(asked(passkeys)), account_id=ana)


def test_anothers_passkey_is_not_added_a_second_time(
    passkeys: Passkeys, ana: str, ben: str, phone: Authenticator
) -> None:
    added(passkeys, ana, phone)
    twin = Authenticator(next_id=phone.credentials[0].id)
    answer = twin.create(json.loads(passkeys.ask_for_new(ben, HERE)))
    assert passkeys.add(ben, "Mine", answer, HERE) is None
    assert passkeys.of(ben) == []
    assert used(passkeys, phone.get(asked(passkeys))) == Shown(ana, ANA)


def test_new_passkey_is_the_one_that_its_answer_names(
    passkeys: Passkeys, ana: str, phone: Authenticator
) -> None:
    answer = json.loads(phone.create(json.loads(passkeys.ask_for_new(ana, HERE))))
    answer["id"] = answer["rawId"] = text_of(bytes(32))
    assert passkeys.add(ana, "Phone", json.dumps(answer), HERE) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{}",
        '{"id": "x", "response": []}',
        '{"id": "x", "response": {"clientDataJSON": "e30"}}',
        '{"id": "x", "response": {"clientDataJSON": "W1tbW1tbW1tb"}}',
        '{"id": "x", "response": {"clientDataJSON": "é"}}',
        "[" * 15_000,
        '{"response":' * 2_000,
        "x" * 30_000,
        '{"id": NaN}',
        '{"id": "\\u0000", "response": {"clientDataJSON": 1}}',
    ],
)
def test_what_no_authenticator_says_is_refused(
    passkeys: Passkeys, database: Database, ana: str, text: str
) -> None:
    assert used(passkeys, text) is None
    assert passkeys.add(ana, "Phone", text, HERE) is None
    assert len(refusals(database)) == 2


@pytest.mark.parametrize("part", ["signature", "authenticatorData", "clientDataJSON"])
def test_one_byte_changed_makes_it_worthless(
    passkeys: Passkeys, ana: str, phone: Authenticator, part: str
) -> None:
    added(passkeys, ana, phone)
    answer = json.loads(phone.get(asked(passkeys)))
    data = bytearray(bytes_of(answer["response"][part]))
    data[-4] ^= 1
    answer["response"][part] = text_of(bytes(data))
    assert used(passkeys, json.dumps(answer)) is None


@pytest.mark.parametrize("attestation", [b"", b"\xa0", b"\xff" * 300, b"\x9f" * 5000])
def test_broken_attestation_is_refused(
    passkeys: Passkeys, ana: str, phone: Authenticator, attestation: bytes
) -> None:
    answer = json.loads(phone.create(json.loads(passkeys.ask_for_new(ana, HERE))))
    answer["response"]["attestationObject"] = text_of(attestation)
    assert passkeys.add(ana, "Phone", json.dumps(answer), HERE) is None


def test_nothing_that_could_be_replayed_is_stored(
    passkeys: Passkeys, database: Database, ana: str
) -> None:
    challenge = bytes_of(json.loads(passkeys.ask_for_new(ana, HERE))["challenge"])
    with database.read() as db:
        stored = [str(row) for row in db.execute(select(challenges.PasskeyChallenge))]
    assert challenge.hex() not in "".join(stored)


@pytest.mark.parametrize(
    ("base_url", "site"),
    [
        ("https://me.acme.example", Site("me.acme.example", "https://me.acme.example", "Portal")),
        (
            "https://ME.acme.example:443",
            Site("me.acme.example", "https://me.acme.example", "Portal"),
        ),
        ("https://acme.example:8443", Site("acme.example", "https://acme.example:8443", "Portal")),
        ("http://localhost:8000", Site("localhost", "http://localhost:8000", "Portal")),
        ("http://127.0.0.1:8000", None),
        ("https://[2001:db8::1]", None),
    ],
)
def test_site_has_the_name_in_the_address(base_url: str, site: Site | None) -> None:
    settings = Settings.model_construct(base_url=base_url, brand="Portal")
    assert site_of(settings) == site


def test_account_keeps_its_user_through_all_this(
    passkeys: Passkeys, database: Database, ana: str, phone: Authenticator
) -> None:
    added(passkeys, ana, phone)
    with database.read() as db:
        assert db.get_one(Account, ana).passkey_user == phone.credentials[0].user
