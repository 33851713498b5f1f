"""The acts that ask for a proof of their own, and what pages and mails call them."""

from __future__ import annotations

from enum import StrEnum

from flask_babel import lazy_gettext as _l


class Act(StrEnum):
    SIGN_AMENDMENT = "sign_amendment"
    SUBMIT_RESIGNATION = "submit_resignation"
    SIGN_RESIGNATION_LETTER = "sign_resignation_letter"
    SHOW_PAY = "show_pay"
    CONFIRM_AMENDMENT = "confirm_amendment"
    ACCEPT_AMENDMENT = "accept_amendment"
    ADD_PASSKEY = "add_passkey"
    REMOVE_PASSKEY = "remove_passkey"
    ADD_APP = "add_app"
    REMOVE_APP = "remove_app"
    RENEW_RECOVERY_CODES = "renew_recovery_codes"
    GIVE_PERSONAL_ADDRESS = "give_personal_address"
    CHANGE_PERSONAL_EMAIL = "change_personal_email"
    DOWNLOAD_EVERYTHING = "download_everything"


_IN_WORDS = {
    Act.SIGN_AMENDMENT: _l("Signing a change to your contract"),
    Act.SUBMIT_RESIGNATION: _l("Handing in your resignation"),
    Act.SIGN_RESIGNATION_LETTER: _l("Signing your resignation letter"),
    Act.SHOW_PAY: _l("Showing your pay"),
    Act.CONFIRM_AMENDMENT: _l("Sending a change to a contract on its way"),
    Act.ACCEPT_AMENDMENT: _l("Agreeing to a change to a contract for the employer"),
    Act.ADD_PASSKEY: _l("Adding a passkey"),
    Act.REMOVE_PASSKEY: _l("Removing a passkey"),
    Act.ADD_APP: _l("Setting up an authenticator app"),
    Act.REMOVE_APP: _l("Removing the authenticator app"),
    Act.RENEW_RECOVERY_CODES: _l("Making new recovery codes"),
    Act.GIVE_PERSONAL_ADDRESS: _l("Giving a personal address to sign in with"),
    Act.CHANGE_PERSONAL_EMAIL: _l("Changing your personal e-mail"),
    Act.DOWNLOAD_EVERYTHING: _l("Downloading all your payslips and documents"),
}


def in_words(act: Act) -> str:
    return str(_IN_WORDS[act])
