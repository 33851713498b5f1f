"""Calls to an OpenID provider: bounded in time and size, no redirect followed."""

from __future__ import annotations

import time
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError

from portal.accounts.oidc.answers import ProviderAway
from portal.backends.answers import read_body
from portal.backends.errors import Unavailable
from portal.backends.json_body import JSON, UnreadableBody, parse

CONNECT_SECONDS = 3.05
READ_SECONDS = 5.0


class BoundedAdapter(HTTPAdapter):
    """Reads the whole answer at once, within limits, instead of as long and as much as comes."""

    def send(self, request: requests.PreparedRequest, *_args: Any, **_options: Any) -> Any:
        give_up_at = time.monotonic() + CONNECT_SECONDS + READ_SECONDS
        request.headers["Accept-Encoding"] = "identity"
        try:
            response = super().send(request, stream=True, timeout=(CONNECT_SECONDS, READ_SECONDS))
            try:
                response._content = read_body(response.raw, give_up_at)
            finally:
                response.raw.close()
        except (requests.RequestException, HTTPError, Unavailable) as error:
            # Not chained: its text and its request hold the code and the client's secret.
            raise ProviderAway(f"no answer ({type(error).__name__})") from None
        return response


def prepare(session: requests.Session) -> None:
    """Make a session one for providers: without .netrc and proxies."""
    session.trust_env = False
    for prefix in ("https://", "http://"):
        session.mount(prefix, BoundedAdapter(max_retries=0))


def get_object(url: str, token: str = "") -> dict[str, JSON]:
    """A JSON object. Raises: ProviderAway."""
    headers = {"Accept": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    with requests.Session() as session:
        prepare(session)
        response = session.get(url, headers=headers, allow_redirects=False)
    if response.status_code != 200:
        raise ProviderAway(f"answered {response.status_code}")
    return object_in(response)


def object_in(response: requests.Response) -> dict[str, JSON]:
    """Raises: ProviderAway."""
    try:
        body = parse(response.content)
    except UnreadableBody as error:
        raise ProviderAway(f"unreadable answer: {error}") from None
    if not isinstance(body, dict):
        raise ProviderAway("answered with something else than an object")
    return body
