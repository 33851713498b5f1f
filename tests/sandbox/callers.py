"""Who calls the sandbox's APIs in these tests."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import requests


@dataclass
class Caller:
    """Somebody with a token, below one base address."""

    base_url: str
    token: str | None
    session: requests.Session = field(default_factory=requests.Session)

    def __call__(self, method: str, path: str, **options: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        headers |= options.pop("headers", {})
        return self.session.request(
            method, self.base_url + path, headers=headers, timeout=10, **options
        )

    def get(self, path: str, **options: Any) -> requests.Response:
        return self("GET", path, **options)

    def post(self, path: str, data: Any = None, **options: Any) -> requests.Response:
        """POST `{"data": data}`, or what `options` say."""
        body = {} if data is None else {"json": {"data": data}}
        return self("POST", path, **body, **options)

    def patch(self, path: str, data: Any, **options: Any) -> requests.Response:
        return self("PATCH", path, json={"data": data}, **options)

    def delete(self, path: str, **options: Any) -> requests.Response:
        return self("DELETE", path, **options)


People = dict[str, dict[str, Any]]
SignIn = Callable[[str], Caller]
