"""The reader's language and formats, and the worker's own "today"."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale, UnknownLocaleError
from babel.core import get_global, negotiate_locale
from babel.support import Translations
from flask import Flask, g, request
from flask_babel import Babel, force_locale, get_locale, get_translations

TRANSLATIONS = Path(__file__).parent.parent / "translations"
KEPT = ("translations", "format_locale")
"""What is looked up once for a reader, by its name in ``g``."""


def init_locale(app: Flask) -> None:
    """Choose texts among our catalogs and formats by the browser's language."""
    catalogs = _catalogs()
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(TRANSLATIONS)
    app.config["BABEL_DEFAULT_LOCALE"] = "en"
    Babel(app, locale_selector=lambda: _chosen(catalogs))

    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: _translations().ugettext(text),
        lambda one, many, count: _translations().ungettext(one, many, count),
        newstyle=True,
    )
    app.jinja_env.globals["_"] = app.jinja_env.globals["gettext"]

    @app.context_processor
    def names() -> dict[str, str]:
        locale = get_locale() or Locale("en")
        return {"current_locale": locale.language, "text_direction": locale.text_direction}


@contextmanager
def in_language(language: str) -> Iterator[None]:
    """Texts and formats for another reader than the one of this context."""
    own = {name: g.pop(name) for name in KEPT if name in g}
    try:
        with force_locale(language):
            yield
    finally:
        for name in KEPT:
            g.pop(name, None)
        for name, value in own.items():
            setattr(g, name, value)


def _chosen(catalogs: list[str]) -> str:
    """The reader's first language that we have; English for ``en-GB`` before German for ``de``."""
    wanted = [tag for tag, quality in request.accept_languages if quality > 0]
    return negotiate_locale(wanted, catalogs, sep="-") or "en"


def _translations() -> Translations:
    """Those of this request, looked up once and not for each text of a page."""
    found: Translations | None = g.get("translations")
    if found is None:
        found = g.translations = get_translations()
    return found


def format_locale() -> Locale:
    """Formats follow the browser even where the texts have no translation (en-IE, de-AT …)."""
    locale: Locale | None = g.get("format_locale")
    if locale is None:
        locale = g.format_locale = _format_locale()
    return locale


def _format_locale() -> Locale:
    texts = get_locale() or Locale("en")
    for tag, _quality in request.accept_languages:
        try:
            locale = Locale.parse(tag, sep="-")
        except (ValueError, UnknownLocaleError):
            continue
        # A German date inside an English sentence reads worse than an English one.
        if locale.language == texts.language:
            return locale
    return Locale("en", "GB") if texts.language == "en" else texts


def today_of(time_zone: str, country: str) -> date:
    """The worker's calendar date now, from the IANA ``time_zone`` or else the ``country``."""
    return datetime.now(zone_of(time_zone, country)).date()


def zone_of(time_zone: str, country: str) -> ZoneInfo:
    """That of the IANA name, or else of the country's first place, or else UTC."""
    names = [time_zone] if time_zone else []
    names += get_global("territory_zones").get(country.upper(), [])[:1]
    for name in [*names, "UTC"]:
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError):
            continue
    raise AssertionError("UTC is always there")


def _catalogs() -> list[str]:
    found = [path.parent.parent.name for path in TRANSLATIONS.glob("*/LC_MESSAGES/messages.mo")]
    return ["en", *sorted(found)]
