"""What the owner of an account is told of by mail, since it changes who gets in."""

from __future__ import annotations

from enum import StrEnum

from flask_babel import lazy_gettext as _l


class News(StrEnum):
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    APP_ADDED = "app_added"
    APP_REMOVED = "app_removed"
    CODES_RENEWED = "codes_renewed"
    CODE_USED = "code_used"


_IN_WORDS = {
    News.PASSKEY_ADDED: _l("A passkey was added to your account."),
    News.PASSKEY_REMOVED: _l("A passkey was removed from your account."),
    News.APP_ADDED: _l("An authenticator app was set up for your account."),
    News.APP_REMOVED: _l("The authenticator app was removed from your account."),
    News.CODES_RENEWED: _l("New recovery codes were made for your account."),
    News.CODE_USED: _l("One of your recovery codes was used."),
}


def in_words(news: News) -> str:
    return str(_IN_WORDS[news])
