from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from portal.accounts.demo import FILE_NAME
from portal.settings import Settings
from tests.accounts.office import ANA, BEN
from tests.support.mails import MailFolder
from tests.support.pages import form_of, soup, text_of


@pytest.fixture
def demo(environment: dict[str, str]) -> None:
    environment["PORTAL_DEMO"] = "1"


@pytest.mark.usefixtures("demo")
class TestInTheDemo:
    def test_sign_in_page_leads_to_the_mailbox(self, client: FlaskClient) -> None:
        page = soup(client.get("/sign-in"))
        assert page.find("a", href="/demo/mailbox") is not None
        assert "No mail yet" in text_of(client.get("/demo/mailbox"))

    def test_mails_are_listed_newest_first_and_opened(
        self,
        client: FlaskClient,
        ask,
        mails: MailFolder,
    ) -> None:
        ask(client, ANA.email)
        ask(client, BEN.email)
        listed = client.get("/demo/mailbox")
        rows = [link["href"] for link in soup(listed).select("main .row__link")]
        assert text_of(listed).index(BEN.email) < text_of(listed).index(ANA.email)
        opened = client.get(rows[1])
        assert mails.code(ANA.email)[:3] in text_of(opened)
        link = soup(opened).find("a", href=lambda href: "/sign-in/link/" in (href or ""))
        assert link is not None
        assert str(link["href"]).endswith(mails.sign_in_path(ANA.email))

    @pytest.mark.parametrize("name", ["nothing", "..", "%2e%2e", "a%00b", "a%2fb"])
    def test_what_is_no_mail_is_404(self, client: FlaskClient, name: str) -> None:
        assert client.get(f"/demo/mailbox/{name}").status_code == 404

    def test_invented_people_fill_the_form(self, client: FlaskClient, settings: Settings) -> None:
        (settings.data_dir / FILE_NAME).write_text(
            '[{"role": "manager", "email": "ana@office.example", "country": "ES"}]'
        )
        page = soup(client.get("/sign-in"))
        choice = page.find("a", string="ana@office.example")
        assert choice is not None
        assert "Manager · Spain" in page.get_text()
        assert form_of(client.get(str(choice["href"])))["email"] == "ana@office.example"


class TestElsewhere:
    @pytest.mark.parametrize("path", ["/demo/mailbox", "/demo/mailbox/x"])
    def test_there_is_no_mailbox(self, client: FlaskClient, path: str) -> None:
        assert client.get(path).status_code == 404

    def test_sign_in_page_names_neither_people_nor_mailbox(self, client: FlaskClient) -> None:
        shown = client.get("/sign-in?email=eve@evil.example")
        assert "demo" not in text_of(shown).lower()
        assert form_of(shown)["email"] == ""
