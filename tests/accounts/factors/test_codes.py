"""Codes of the app and on paper, and the step after the mail that asks for them."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pyotp
import pytest
import time_machine
from cryptography.fernet import Fernet
from sqlalchemy import select

from portal.accounts.factors import app_codes, second_step
from portal.accounts.factors.app_codes import AuthenticatorApps
from portal.accounts.factors.held import Factors
from portal.accounts.factors.models import AuthenticatorApp, RecoveryCode
from portal.accounts.factors.recovery import COUNT, RecoveryCodes, as_shown, as_typed
from portal.accounts.factors.second_step import (
    ATTEMPTS,
    LIFETIME,
    WRONG_PER_ACCOUNT,
    Passed,
    SecondSteps,
    StepRefusal,
)
from portal.accounts.sign_in import Proven
from portal.accounts.step_up.terms import Limited
from portal.db import Database, Vault
from tests.accounts.office import ANA

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def noon():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def set_up(apps: AuthenticatorApps, account_id: str) -> pyotp.TOTP:
    """The app on the phone; its code of now is used."""
    assert apps.begin(account_id)
    new = apps.begun(account_id, ANA.email)
    assert new is not None
    app = pyotp.TOTP(new.key)
    assert apps.confirm(account_id, app.at(datetime.now(UTC))) is not None
    return app


def takes(apps: AuthenticatorApps, database: Database, account_id: str, code: str) -> bool:
    with database.begin() as db:
        return apps.is_right(db, account_id, code)


def test_app_is_set_up_with_its_first_code(
    apps: AuthenticatorApps, factors: Factors, recovery: RecoveryCodes, ana: str, noon
) -> None:
    assert apps.begin(ana)
    new = apps.begun(ana, ANA.email)
    assert new is not None
    assert new.uri.startswith("otpauth://totp/Portal:ana%40office.example?secret=")
    assert new.key_in_groups.replace(" ", "") == new.key
    code = pyotp.TOTP(new.key).at(NOON)
    assert apps.confirm(ana, f"{(int(code) + 1) % 10**6:06}") is None
    assert not factors.of(ana).any
    codes = apps.confirm(ana, code)
    assert codes is not None
    assert len(codes) == COUNT
    assert factors.of(ana).app
    assert apps.begun(ana, ANA.email) is None
    assert not apps.begin(ana)
    assert recovery.left(ana) == COUNT


def test_app_that_is_not_confirmed_proves_nothing(
    apps: AuthenticatorApps, database: Database, ana: str, noon
) -> None:
    apps.begin(ana)
    new = apps.begun(ana, ANA.email)
    assert new is not None
    assert not takes(apps, database, ana, pyotp.TOTP(new.key).at(NOON))


@pytest.mark.parametrize(("seconds", "right"), [(-60, False), (-30, True), (30, True), (60, False)])
def test_clock_of_the_phone_may_be_off_by_one_step(
    apps: AuthenticatorApps, database: Database, ana: str, noon, seconds: int, right: bool
) -> None:
    app = set_up(apps, ana)
    noon.shift(300)
    code = app.at(int(datetime.now(UTC).timestamp()) + seconds)
    assert takes(apps, database, ana, code) is right


def test_code_works_once_and_none_before_it_does(
    apps: AuthenticatorApps, database: Database, ana: str, noon
) -> None:
    app = set_up(apps, ana)
    noon.shift(300)
    now = int(datetime.now(UTC).timestamp())
    assert takes(apps, database, ana, app.at(now))
    assert not takes(apps, database, ana, app.at(now))
    assert not takes(apps, database, ana, app.at(now - 30))
    assert takes(apps, database, ana, app.at(now + 30))


def test_code_that_set_the_app_up_is_used(
    apps: AuthenticatorApps, database: Database, ana: str, noon
) -> None:
    app = set_up(apps, ana)
    assert not takes(apps, database, ana, app.at(NOON))


def test_one_code_fifty_times_at_the_same_moment_is_taken_once(
    apps: AuthenticatorApps, database: Database, ana: str
) -> None:
    app = set_up(apps, ana)
    code = app.at(int(datetime.now(UTC).timestamp()) + 30)
    with ThreadPoolExecutor(10) as threads:
        taken = list(threads.map(lambda _: takes(apps, database, ana, code), range(50)))
    assert taken.count(True) == 1


def test_code_of_another_account_is_wrong(
    apps: AuthenticatorApps, database: Database, ana: str, ben: str, noon
) -> None:
    app = set_up(apps, ana)
    noon.shift(30)
    assert not takes(apps, database, ben, app.at(datetime.now(UTC)))


@pytest.mark.parametrize("code", ["", "12345", "١٢٣٤٥٦", "é" * 6, "\0" * 6])
def test_what_is_no_code_is_wrong(
    apps: AuthenticatorApps, database: Database, ana: str, code: str
) -> None:
    set_up(apps, ana)
    assert not takes(apps, database, ana, code)


def test_secret_is_sealed_and_of_no_use_without_the_key(
    apps: AuthenticatorApps, database: Database, recovery: RecoveryCodes, ana: str, noon
) -> None:
    app = set_up(apps, ana)
    with database.read() as db:
        stored = db.scalar(select(AuthenticatorApp.sealed_secret))
    assert app.secret not in str(stored)
    noon.shift(30)
    lost = AuthenticatorApps(database, Vault([Fernet.generate_key().decode()]), recovery, "Portal")
    assert not takes(lost, database, ana, app.at(datetime.now(UTC)))


def test_removed_app_opens_nothing_and_takes_the_recovery_codes_along(
    apps: AuthenticatorApps, database: Database, recovery: RecoveryCodes, ana: str, noon
) -> None:
    app = set_up(apps, ana)
    assert apps.remove(ana)
    assert not apps.remove(ana)
    noon.shift(30)
    assert not takes(apps, database, ana, app.at(datetime.now(UTC)))
    assert recovery.left(ana) == 0


def test_app_that_nobody_confirmed_is_forgotten_one_that_is_set_up_is_not(
    apps: AuthenticatorApps, database: Database, ana: str, ben: str, later: Callable[..., None]
) -> None:
    set_up(apps, ana)
    apps.begin(ben)
    later(days=1, seconds=1)
    app_codes.delete_abandoned(database)
    assert apps.begun(ben, "") is None
    assert apps.added_at(ana) is not None


def paper(recovery: RecoveryCodes, database: Database, account_id: str) -> tuple[str, ...]:
    with database.begin() as db:
        return recovery.make_if_first(db, account_id)


def uses(recovery: RecoveryCodes, database: Database, account_id: str, code: str) -> bool:
    with database.begin() as db:
        return recovery.use(db, account_id, code)


def test_recovery_code_works_once(recovery: RecoveryCodes, database: Database, ana: str) -> None:
    codes = paper(recovery, database, ana)
    assert uses(recovery, database, ana, codes[0])
    assert not uses(recovery, database, ana, codes[0])
    assert recovery.left(ana) == COUNT - 1


def test_recovery_code_twice_at_the_same_moment_works_once(
    recovery: RecoveryCodes, database: Database, ana: str
) -> None:
    code = paper(recovery, database, ana)[0]
    with ThreadPoolExecutor(10) as threads:
        used = list(threads.map(lambda _: uses(recovery, database, ana, code), range(50)))
    assert used.count(True) == 1


def test_recovery_code_of_another_account_is_wrong(
    recovery: RecoveryCodes, database: Database, ana: str, ben: str
) -> None:
    codes = paper(recovery, database, ana)
    paper(recovery, database, ben)
    assert not uses(recovery, database, ben, codes[0])


def test_new_codes_end_the_old_ones(recovery: RecoveryCodes, database: Database, ana: str) -> None:
    old = paper(recovery, database, ana)
    uses(recovery, database, ana, old[0])
    new = recovery.renew(ana)
    assert recovery.left(ana) == COUNT
    assert not uses(recovery, database, ana, old[1])
    assert uses(recovery, database, ana, new[0])


def test_codes_from_before_the_keys_were_changed_still_work(
    recovery: RecoveryCodes, database: Database, ana: str
) -> None:
    codes = paper(recovery, database, ana)
    rotated = RecoveryCodes(database, ("new key", "key"))
    assert uses(rotated, database, ana, codes[0])
    assert not uses(RecoveryCodes(database, ("new key",)), database, ana, codes[1])


def test_codes_are_stored_as_hashes_and_read_as_people_write_them(
    recovery: RecoveryCodes, database: Database, ana: str
) -> None:
    codes = paper(recovery, database, ana)
    with database.read() as db:
        hashes = set(db.scalars(select(RecoveryCode.code_hash)))
    assert not set(codes) & hashes
    assert as_typed(f" {as_shown(codes[0]).upper().replace('-', ' - ')}\n") == codes[0]


def wrong(_db: object, _account_id: str) -> bool:
    return False


def right(_db: object, _account_id: str) -> bool:
    return True


def begun(steps: SecondSteps, account_id: str) -> str:
    return steps.begin(account_id, Proven(ANA, "/payslips"), "link")


def test_step_is_passed_once(steps: SecondSteps, ana: str) -> None:
    secret = begun(steps, ana)
    assert steps.find(secret) is not None
    assert steps.try_code(secret, "app", right) == Passed(Proven(ANA, "/payslips"), "link", ana)
    assert steps.find(secret) is None
    assert steps.try_code(secret, "app", right) is StepRefusal.NO_LONGER_VALID
    assert steps.pass_by_passkey(secret) is None


def test_another_browsers_secret_finds_nothing(steps: SecondSteps, ana: str) -> None:
    begun(steps, ana)
    for made_up in (None, "", "x" * 43):
        assert steps.find(made_up) is None
    assert steps.try_code("x" * 43, "app", right) is StepRefusal.NO_LONGER_VALID


def test_step_lasts_ten_minutes(steps: SecondSteps, ana: str, later: Callable[..., None]) -> None:
    secret = begun(steps, ana)
    later(seconds=LIFETIME.total_seconds() + 1)
    assert steps.find(secret) is None
    assert steps.try_code(secret, "app", right) is StepRefusal.NO_LONGER_VALID
    assert steps.pass_by_passkey(secret) is None


def test_five_wrong_codes_end_it_also_for_the_passkey(steps: SecondSteps, ana: str) -> None:
    secret = begun(steps, ana)
    outcomes = [steps.try_code(secret, "app", wrong) for _ in range(ATTEMPTS)]
    last = [StepRefusal.NO_LONGER_VALID]
    assert outcomes == [StepRefusal.WRONG_CODE] * (ATTEMPTS - 1) + last
    assert steps.try_code(secret, "app", right) is StepRefusal.NO_LONGER_VALID
    assert steps.pass_by_passkey(secret) is None


def test_fifty_guesses_at_the_same_moment_are_five(steps: SecondSteps, ana: str) -> None:
    secret = begun(steps, ana)
    looked: list[str] = []

    def look(_db: object, account_id: str) -> bool:
        looked.append(account_id)
        return False

    with ThreadPoolExecutor(10) as threads:
        list(threads.map(lambda _: steps.try_code(secret, "app", look), range(50)))
    assert looked == [ana] * ATTEMPTS


def test_wrong_codes_of_a_day_are_limited_until_it_is_over(
    steps: SecondSteps, ana: str, ben: str, later: Callable[..., None]
) -> None:
    for _ in range(WRONG_PER_ACCOUNT // ATTEMPTS):
        secret = begun(steps, ana)
        for _ in range(ATTEMPTS):
            steps.try_code(secret, "app", wrong)
    secret = begun(steps, ana)
    limited = steps.try_code(secret, "app", right)
    assert isinstance(limited, Limited)
    assert 23 < (limited.until - datetime.now(UTC)).total_seconds() / 3600 <= 24
    assert isinstance(steps.try_code(begun(steps, ben), "app", right), Passed)
    assert steps.pass_by_passkey(secret)
    later(days=1, seconds=1)
    assert isinstance(steps.try_code(begun(steps, ana), "app", right), Passed)


def test_step_is_forgotten_after_a_day(
    steps: SecondSteps, database: Database, ana: str, later: Callable[..., None]
) -> None:
    begun(steps, ana)
    later(days=1, seconds=1)
    second_step.delete_old(database)
    with database.read() as db:
        assert db.scalar(select(second_step.SecondStep.id)) is None
