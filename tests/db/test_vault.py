from __future__ import annotations

import pytest
from cryptography.fernet import Fernet

from portal.db import Vault, VaultError

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


def test_what_was_sealed_opens_again_and_is_unreadable_meanwhile() -> None:
    vault = Vault([NEW])

    sealed = vault.seal("a token")

    assert "token" not in sealed
    assert vault.open(sealed) == "a token"


def test_after_a_rotation_the_old_key_still_opens() -> None:
    sealed = Vault([OLD]).seal("a token")

    assert Vault([NEW, OLD]).open(sealed) == "a token"


def test_the_newest_key_seals() -> None:
    sealed = Vault([NEW, OLD]).seal("a token")

    assert Vault([NEW]).open(sealed) == "a token"


def test_a_lost_key_is_an_error_of_its_own() -> None:
    sealed = Vault([OLD]).seal("a token")

    with pytest.raises(VaultError):
        Vault([NEW]).open(sealed)
