"""The portal as passkeys know it: by the name in its address."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from portal.settings import Settings

_PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True)
class Site:
    rp_id: str
    origin: str
    name: str
    """What the browser's own window calls it."""


def site_of(settings: Settings) -> Site | None:
    """None where the address has no name but a number: browsers make no passkeys for those."""
    parts = urlsplit(settings.base_url)
    host = (parts.hostname or "").rstrip(".")
    try:
        ip_address(host)
    except ValueError:
        port = "" if parts.port in (None, _PORTS[parts.scheme]) else f":{parts.port}"
        return Site(host, f"{parts.scheme}://{host}{port}", settings.brand)
    return None
