"""Every setting with its type, its bounds and what is said of a wrong one."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

from portal.settings.values import KNOWN_BACKENDS, SNAPSHOT_SECONDS, Lifetimes, Names, Secrets


class DeelSettings(BaseModel):
    """``PORTAL_DEEL_*``."""

    model_config = ConfigDict(frozen=True)

    base_url: str = "https://api.letsdeel.com/rest/v2"
    token: SecretStr = SecretStr("")
    webhook_keys: Secrets = ()
    calls_per_second: float = Field(default=5, ge=0)
    """Deel's documented rate for a whole organization; 0 switches pacing off."""

    @field_validator("base_url")
    @classmethod
    def _carries_tokens(cls, value: str) -> str:
        parts = urlsplit(value)
        local = parts.hostname in ("127.0.0.1", "localhost")
        schemes = ("http", "https") if local else ("https",)
        if not parts.hostname or parts.scheme not in schemes:
            raise ValueError("must start with https:// (http:// only for 127.0.0.1 and localhost)")
        return value


class OIDCSettings(BaseModel):
    """``PORTAL_OIDC_*`` and, for a second provider, ``PORTAL_OIDC_2_*``."""

    model_config = ConfigDict(frozen=True)

    issuer: str
    client_id: str = Field(min_length=1)
    client_secret: SecretStr = Field(min_length=1)
    label: str = Field(min_length=1, max_length=60)
    """What people call the provider; stands on a button."""
    acr_values: Names = ()
    """Kinds of sign-in that count as a fresh proof, in the provider's words; none: any."""
    admin_group: str = Field(default="", max_length=200)
    """Whoever the provider names in this group at sign-in acts for the employer in that session;
    empty: nobody by a group."""

    @field_validator("issuer")
    @classmethod
    def _carries_secrets(cls, value: str) -> str:
        parts = urlsplit(value)
        local = parts.hostname in ("127.0.0.1", "localhost")
        if not parts.hostname or parts.scheme not in (("http", "https") if local else ("https",)):
            raise ValueError("must start with https:// (http:// only for 127.0.0.1 and localhost)")
        if parts.query or parts.fragment or "@" in parts.netloc:
            raise ValueError("is the provider's own address, as its discovery document names it")
        return value


class Settings(BaseModel):
    """``PORTAL_*``, from the environment and ``.env``; ``PORTAL_X_FILE`` names a file holding X."""

    secret_key: SecretStr
    secret_key_fallbacks: Secrets = ()
    """Earlier secret keys, newest first: what they signed is still accepted."""
    encryption_keys: Secrets
    base_url: str
    data_dir: Path = Path("data")
    database_url: str = ""
    redis_url: SecretStr = SecretStr("")
    """What processes share besides the database; empty: each keeps its own in memory."""
    mail_url: str = "console:"
    mail_from: str = "portal@localhost"
    backends: Names
    brand: str = "Portal"
    demo: bool = False
    page_deadline: float = Field(default=0.8, gt=0, le=30)
    """Seconds a page waits for its slowest card."""
    snapshot_seconds: Lifetimes = SNAPSHOT_SECONDS
    """By what is read; 0 asks the HR system anew at each visit, while the last answer is shown."""
    snapshot_days: int = Field(default=7, ge=0, le=90)
    """How long the last answer is kept for when the HR system does not answer; 0 keeps nothing."""
    snapshot_drop_at_sign_out: bool = False
    session_idle_minutes: int = Field(default=30, ge=1, le=24 * 60)
    session_hours: int = Field(default=12, ge=1, le=24 * 7)
    leaver_days: int = Field(default=0, ge=0, le=36_500)
    """How long after the last day payslips and documents can be read; 0: not at all."""
    upload_limit_mb: int = Field(default=10, ge=1, le=100)
    download_limit_mb: int = Field(default=100, ge=1, le=2048)
    remind_after_days: int = Field(default=3, ge=0, le=60)
    """How long a request for time off waits before its manager is reminded; 0: never."""
    employer_admins: Names = ()
    """Addresses, as the HR system has them, of those who act for the employer about everybody."""
    managers_see_pay: bool = False
    """Whether managers see pay of their reports, and may change it."""
    trusted_proxies: int = Field(default=0, ge=0, le=5)
    """How many proxies in front set ``X-Forwarded-*``; 0 ignores those headers."""
    log_format: str = Field(default="json", pattern="^(json|console)$")

    deel: DeelSettings = Field(default_factory=DeelSettings)
    oidc: OIDCSettings | None = None
    oidc_2: OIDCSettings | None = None

    @field_validator("secret_key")
    @classmethod
    def _long_enough(cls, value: SecretStr) -> SecretStr:
        if len(value.get_secret_value()) < 32:
            raise ValueError("needs 32 characters or more; `openssl rand -hex 32` makes one")
        return value

    @field_validator("encryption_keys")
    @classmethod
    def _fernet_keys(cls, keys: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
        if not keys:
            raise ValueError("needs one key or more, newest first, separated by commas")
        for key in keys:
            try:
                Fernet(key.get_secret_value())
            except ValueError:
                raise ValueError(
                    "each key is 32 random bytes in url-safe base64; "
                    "`openssl rand -base64 32 | tr '+/' '-_'` makes one"
                ) from None
        return keys

    @field_validator("base_url")
    @classmethod
    def _origin(cls, value: str) -> str:
        parts = urlsplit(value)
        local = parts.hostname in ("127.0.0.1", "localhost")
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/"):
            raise ValueError("is the portal's own address without a path, like https://me.acme.com")
        if parts.scheme == "http" and not local:
            raise ValueError("must start with https:// (http:// only for 127.0.0.1 and localhost)")
        return value.rstrip("/")

    @field_validator("redis_url")
    @classmethod
    def _redis(cls, value: SecretStr) -> SecretStr:
        url = value.get_secret_value()
        if url and urlsplit(url).scheme not in ("redis", "rediss", "unix"):
            raise ValueError("starts with redis://, rediss:// or unix://")
        return value

    @field_validator("employer_admins")
    @classmethod
    def _addresses(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if any("@" not in each for each in value):
            raise ValueError("takes e-mail addresses, separated by commas")
        return value

    @field_validator("backends")
    @classmethod
    def _known(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        unknown = [name for name in value if name not in KNOWN_BACKENDS]
        if unknown or not value:
            raise ValueError(f"takes a comma-separated choice of: {', '.join(KNOWN_BACKENDS)}")
        return value

    @model_validator(mode="after")
    def _complete(self) -> Settings:
        if "deel" in self.backends and not self.deel.token.get_secret_value():
            raise ValueError(
                "PORTAL_DEEL_TOKEN is missing: an organization token from Deel's Developer Center"
            )
        if not self.database_url:
            self.database_url = f"sqlite:///{self.data_dir.resolve() / 'portal.sqlite3'}"
        return self

    @property
    def secret_keys(self) -> tuple[str, ...]:
        """The key that signs, then those that are still accepted."""
        return tuple(
            key.get_secret_value() for key in (self.secret_key, *self.secret_key_fallbacks)
        )

    @property
    def identity_providers(self) -> dict[str, OIDCSettings]:
        """By the name that stands in addresses."""
        both = {"1": self.oidc, "2": self.oidc_2}
        return {name: provider for name, provider in both.items() if provider is not None}

    def acts_for_employer(
        self, address: str, provider: str | None = None, group: str | None = None
    ) -> bool:
        """Whether somebody decides about everybody: by their address, or by the group that the
        provider named when this session of theirs was begun there."""
        if address in self.employer_admins:
            return True
        at = self.identity_providers.get(provider) if provider else None
        return at is not None and bool(at.admin_group) and at.admin_group == group

    @property
    def host(self) -> str:
        """Host and port that links carry and requests must be for."""
        return urlsplit(self.base_url).netloc

    @property
    def secure(self) -> bool:
        return self.base_url.startswith("https://")

    @property
    def session_idle(self) -> timedelta:
        return timedelta(minutes=self.session_idle_minutes)

    @property
    def session_lifetime(self) -> timedelta:
        return timedelta(hours=self.session_hours)
