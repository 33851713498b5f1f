"""What a provider, or somebody in between, might try. Nobody is signed in by any of it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey
from werkzeug import Response
from werkzeug.test import TestResponse

from portal.accounts.oidc import http
from tests.accounts.office import ANA, BEN, Office
from tests.accounts.oidc.conftest import settings_of
from tests.accounts.oidc.stub import StubProvider
from tests.conftest import browser
from tests.support.audit import details_of
from tests.support.pages import text_of
from tests.support.time import later

__all__ = ["later"]

Claims = dict[str, Any]


@pytest.fixture
def environment(environment: dict[str, str], stub: StubProvider) -> dict[str, str]:
    return {**environment, **settings_of(stub.issuer)}


def go(client: FlaskClient, stub: StubProvider, **changes: str) -> TestResponse:
    """Sign in at the stub; ``changes``: of what the browser brings back."""
    away = client.get("/sign-in/oidc")
    assert away.status_code == 303, text_of(away)
    return client.get(stub.sign_in(away.location, **changes))


def assert_not_let_in(client: FlaskClient, answer: TestResponse, status: int = 403) -> None:
    assert answer.status_code == status
    assert "You are not signed in" in text_of(answer)
    assert client.get("/").status_code == 303


def test_the_stub_is_let_in_while_it_is_honest(client: FlaskClient, stub: StubProvider) -> None:
    assert go(client, stub).location == "/"
    assert f"Hello {ANA.name}" in client.get("/").text
    [request] = stub.token_requests
    assert request.headers["Authorization"].startswith("Basic ")
    assert "code_verifier" in request.form
    assert "client_secret" not in request.form


# State ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["", "made-up", "x" * 5000, "\x00"])
def test_state_that_is_not_ours(client: FlaskClient, stub: StubProvider, state: str) -> None:
    assert_not_let_in(client, go(client, stub, state=state))
    assert stub.token_requests == []


def test_answer_without_any_state(client: FlaskClient, stub: StubProvider) -> None:
    client.get("/sign-in/oidc")
    assert_not_let_in(client, client.get("/sign-in/oidc/callback?code=code-0"))


def test_state_that_was_used(app: Flask, client: FlaskClient, stub: StubProvider) -> None:
    path = stub.sign_in(client.get("/sign-in/oidc").location)
    assert client.get(path).status_code == 303
    again = client.get(path)
    assert again.status_code == 403
    assert len(stub.token_requests) == 1


def test_state_of_another_browser(app: Flask, client: FlaskClient, stub: StubProvider) -> None:
    """Somebody's own answer, sent to a victim who would sign in as them."""
    path = stub.sign_in(browser(app).get("/sign-in/oidc").location)
    client.get("/sign-in/oidc")
    assert_not_let_in(client, client.get(path))
    assert stub.token_requests == []


def test_state_that_took_too_long(
    client: FlaskClient, stub: StubProvider, later: Callable[..., None]
) -> None:
    path = stub.sign_in(client.get("/sign-in/oidc").location)
    later(minutes=10, seconds=1)
    assert_not_let_in(client, client.get(path))


# Code ----------------------------------------------------------------------------------------


def test_code_that_was_redeemed(app: Flask, client: FlaskClient, stub: StubProvider) -> None:
    go(client, stub)
    other = browser(app)
    assert_not_let_in(other, go(other, stub, code="code-0"))


@pytest.mark.parametrize("error", ["access_denied", "<script>alert(1)</script>", ""])
def test_error_instead_of_a_code(client: FlaskClient, stub: StubProvider, error: str) -> None:
    answer = go(client, stub, error=error, code="")
    assert_not_let_in(client, answer)
    assert "<script>" not in answer.text
    assert stub.token_requests == []


def test_answer_that_names_another_issuer(client: FlaskClient, stub: StubProvider) -> None:
    assert_not_let_in(client, go(client, stub, iss="https://evil.example"))
    assert stub.token_requests == []


def test_answer_without_the_issuer_that_was_promised(
    client: FlaskClient, stub: StubProvider
) -> None:
    stub.description["authorization_response_iss_parameter_supported"] = True
    assert_not_let_in(client, go(client, stub))
    assert stub.token_requests == []


# Claims --------------------------------------------------------------------------------------


def without(name: str) -> Callable[[Claims], Claims]:
    return lambda claims: {key: value for key, value in claims.items() if key != name}


def instead(**changes: object) -> Callable[[Claims], Claims]:
    return lambda claims: {**claims, **changes}


LIES: dict[str, Callable[[Claims], Claims]] = {
    "nonce of another": instead(nonce="another"),
    "no nonce": without("nonce"),
    "for another client": instead(aud="another"),
    "for another client, authorized for us": instead(aud="another", azp="portal"),
    "for us and another": instead(aud=["portal", "another"]),
    "for us and another, authorized for another": instead(aud=["portal", "another"], azp="x"),
    "no audience": without("aud"),
    "audience of a wrong kind": instead(aud={"portal": True}),
    "of another issuer": instead(iss="https://evil.example"),
    "no issuer": without("iss"),
    "expired": lambda claims: {**claims, "exp": claims["iat"] - 120},
    "no end": without("exp"),
    "end is no number": instead(exp="tomorrow"),
    "from the future": lambda claims: {**claims, "iat": claims["iat"] + 3600},
    "not yet": lambda claims: {**claims, "nbf": claims["iat"] + 3600},
    "no subject": without("sub"),
    "empty subject": instead(sub=""),
    "subject is no text": instead(sub=["sub-ana"]),
    "endless subject": instead(sub="s" * 256),
    "hash of another access token": instead(at_hash="AAAAAAAAAAAAAAAAAAAAAA"),
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_claim_that_does_not_hold(
    app: Flask, client: FlaskClient, stub: StubProvider, lie: Callable[[Claims], Claims]
) -> None:
    stub.change = lie
    assert_not_let_in(client, go(client, stub))
    assert details_of(app, "sign_in:failed")[-1]["reason"] == "not_trusted"


# Signature -----------------------------------------------------------------------------------


def part(value: Claims) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def test_unsigned_token(client: FlaskClient, stub: StubProvider) -> None:
    stub.sign = lambda claims: f"{part({'alg': 'none'})}.{part(claims)}."
    assert_not_let_in(client, go(client, stub))


@pytest.mark.parametrize("form", ["pem", "der"])
def test_token_signed_with_the_public_key_as_a_shared_secret(
    client: FlaskClient, stub: StubProvider, form: str
) -> None:
    public = stub.key.as_pem(private=False) if form == "pem" else stub.key.as_der(private=False)
    # Made by hand, since the library refuses such a key.
    stub.sign = lambda claims: shared_secret_token(claims, public, "key-1")
    assert_not_let_in(client, go(client, stub))


def test_token_signed_with_the_clients_secret(client: FlaskClient, stub: StubProvider) -> None:
    secret = OctKey.import_key("portal-secret-of-32-characters-or-more")
    stub.sign = lambda claims: jwt.encode({"alg": "HS256", "kid": "key-1"}, claims, secret)
    assert_not_let_in(client, go(client, stub))


def test_token_signed_with_another_key_of_the_same_name(
    client: FlaskClient, stub: StubProvider
) -> None:
    other = RSAKey.generate_key(2048, {"kid": "key-1"})
    stub.sign = lambda claims: jwt.encode({"alg": "RS256", "kid": "key-1"}, claims, other)
    assert_not_let_in(client, go(client, stub))


def test_token_that_brings_its_own_key(client: FlaskClient, stub: StubProvider) -> None:
    own = ECKey.generate_key("P-256", {"kid": "own"})
    header = {"alg": "ES256", "kid": "own", "jwk": own.as_dict(private=False)}
    stub.sign = lambda claims: jwt.encode(header, claims, own)
    assert_not_let_in(client, go(client, stub))


def test_token_without_a_signature_of_its_own_claims(
    client: FlaskClient, stub: StubProvider
) -> None:
    def swap(claims: Claims) -> str:
        head, _body, signature = stub.signed({**claims, "sub": "sub-ben"}).split(".")
        return f"{head}.{part(claims)}.{signature}"

    stub.sign = swap
    assert_not_let_in(client, go(client, stub))


@pytest.mark.parametrize("token", ["", "a.b", "a.b.c.d.e", "...", "\x00", "x" * 100_000, None, 5])
def test_what_is_no_token(client: FlaskClient, stub: StubProvider, token: Any) -> None:
    stub.sign = lambda _claims: token
    assert_not_let_in(client, go(client, stub))


def test_unknown_key_is_looked_for_once_a_minute(
    app: Flask, client: FlaskClient, stub: StubProvider
) -> None:
    other = RSAKey.generate_key(2048, {"kid": "key-2"})
    stub.sign = lambda claims: jwt.encode({"alg": "RS256", "kid": "key-2"}, claims, other)
    for _ in range(5):
        anybody = browser(app)
        assert_not_let_in(anybody, go(anybody, stub))
    assert stub.asked["/keys"] == 1


def test_key_that_was_rotated_is_found_a_minute_later(
    app: Flask, client: FlaskClient, stub: StubProvider, later: Callable[..., None]
) -> None:
    go(client, stub)
    stub.key = RSAKey.generate_key(2048, {"kid": "key-2"})
    stub.sign = lambda claims: stub.signed(claims, kid="key-2")
    other = browser(app)
    assert_not_let_in(other, go(other, stub))
    later(seconds=61)
    assert go(other, stub).location == "/"
    assert stub.asked["/keys"] == 2


# Address -------------------------------------------------------------------------------------


@pytest.mark.parametrize("verified", [False, None, "true", "false", 1, 0, [], {}])
def test_address_that_nobody_vouches_for(
    client: FlaskClient, stub: StubProvider, verified: object
) -> None:
    stub.email_verified = verified
    assert_not_let_in(client, go(client, stub))


@pytest.mark.parametrize(
    "email",
    [
        None,
        "",
        5,
        ["ana@office.example"],
        "ana@office.example\n",
        " ana@office.example",
        "ana@office.example\x00",
        "ana@office.example,ben@office.example",
        "ána@office.example",
        "a" * 10_000 + "@office.example",
    ],
)
def test_address_that_is_not_a_workers(client: FlaskClient, stub: StubProvider, email: Any) -> None:
    stub.email = email
    assert_not_let_in(client, go(client, stub))


def test_userinfo_of_somebody_else(client: FlaskClient, stub: StubProvider) -> None:
    stub.userinfo = lambda told: {**told, "sub": "sub-ben"}
    assert_not_let_in(client, go(client, stub))


def test_address_that_somebody_else_got_at_the_same_provider(
    app: Flask, client: FlaskClient, stub: StubProvider
) -> None:
    go(client, stub)
    stub.subject = "sub-of-the-next-ana"
    other = browser(app)
    answer = go(other, stub)
    assert_not_let_in(other, answer)
    assert "Another sign-in belongs to your account already" in text_of(answer)


def test_worker_known_by_subject_needs_no_address(
    app: Flask, client: FlaskClient, stub: StubProvider
) -> None:
    go(client, stub)
    stub.email, stub.email_verified = BEN.email, True
    other = browser(app)
    assert go(other, stub).location == "/"
    assert f"Hello {ANA.name}" in other.get("/").text


# A provider that is away -----------------------------------------------------------------------

BROKEN: dict[str, Callable[[], Response]] = {
    "HTML": lambda: Response("<html>busy</html>", content_type="text/html"),
    "500": lambda: Response("<pre>stack</pre>", 500),
    "redirect": lambda: Response("", 302, {"Location": "https://evil.example/"}),
    "list": lambda: Response("[]", content_type="application/json"),
    "deep": lambda: Response("[" * 100_000, content_type="application/json"),
    "NaN": lambda: Response('{"issuer": NaN}', content_type="application/json"),
    "huge": lambda: Response(b'"' + b"x" * 30_000_000 + b'"', content_type="application/json"),
    "gzip": lambda: Response(b"\x1f\x8b", headers={"Content-Encoding": "gzip"}),
}
DISCOVERY = "/.well-known/openid-configuration"


@pytest.mark.parametrize("answer", BROKEN.values(), ids=BROKEN)
def test_discovery_that_is_broken(
    client: FlaskClient, stub: StubProvider, answer: Callable[[], Response]
) -> None:
    stub.answers[DISCOVERY] = answer
    page = client.get("/sign-in/oidc")
    assert_not_let_in(client, page, 502)
    assert "stack" not in page.text
    assert "Send me the mail" in text_of(client.get("/sign-in"))


@pytest.mark.parametrize("path", ["/token", "/keys", "/userinfo"])
@pytest.mark.parametrize("answer", BROKEN.values(), ids=BROKEN)
def test_answer_behind_our_back_that_is_broken(
    client: FlaskClient, stub: StubProvider, path: str, answer: Callable[[], Response]
) -> None:
    stub.answers[path] = answer
    assert_not_let_in(client, go(client, stub), 502)


@pytest.mark.parametrize("path", [DISCOVERY, "/token"])
def test_provider_that_is_slow(
    client: FlaskClient, stub: StubProvider, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "READ_SECONDS", 0.2)

    def drip() -> Response:
        def pieces() -> Any:
            while True:
                time.sleep(0.1)
                yield b" "

        return Response(pieces(), content_type="application/json")

    monkeypatch.setattr(http, "CONNECT_SECONDS", 0.5)
    stub.answers[path] = drip
    answer = client.get("/sign-in/oidc") if path == DISCOVERY else go(client, stub)
    assert_not_let_in(client, answer, 502)


def test_provider_that_is_down_is_not_waited_for_again_and_again(
    app: Flask, client: FlaskClient, stub: StubProvider
) -> None:
    stub.answers[DISCOVERY] = BROKEN["500"]
    for _ in range(5):
        assert_not_let_in(client, client.get("/sign-in/oidc"), 502)
    assert stub.asked[DISCOVERY] == 1


def test_provider_that_goes_down_later_is_known_still(
    client: FlaskClient, stub: StubProvider, later: Callable[..., None]
) -> None:
    client.get("/sign-in/oidc")
    later(hours=2)
    stub.answers[DISCOVERY] = BROKEN["500"]
    assert go(client, stub).location == "/"


DESCRIPTIONS: dict[str, dict[str, object]] = {
    "another issuer": {"issuer": "https://evil.example"},
    "no token endpoint": {"token_endpoint": None},
    "tokens over plain http elsewhere": {"token_endpoint": "http://evil.example/token"},
    "tokens at another port": {"token_endpoint": "http://127.0.0.1:1/token"},
    "password in an address": {"jwks_uri": "https://a:b@evil.example/keys"},
    "script": {"authorization_endpoint": "javascript:alert(1)"},
    "file": {"jwks_uri": "file:///etc/passwd"},
    "number": {"authorization_endpoint": 5},
}


@pytest.mark.parametrize("change", DESCRIPTIONS.values(), ids=DESCRIPTIONS)
def test_discovery_that_leads_astray(
    client: FlaskClient, stub: StubProvider, change: dict[str, object]
) -> None:
    stub.description |= change
    assert_not_let_in(client, client.get("/sign-in/oidc"), 502)


def test_hr_system_that_is_down(client: FlaskClient, stub: StubProvider, office: Office) -> None:
    office.down = True
    answer = go(client, stub)
    assert_not_let_in(client, answer, 502)
    assert "Your HR system is not answering properly" in text_of(answer)


def test_without_a_provider_there_is_no_such_page(client: FlaskClient) -> None:
    assert client.get("/sign-in/oidc?provider=2").status_code == 404
    assert client.get("/sign-in/oidc?provider=../1").status_code == 404


def shared_secret_token(claims: Claims, secret: bytes, key_id: str) -> str:
    signed = f"{part({'alg': 'HS256', 'kid': key_id})}.{part(claims)}"
    digest = hmac.new(secret, signed.encode(), hashlib.sha256).digest()
    return f"{signed}.{base64.urlsafe_b64encode(digest).rstrip(b'=').decode()}"


def test_provider_where_nothing_listens(client: FlaskClient, stub: StubProvider) -> None:
    stub.server.stop()
    assert_not_let_in(client, client.get("/sign-in/oidc"), 502)
