import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pytest_httpserver import HTTPServer

from portal.backends import context
from portal.backends.answers import Problem
from portal.backends.budget import Budget
from portal.backends.http import Transport
from portal.backends.json_body import JSON
from portal.backends.turns import OwnTurns, Rate

TOKEN = "token-that-nobody-may-see"


def read_problem(body: JSON) -> Problem:
    """The error envelope of a made-up vendor."""
    if not isinstance(body, dict):
        return Problem()
    return Problem(
        message=str(body.get("message", "")),
        code=str(body.get("code", "")),
        running=bool(body.get("running")),
    )


def unpaced() -> Budget:
    return Budget(OwnTurns(None))


def paced(calls_per_second: float) -> Budget:
    return Budget(OwnTurns(Rate.per_second(calls_per_second)))


@pytest.fixture
def make_transport(httpserver: HTTPServer) -> Callable[..., Transport]:
    def make(base_url: str = "", **options: Any) -> Transport:
        values = {"budget": unpaced(), "download_limit": 1024 * 1024, **options}
        return Transport(
            "vendor", base_url or httpserver.url_for("/api"), read_problem=read_problem, **values
        )

    return make


@pytest.fixture
def transport(make_transport: Callable[..., Transport]) -> Transport:
    return make_transport()


@pytest.fixture
def deadline() -> Iterator[Callable[[float], None]]:
    """Set ``context.deadline``, an instant of ``time.monotonic()``."""
    token = context.deadline.set(None)
    yield lambda instant: context.deadline.set(instant) and None
    context.deadline.reset(token)


@pytest.fixture
def self_signed_server(tmp_path: Path) -> Iterator[str]:
    """An https server that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = tmp_path / "server.pem"
    pem.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(pem)
    with HTTPServer(host="127.0.0.1", port=0, ssl_context=tls) as server:
        yield server.url_for("").rstrip("/")
