"""Files live at addresses that an HR system's answer names: only public ones are called."""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any
from urllib.parse import urlsplit

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPSConnection
from urllib3.connectionpool import HTTPSConnectionPool
from urllib3.exceptions import NewConnectionError

_NAT64 = IPv6Network("64:ff9b::/96")


def origin(url: str) -> tuple[str, str, int | None]:
    """Scheme, host and port. Raises: ValueError."""
    parts = urlsplit(url)
    port = parts.port or {"https": 443, "http": 80}.get(parts.scheme)
    return parts.scheme, parts.hostname or "", port


def is_public_url(url: str) -> bool:
    """Whether this is plain https to a host; ``PublicOnlyAdapter`` then looks at its address."""
    try:
        parts = urlsplit(url)
        scheme, host, port = origin(url)
    except ValueError:
        return False
    return scheme == "https" and bool(host) and port == 443 and "@" not in parts.netloc


def is_public_address(text: str) -> bool:
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return all(
        each.is_global
        and not each.is_multicast
        and not (isinstance(each, IPv6Address) and each in _NAT64)
        for each in _with_embedded(address)
    )


def _with_embedded(address: IPv4Address | IPv6Address) -> list[IPv4Address | IPv6Address]:
    """The address and those it stands for: a tunnel leads to the inner one."""
    if isinstance(address, IPv4Address):
        return [address]
    if address.ipv4_mapped:
        return [address.ipv4_mapped]
    inner = [address.sixtofour, *(address.teredo or ())]
    return [address, *(each for each in inner if each)]


class NotPublic(NewConnectionError):
    """The peer's address is a private one."""


class _PublicHTTPSConnection(HTTPSConnection):
    """Looks at the peer it is really connected to, before TLS and before a byte is sent: a name
    that changes its address between check and use gains nothing."""

    def _new_conn(self) -> socket.socket:
        sock = super()._new_conn()
        if not is_public_address(sock.getpeername()[0]):
            sock.close()
            raise NotPublic(self, "not a public address")
        return sock


class _PublicHTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _PublicHTTPSConnection


class PublicOnlyAdapter(HTTPAdapter):
    """Speaks https, and only with public addresses."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"https": _PublicHTTPSPool}
