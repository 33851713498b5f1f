from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from babel.messages.catalog import Catalog
from flask import Flask
from flask.testing import FlaskClient

from portal.backends.types import Money
from portal.web import formats
from portal.web.locale import in_language
from tests.conftest import PUBLIC_URL
from tests.support.catalogs import FOLDER, ROOT, faults_of, read
from tests.support.mails import MailFolder
from tests.support.mails import text_of as mail_text_of
from tests.support.pages import form_of, soup, text_of
from tests.support.people import JANA

GERMAN = {"Accept-Language": "de-DE,de;q=0.9,en;q=0.5"}
TEXT = "%(name)s has %(left)s"


@pytest.mark.parametrize("languages", ["de", "de-AT", "sv, de;q=0.8, en;q=0.2", "de-CH,de;q=0.9"])
def test_german_reader_gets_german_pages(client: FlaskClient, languages: str) -> None:
    answer = client.get("/sign-in", headers={"Accept-Language": languages})
    page = soup(answer)
    assert page.html["lang"] == "de"
    assert page.h1.get_text(strip=True) == "Anmelden"
    assert "Ihre E-Mail-Adresse" in text_of(answer)


@pytest.mark.parametrize("languages", ["en-GB, de;q=0.9", "xx", "sv", "", "*"])
def test_anybody_else_gets_english_pages(client: FlaskClient, languages: str) -> None:
    page = soup(client.get("/sign-in", headers={"Accept-Language": languages}))
    assert page.html["lang"] == "en"
    assert page.h1.get_text(strip=True) == "Sign in"


def test_german_formats(app: Flask) -> None:
    with app.test_request_context(base_url=PUBLIC_URL, headers=GERMAN):
        assert formats.long_date(date(2028, 2, 29)) == "29. Februar 2028"
        assert formats.date_range(date(2028, 2, 29), date(2028, 3, 2)) == (
            "29. Feb. bis 2. März 2028"
        )
        assert formats.money(Money(Decimal("1234.5"), "EUR")) == "1.234,50\N{NO-BREAK SPACE}€"


def test_another_readers_language_is_for_a_while(app: Flask) -> None:
    def shown() -> tuple[str, str]:
        text = app.jinja_env.from_string('{{ _("Sign in") }}').render()
        return text, formats.long_date(date(2028, 2, 29))

    german, english = ("Anmelden", "29. Februar 2028"), ("Sign in", "29 February 2028")
    with app.test_request_context(base_url=PUBLIC_URL, headers={"Accept-Language": "de"}):
        assert shown() == german
        with in_language("en"):
            assert shown() == english
            with in_language("de"):
                assert shown() == german
            assert shown() == english
        assert shown() == german


def test_no_text_stands_within_an_f_string(subtests: pytest.Subtests) -> None:
    """The extractor does not look into those, so such a text would stay English."""
    for path in sorted((ROOT / "portal").rglob("*.py")):
        with subtests.test(path=path.name):
            assert not re.search(r"""\bf["'].*\{n?_l?(gettext)?\(""", path.read_text())


def test_form_errors_are_german(client: FlaskClient) -> None:
    form = form_of(client.get("/sign-in", headers=GERMAN))
    answer = client.post("/sign-in", data={**form, "email": "jana"}, headers=GERMAN)
    assert answer.status_code == 422
    assert "Es gibt ein Problem" in text_of(answer)


def test_mail_speaks_the_language_of_who_asked(client: FlaskClient, mails: MailFolder) -> None:
    form = form_of(client.get("/sign-in", headers=GERMAN))
    client.post("/sign-in", data={**form, "email": JANA}, headers=GERMAN)
    mail = mails.last(JANA)
    assert mail["Subject"].startswith("Anmeldung bei")
    assert "Ihr Code für die Anmeldung" in mail_text_of(mail)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*/LC_MESSAGES/*.po")), ids=str)
def test_catalog_is_complete_and_keeps_every_placeholder(path) -> None:
    catalog = read(path, path.parent.parent.name)
    assert list(faults_of(catalog, read(FOLDER / "messages.pot"))) == []


@pytest.mark.parametrize(
    ("translation", "flags", "fault"),
    [
        ("%(name)s hat %(left)s", [], None),
        ("", [], "no translation"),
        ("%(name)s hat %(left)s", ["fuzzy"], "fuzzy"),
        ("%(name)s hat", [], "other placeholders"),
        ("%(name)s hat %(links)s", [], "other placeholders"),
    ],
)
def test_catalog_check_finds_what_is_wrong(
    translation: str, flags: list[str], fault: str | None
) -> None:
    template, catalog = Catalog(), Catalog(locale="de")
    template.add(TEXT)
    catalog.add(TEXT, translation, flags=[*flags, "python-format"])
    found = "\n".join(faults_of(catalog, template))
    assert fault in found if fault else not found


def test_catalog_check_finds_missing_and_obsolete_texts() -> None:
    template, catalog = Catalog(), Catalog(locale="de")
    template.add("New")
    catalog.add("Old", "Alt")
    assert len(list(faults_of(catalog, template))) == 2
