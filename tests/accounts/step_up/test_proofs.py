"""What a proof is worth, and to whom; on both kinds of database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from cryptography.fernet import Fernet

from portal.accounts.sessions import Sessions
from portal.accounts.step_up.acts import Act
from portal.accounts.step_up.proofs import (
    CODE_ATTEMPTS,
    LIFETIME,
    MAILS_PER_ACCOUNT,
    MAILS_WINDOW,
    WRONG_CODES_PER_ACCOUNT,
    Proofs,
    delete_old,
)
from portal.accounts.step_up.terms import Limited, Need, Stage, Use, Verdict
from portal.backends.types import WorkerIdentity
from portal.db import Database, Vault
from tests.accounts.office import ANA, BEN
from tests.support.stores import store_templates, store_url
from tests.support.time import later

__all__ = ["later", "store_templates", "store_url"]

PATH = "/amendments/a-1/sign"
VALUES = [("signature", "Ana Díaz"), ("action", "check")]
AFTER = {"seconds": LIFETIME.total_seconds() + 1}


@pytest.fixture
def database(store_url: str) -> Iterator[Database]:
    database = Database(store_url)
    yield database
    database.close()


@pytest.fixture
def proofs(database: Database) -> Proofs:
    return Proofs(database, Vault([Fernet.generate_key().decode()]), "key")


@pytest.fixture
def need(database: Database) -> Need:
    return need_of(database, ANA)


def need_of(database: Database, identity: WorkerIdentity) -> Need:
    sessions = Sessions(database, idle=LIFETIME * 60, lifetime=LIFETIME * 60)
    _secret, account_id = sessions.start(identity, user_agent="", replaces=None, way="link")
    [device] = sessions.devices(account_id)
    return Need(account_id, device.id, Act.SIGN_AMENDMENT, "a-1")


def asked(proofs: Proofs, need: Need) -> tuple[str, str]:
    """Id and code of a new proof."""
    proof_id = proofs.ask(need, PATH, VALUES)
    assert isinstance(proof_id, str)
    issued = proofs.issue(proof_id)
    assert issued is not None
    return proof_id, issued.code


def given(proofs: Proofs, need: Need) -> None:
    assert proofs.try_code(need, asked(proofs, need)[1]) is Verdict.PROVEN


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


def test_code_proves_once_it_was_mailed(proofs: Proofs, need: Need) -> None:
    proof_id, code = asked(proofs, need)
    assert not proofs.hold(need)
    assert proofs.try_code(need, code) is Verdict.PROVEN
    assert proofs.hold(need)
    found = proofs.find(proof_id)
    assert found is not None
    assert (found.path, list(found.values), found.stage) == (PATH, VALUES, Stage.PROVEN)


def test_there_is_one_code_for_a_proof(proofs: Proofs, need: Need) -> None:
    proof_id, _code = asked(proofs, need)
    assert proofs.issue(proof_id) is None


@pytest.mark.parametrize(
    "other",
    [{"object_id": "a-2"}, {"act": Act.SIGN_RESIGNATION_LETTER}, {"session_id": "another"}],
)
def test_proof_is_worth_nothing_for_another_act_object_or_browser(
    proofs: Proofs, need: Need, other: dict[str, str]
) -> None:
    elsewhere = replace(need, **other)
    _proof_id, code = asked(proofs, need)
    assert proofs.try_code(elsewhere, code) is Verdict.NO_LONGER_VALID
    assert proofs.try_code(need, code) is Verdict.PROVEN
    assert not proofs.hold(elsewhere)
    assert proofs.use(elsewhere, "key-1") is None


def test_proof_is_worth_nothing_for_another_account(
    proofs: Proofs, need: Need, database: Database
) -> None:
    given(proofs, need)
    other = replace(need, account_id=need_of(database, BEN).account_id)
    assert not proofs.hold(other)
    assert proofs.use(other, "key-1") is None


def test_code_goes_stale(proofs: Proofs, need: Need, later: Callable[..., None]) -> None:
    proof_id, code = asked(proofs, need)
    later(**AFTER)
    assert proofs.try_code(need, code) is Verdict.NO_LONGER_VALID
    found = proofs.find(proof_id)
    assert found is not None
    assert found.stage is Stage.OVER


def test_proof_goes_stale(proofs: Proofs, need: Need, later: Callable[..., None]) -> None:
    given(proofs, need)
    later(**AFTER)
    assert not proofs.hold(need)
    assert proofs.use(need, "key-1") is None


def test_newer_code_replaces_the_older(proofs: Proofs, need: Need) -> None:
    _first, old_code = asked(proofs, need)
    _second, new_code = asked(proofs, need)
    if old_code != new_code:
        assert proofs.try_code(need, old_code) is Verdict.WRONG_CODE
    assert proofs.try_code(need, new_code) is Verdict.PROVEN


def test_five_wrong_codes_end_it(proofs: Proofs, need: Need) -> None:
    _proof_id, code = asked(proofs, need)
    verdicts = [proofs.try_code(need, wrong(code)) for _ in range(CODE_ATTEMPTS)]
    assert verdicts == [Verdict.WRONG_CODE] * (CODE_ATTEMPTS - 1) + [Verdict.NO_LONGER_VALID]
    assert proofs.try_code(need, code) is Verdict.NO_LONGER_VALID


def test_guesses_at_the_same_moment_do_not_add_up(proofs: Proofs, need: Need) -> None:
    _proof_id, code = asked(proofs, need)
    with ThreadPoolExecutor(10) as threads:
        verdicts = list(threads.map(lambda _: proofs.try_code(need, wrong(code)), range(20)))
    assert verdicts.count(Verdict.WRONG_CODE) == CODE_ATTEMPTS - 1
    assert proofs.try_code(need, code) is Verdict.NO_LONGER_VALID


def test_mails_are_limited_and_say_until_when(
    proofs: Proofs, need: Need, later: Callable[..., None]
) -> None:
    for _ in range(MAILS_PER_ACCOUNT):
        asked(proofs, need)
    limited = proofs.ask(need, PATH, VALUES)
    assert isinstance(limited, Limited)
    later(seconds=MAILS_WINDOW.total_seconds() + 1)
    assert isinstance(proofs.ask(need, PATH, VALUES), str)


def test_wrong_codes_of_a_day_are_limited(
    proofs: Proofs, need: Need, later: Callable[..., None]
) -> None:
    for _ in range(WRONG_CODES_PER_ACCOUNT // CODE_ATTEMPTS):
        _proof_id, code = asked(proofs, need)
        for _ in range(CODE_ATTEMPTS):
            proofs.try_code(need, wrong(code))
        later(minutes=2)
    later(seconds=MAILS_WINDOW.total_seconds())
    assert isinstance(proofs.ask(need, PATH, VALUES), Limited)
    assert isinstance(proofs.try_code(need, "000000"), Limited)
    later(days=1)
    given(proofs, need)


def test_proof_is_used_once_but_by_one_write_as_often_as_it_is_sent(
    proofs: Proofs, need: Need
) -> None:
    given(proofs, need)
    assert proofs.use(need, "key-1") is Use.FIRST
    assert proofs.use(need, "key-1") is Use.AGAIN
    assert proofs.use(need, "key-2") is None
    assert not proofs.hold(need)


def test_two_writes_at_the_same_moment_get_one_proof(proofs: Proofs, need: Need) -> None:
    given(proofs, need)
    with ThreadPoolExecutor(8) as threads:
        uses = list(threads.map(lambda n: proofs.use(need, f"key-{n}"), range(8)))
    assert uses.count(Use.FIRST) == 1
    assert uses.count(None) == 7


def test_one_write_sent_twice_at_the_same_moment_is_let_through(proofs: Proofs, need: Need) -> None:
    given(proofs, need)
    with ThreadPoolExecutor(8) as threads:
        uses = list(threads.map(lambda _: proofs.use(need, "key-1"), range(8)))
    assert sorted(use.name for use in uses if use) == ["AGAIN"] * 7 + ["FIRST"]


def test_proof_given_back_is_good_for_another_try(proofs: Proofs, need: Need) -> None:
    given(proofs, need)
    proofs.use(need, "key-1")
    proofs.give_back(need, "key-1")
    assert proofs.use(need, "key-2") is Use.FIRST


def test_values_under_a_key_that_is_gone_are_forgotten(
    proofs: Proofs, need: Need, database: Database
) -> None:
    proof_id, _code = asked(proofs, need)
    after_rotation = Proofs(database, Vault([Fernet.generate_key().decode()]), "key")
    found = after_rotation.find(proof_id)
    assert found is not None
    assert found.values == []


def test_form_too_long_to_be_ours_is_refused(proofs: Proofs, need: Need) -> None:
    with pytest.raises(ValueError, match="length"):
        proofs.ask(need, PATH, [("signature", "x" * 200_000)])


def test_it_is_forgotten_after_a_day(
    proofs: Proofs, need: Need, database: Database, later: Callable[..., None]
) -> None:
    proof_id, _code = asked(proofs, need)
    delete_old(database)
    assert proofs.find(proof_id) is not None
    later(days=1, seconds=1)
    delete_old(database)
    assert proofs.find(proof_id) is None
