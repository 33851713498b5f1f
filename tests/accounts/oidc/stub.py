"""A provider that says whatever a test wants it to."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from tests.accounts.office import ANA

CLIENT = "portal"
Claims = dict[str, Any]


class StubProvider:
    """Honest until told otherwise. ``asked`` counts the calls by path."""

    def __init__(self, server: HTTPServer, subject: str = "sub-ana") -> None:
        self.server = server
        self.issuer = server.url_for("").rstrip("/")
        self.key = RSAKey.generate_key(2048, {"kid": "key-1", "use": "sig", "alg": "RS256"})
        self.subject = subject
        self.email: str | None = ANA.email
        self.email_verified: object = True
        self.change: Callable[[Claims], Claims] = lambda claims: claims
        self.sign: Callable[[Claims], str] = self.signed
        self.description: dict[str, Any] = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        }
        self.userinfo: Callable[[Claims], Claims] = lambda claims: claims
        self.answers: dict[str, Callable[[], Response]] = {}
        """Instead of the honest answer, by path."""
        self.asked: dict[str, int] = {}
        self.codes: dict[str, dict[str, str]] = {}
        """What the browser brought along, by code; a code is good once."""
        self.issued = 0
        self.token_requests: list[Request] = []
        server.expect_request("/.well-known/openid-configuration").respond_with_handler(
            self._handler(lambda _request: self.description)
        )
        server.expect_request("/keys").respond_with_handler(self._handler(self._keys))
        server.expect_request("/token").respond_with_handler(self._handler(self._token))
        server.expect_request("/userinfo").respond_with_handler(self._handler(self._userinfo))

    def sign_in(self, location: str, **changes: str) -> str:
        """Be the person at the provider: the path that the browser is sent back to."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
        code = f"code-{self.issued}"
        self.issued += 1
        self.codes[code] = asked
        query = {"code": code, "state": asked["state"], **changes}
        return f"/sign-in/oidc/callback?{urlencode(query)}"

    def claims(self, asked: dict[str, str]) -> Claims:
        now = int(time.time())
        claims: Claims = {
            "iss": self.issuer,
            "sub": self.subject,
            "aud": CLIENT,
            "exp": now + 300,
            "iat": now,
            "nonce": asked["nonce"],
        }
        if "max_age" in asked:
            claims["auth_time"] = now
        return self.change(claims)

    def signed(self, claims: Claims, **header: str) -> str:
        return jwt.encode({"alg": "RS256", "kid": "key-1", **header}, claims, self.key)

    def _keys(self, _request: Request) -> Any:
        return KeySet([self.key]).as_dict(private=False)

    def _token(self, request: Request) -> Any:
        self.token_requests.append(request)
        asked = self.codes.pop(request.form["code"], None)
        if asked is None:
            return Response(json.dumps({"error": "invalid_grant"}), 400)
        return {
            "access_token": "an-access-token",
            "token_type": "Bearer",
            "expires_in": 60,
            "id_token": self.sign(self.claims(asked)),
        }

    def _userinfo(self, _request: Request) -> Any:
        told = {
            "sub": self.subject,
            "email": self.email,
            "email_verified": self.email_verified,
        }
        return self.userinfo(told)

    def _handler(self, answer: Callable[[Request], Any]) -> Callable[[Request], Response]:
        def handle(request: Request) -> Response:
            self.asked[request.path] = self.asked.get(request.path, 0) + 1
            if request.path in self.answers:
                return self.answers[request.path]()
            found = answer(request)
            if isinstance(found, Response):
                return found
            return Response(json.dumps(found), content_type="application/json")

        return handle
