"""A person's browser at the real provider."""

from __future__ import annotations

from dataclasses import dataclass, field

import requests
from bs4 import BeautifulSoup


@dataclass
class RealProvider:
    issuer: str
    browser: requests.Session = field(default_factory=requests.Session)

    def new_person(self) -> None:
        """Somebody else sits down at the machine."""
        self.browser.close()
        self.browser = requests.Session()

    def sign_in(self, url: str, name: str) -> str:
        """Follow the portal's way there, sign in, and say where the browser is sent back to."""
        answer = self._go(url)
        while answer.status_code == 200:
            form = BeautifulSoup(answer.text, "html.parser").find("form")
            assert form is not None, answer.text
            values = {
                str(one["name"]): str(one.get("value", ""))
                for one in form.find_all("input")
                if one.get("name")
            }
            action = str(form["action"])
            answer = self._follow(
                self.browser.post(
                    action,
                    data={**values, "login": name, "password": "any"},
                    allow_redirects=False,
                    timeout=10,
                )
            )
        return answer.headers["Location"]

    def decline(self, url: str) -> str:
        """Follow the portal's way there, and stop."""
        page = self._go(url)
        link = BeautifulSoup(page.text, "html.parser").find("a", string="[ Cancel ]")
        assert link is not None, page.text
        return self._go(str(link["href"])).headers["Location"]

    def _go(self, url: str) -> requests.Response:
        return self._follow(self.browser.get(url, allow_redirects=False, timeout=10))

    def _follow(self, answer: requests.Response) -> requests.Response:
        """Redirects within the provider; the one that leaves it is the answer."""
        while answer.is_redirect:
            target = requests.compat.urljoin(answer.url, answer.headers["Location"])
            if not target.startswith(self.issuer):
                break
            answer = self.browser.get(target, allow_redirects=False, timeout=10)
        return answer
