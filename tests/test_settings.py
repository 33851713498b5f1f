from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from portal.settings import SettingsError, load

KEY = Fernet.generate_key().decode()


def values(**changes: str) -> dict[str, str]:
    complete = {
        "PORTAL_SECRET_KEY": "x" * 32,
        "PORTAL_ENCRYPTION_KEYS": KEY,
        "PORTAL_BASE_URL": "https://me.acme.example",
        "PORTAL_BACKENDS": "deel",
        "PORTAL_DEEL_TOKEN": "organization-token",
    }
    return {**complete, **{f"PORTAL_{name}": value for name, value in changes.items()}}


def test_complete_settings_load_with_their_defaults() -> None:
    settings = load(values())

    assert settings.host == "me.acme.example"
    assert settings.secure
    assert settings.page_deadline == 0.8
    assert settings.database_url.startswith("sqlite:///")
    assert settings.deel.calls_per_second == 5


@pytest.mark.parametrize(
    "name",
    [
        "PORTAL_SECRET_KEY",
        "PORTAL_ENCRYPTION_KEYS",
        "PORTAL_BASE_URL",
        "PORTAL_BACKENDS",
        "PORTAL_DEEL_TOKEN",
    ],
)
def test_a_missing_setting_is_named(name: str) -> None:
    incomplete = values()
    del incomplete[name]

    with pytest.raises(SettingsError, match=name):
        load(incomplete)


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("SECRET_KEY", "short", "openssl rand -hex 32"),
        ("ENCRYPTION_KEYS", "not-a-key", "openssl rand -base64 32"),
        ("BASE_URL", "http://me.acme.example", "https://"),
        ("BASE_URL", "https://me.acme.example/portal", "without a path"),
        ("BACKENDS", "deel,oracle", "choice of: deel"),
        ("PAGE_DEADLINE", "0", "PORTAL_PAGE_DEADLINE"),
        ("DEEL_CALLS_PER_SECOND", "-1", "PORTAL_DEEL_CALLS_PER_SECOND"),
        ("DEEL_BASE_URL", "http://api.example/rest/v2", "PORTAL_DEEL_BASE_URL: must start with"),
        ("DEEL_BASE_URL", "https:///rest/v2", "PORTAL_DEEL_BASE_URL: must start with"),
        ("REDIS_URL", "http://127.0.0.1:6379", "PORTAL_REDIS_URL: starts with redis://"),
        ("LOG_FORMAT", "xml", "PORTAL_LOG_FORMAT"),
        ("OIDC_ISSUER", "http://id.example", "PORTAL_OIDC_ISSUER: must start with https"),
        ("OIDC_ISSUER", "https://id.example/?a=b", "PORTAL_OIDC_ISSUER: is the provider's own"),
        ("OIDC_ISSUER", "https://id.example", "PORTAL_OIDC_CLIENT_SECRET: is missing"),
        ("EMPLOYER_ADMINS", "hr@acme.example,ana", "PORTAL_EMPLOYER_ADMINS: takes e-mail"),
        ("OIDC_2_LABEL", "Office ID", "PORTAL_OIDC_2_ISSUER: is missing"),
    ],
)
def test_a_wrong_setting_is_named_with_the_remedy(name: str, value: str, remedy: str) -> None:
    with pytest.raises(SettingsError, match=remedy):
        load(values(**{name: value}))


def test_an_error_never_shows_a_secret() -> None:
    with pytest.raises(SettingsError) as caught:
        load(values(SECRET_KEY="hunter2", ENCRYPTION_KEYS="swordfish"))

    assert "hunter2" not in str(caught.value)
    assert "swordfish" not in str(caught.value)


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("from-a-file\n")
    given = values(DEEL_TOKEN_FILE=str(tmp_path / "token"))
    del given["PORTAL_DEEL_TOKEN"]

    assert load(given).deel.token.get_secret_value() == "from-a-file"


def test_an_unreadable_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="PORTAL_SECRET_KEY_FILE: cannot read"):
        load(values(SECRET_KEY_FILE=str(tmp_path / "absent")))


def test_no_secret_in_the_representation() -> None:
    shown = repr(load(values()))

    assert "x" * 32 not in shown
    assert KEY not in shown
    assert "organization-token" not in shown


def test_two_providers_are_read_apart() -> None:
    first = {"OIDC_ISSUER": "https://a.example", "OIDC_CLIENT_ID": "a", "OIDC_LABEL": "A"}
    second = {"OIDC_2_ISSUER": "https://b.example", "OIDC_2_CLIENT_ID": "b", "OIDC_2_LABEL": "B"}
    secrets = {"OIDC_CLIENT_SECRET": "secret-a", "OIDC_2_CLIENT_SECRET": "secret-b"}

    found = load(values(**first, **second, **secrets)).identity_providers

    assert [(name, one.issuer) for name, one in found.items()] == [
        ("1", "https://a.example"),
        ("2", "https://b.example"),
    ]
    assert load(values()).identity_providers == {}
