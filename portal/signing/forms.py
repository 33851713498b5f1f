"""The part of a form that makes it a signature."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField
from wtforms.validators import AnyOf, DataRequired

from portal.backends.errors import Unavailable
from portal.gateway.worker import WorkerGateway
from portal.signing.consent import CURRENT
from portal.signing.names import is_name_of, names_of
from portal.web.fields import LineField
from portal.web.forms import KeyedForm
from portal.web.readings import failure_text

NAME_LIMIT = 200


class SignatureForm(KeyedForm):
    """A typed name and the consent to sign with it."""

    consent_version = HiddenField(
        default=CURRENT.version,
        validators=[AnyOf([CURRENT.version], _l("The text you agree to has changed: read it."))],
    )
    consent = BooleanField(
        CURRENT.text, [DataRequired(_l("Without agreeing to it, you can't sign here."))]
    )
    signature = LineField(
        _l("Your full name"), NAME_LIMIT, missing=_l("Type your full name to sign.")
    )

    def is_signed_by(self, worker: WorkerGateway) -> bool:
        """Whether the typed name is the worker's own; else the form says whose it has to be."""
        try:
            names = names_of(worker.person())
        except Unavailable as error:
            why = failure_text(error, worker.backend.label)
            self.fail(_("Nothing was signed. %(why)s", why=why))
            return False
        if is_name_of(self.signature.data, names):
            return True
        name = names[0] if names else worker.identity.name
        self.fail(
            _("Type your name as it stands in your contract: %(name)s.", name=name), "signature"
        )
        return False

    def ask_again(self) -> None:
        """The consent has to be given anew: for the text that is current, unticked."""
        self.consent_version.data = CURRENT.version
        self.consent.data = False
