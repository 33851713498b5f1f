"""One OpenID provider, as its discovery document describes it. Shared by all threads."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode, urlsplit

import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from portal.accounts.oidc.answers import Claims, NotTrusted, ProviderAway
from portal.accounts.oidc.http import get_object, object_in, prepare
from portal.accounts.oidc.id_token import Expected, named_groups, verify, vouched_email
from portal.accounts.oidc.kept import Kept
from portal.backends.json_body import JSON
from portal.settings import OIDCSettings

SCOPE = "openid email"
GROUPS = "groups"
"""A scope that some providers want before they name groups, and others refuse."""
DESCRIBED_FOR = 3600.0
"""Seconds after which the discovery document is read again."""
KEYS_AT_MOST_EVERY = 60.0
"""Seconds: a token with a made-up key id can't make us ask more often."""
DISCOVERY = "/.well-known/openid-configuration"


@dataclass(frozen=True)
class Description:
    """What of the discovery document we use."""

    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str
    """Empty when there is none, as the next one."""
    end_session_endpoint: str
    secret_in_body: bool
    """The client's secret goes into the body, not into a header."""
    names_issuer: bool
    """It says in its answer to the browser who it is (RFC 9207)."""
    knows_groups: bool
    """It names groups to whoever asks for the scope."""


class Provider:
    def __init__(self, name: str, settings: OIDCSettings, redirect_uri: str) -> None:
        """``name`` stands in addresses of ours."""
        self.name = name
        self.issuer = settings.issuer
        self.label = settings.label
        self.acr_values = settings.acr_values
        self.admin_group = settings.admin_group
        self._client_id = settings.client_id
        self._secret = settings.client_secret.get_secret_value()
        self._redirect_uri = redirect_uri
        self._description = Kept(self._read_description)
        self._keys = Kept(self._read_keys)

    def authorization_url(
        self, *, state: str, nonce: str, verifier: str, fresh: bool = False
    ) -> str:
        """Where the browser goes. ``fresh``: the person has to prove anew who they are.

        Raises: ProviderAway.
        """
        description = self.describe()
        more: dict[str, str] = {"nonce": nonce}
        if fresh:
            more |= {"max_age": "0", "prompt": "login"}
            if self.acr_values:
                more["acr_values"] = " ".join(self.acr_values)
        with self._session(description) as session:
            url, _state = session.create_authorization_url(
                description.authorization_endpoint, state=state, code_verifier=verifier, **more
            )
        return str(url)

    def redeem(
        self, code: str, *, nonce: str, verifier: str, signed_in_since: float | None = None
    ) -> Claims:
        """Who came back with this code. ``signed_in_since``: as of ``Expected``, for a proof.

        Raises: ProviderAway, NotTrusted.
        """
        description = self.describe()
        tokens = self._tokens(description, code, verifier)
        access_token = str(tokens.get("access_token", ""))
        expected = Expected(
            issuer=self.issuer,
            client_id=self._client_id,
            nonce=nonce,
            access_token=access_token,
            signed_in_since=signed_in_since,
            acr_values=self.acr_values if signed_in_since is not None else (),
        )
        claims = verify(str(tokens.get("id_token", "")), expected, self._keys_for)
        knows_groups = bool(claims.groups) or not self.admin_group
        if (claims.email and knows_groups) or not description.userinfo_endpoint:
            return claims
        told = get_object(description.userinfo_endpoint, access_token)
        # A provider that mixed up two people must not give one the other's address.
        if told.get("sub") != claims.subject:
            raise NotTrusted("sub of userinfo")
        return replace(
            claims,
            email=claims.email or vouched_email(told),
            groups=claims.groups or named_groups(told),
        )

    def names_itself_rightly(self, issuer: str | None) -> bool:
        """Whether an answer that carries this ``iss`` can be from here. Raises: ProviderAway."""
        if issuer is None:
            return not self.describe().names_issuer
        return issuer == self.issuer

    def sign_out_url(self, back_to: str) -> str | None:
        """Where a browser signs out at the provider; None where that is not offered.

        Raises: ProviderAway.
        """
        endpoint = self.describe().end_session_endpoint
        if not endpoint:
            return None
        query = {"client_id": self._client_id, "post_logout_redirect_uri": back_to}
        return f"{endpoint}{'&' if urlsplit(endpoint).query else '?'}{urlencode(query)}"

    def describe(self) -> Description:
        """The discovery document; an older copy when it can't be read now. Raises: ProviderAway."""
        return self._description.get(DESCRIBED_FOR)

    def _read_description(self) -> Description:
        found = get_object(self.issuer.rstrip("/") + DISCOVERY)
        if found.get("issuer") != self.issuer:
            raise ProviderAway("its discovery document names another issuer")
        methods = found.get("token_endpoint_auth_methods_supported")
        scopes = found.get("scopes_supported")
        basic = not isinstance(methods, list) or "client_secret_basic" in methods
        return Description(
            authorization_endpoint=self._endpoint(found, "authorization_endpoint"),
            token_endpoint=self._endpoint(found, "token_endpoint"),
            jwks_uri=self._endpoint(found, "jwks_uri"),
            userinfo_endpoint=self._endpoint(found, "userinfo_endpoint", needed=False),
            end_session_endpoint=self._endpoint(found, "end_session_endpoint", needed=False),
            secret_in_body=not basic,
            names_issuer=found.get("authorization_response_iss_parameter_supported") is True,
            knows_groups=isinstance(scopes, list) and GROUPS in scopes,
        )

    def _endpoint(self, found: dict[str, JSON], name: str, *, needed: bool = True) -> str:
        """Secrets and people are sent there: https, or what the issuer itself is reached by."""
        url = found.get(name)
        if url is None and not needed:
            return ""
        if isinstance(url, str) and urlsplit(url).hostname and "@" not in urlsplit(url).netloc:
            own = urlsplit(self.issuer)
            if urlsplit(url).scheme == "https":
                return url
            if own.scheme == "http" and urlsplit(url)[:2] == own[:2]:
                return url
        raise ProviderAway(f"its discovery document has no proper {name}")

    def _keys_for(self, key_id: str) -> KeySet:
        keys = self._keys.get(DESCRIBED_FOR)
        return keys if _has(keys, key_id) else self._keys.get(KEYS_AT_MOST_EVERY)

    def _read_keys(self) -> KeySet:
        found: Any = get_object(self.describe().jwks_uri)
        try:
            return KeySet.import_key_set(found)
        except (JoseError, ValueError, TypeError, KeyError):
            raise ProviderAway("its keys can't be read") from None

    def _tokens(self, description: Description, code: str, verifier: str) -> dict[str, Any]:
        try:
            with self._session(description) as session:
                tokens: dict[str, Any] = session.fetch_token(
                    description.token_endpoint,
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=verifier,
                    allow_redirects=False,
                )
        except OAuthError as error:
            raise NotTrusted(f"code refused ({str(error.error)[:40]})") from None
        except (OSError, ValueError) as error:
            raise ProviderAway(f"no tokens ({type(error).__name__})") from None
        return tokens

    def _session(self, description: Description) -> OAuth2Session:
        method = "client_secret_post" if description.secret_in_body else "client_secret_basic"
        asks_groups = bool(self.admin_group) and description.knows_groups
        session = OAuth2Session(
            self._client_id,
            self._secret,
            token_endpoint_auth_method=method,
            scope=f"{SCOPE} {GROUPS}" if asks_groups else SCOPE,
            redirect_uri=self._redirect_uri,
            code_challenge_method="S256",
        )
        prepare(session)
        session.register_compliance_hook("access_token_response", _readable)
        return session


def _readable(response: requests.Response) -> requests.Response:
    """Authlib's own reader takes NaN and breaks at deep nesting."""
    object_in(response)
    return response


def _has(keys: KeySet, key_id: str) -> bool:
    return any(key.kid == key_id for key in keys.keys)
