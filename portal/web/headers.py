"""Security headers of every answer. Source: OWASP ASVS 5.0, 3.4 and 14.3."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask, Response
from secure import Secure
from secure.headers import (
    CrossOriginOpenerPolicy,
    CrossOriginResourcePolicy,
    PermissionsPolicy,
    ReferrerPolicy,
    StrictTransportSecurity,
    XContentTypeOptions,
)

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; frame-src 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
PDF_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
"""Browsers' PDF viewers style themselves and refuse to run in a sandbox."""
IMAGE_POLICY = "default-src 'none'; frame-ancestors 'self'; sandbox"

_POWERS = ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")


def init_headers(app: Flask, *, secure: bool) -> None:
    """Add the headers to every answer; a view may set its own policy or caching beforehand."""
    headers = _headers(secure=secure)

    @app.after_request
    def add(response: Response) -> Response:
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        policy = response.headers.setdefault("Content-Security-Policy", PAGE_POLICY)
        framed = "SAMEORIGIN" if "frame-ancestors 'self'" in policy else "DENY"
        response.headers.setdefault("X-Frame-Options", framed)
        response.headers.setdefault("Cache-Control", "no-store")
        response.vary.update(("Cookie", "HX-Request"))
        return response


def _headers(*, secure: bool) -> Mapping[str, str]:
    permissions = PermissionsPolicy()
    for power in _POWERS:
        permissions.add_directive(power)
    return Secure(
        coop=CrossOriginOpenerPolicy().same_origin(),
        corp=CrossOriginResourcePolicy().same_origin(),
        # `no-referrer` would make the CSRF check refuse every POST over HTTPS.
        referrer=ReferrerPolicy().same_origin(),
        permissions=permissions,
        xcto=XContentTypeOptions().nosniff(),
        hsts=StrictTransportSecurity().max_age(31_536_000).include_subdomains() if secure else None,
    ).headers
