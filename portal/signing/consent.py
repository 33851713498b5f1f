"""What somebody agrees to before a typed name counts as a signature.

A text once agreed to is never changed: a new wording gets a new version.
"""

from __future__ import annotations

from dataclasses import dataclass

from babel.support import LazyProxy
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l

from portal.audit import Event, record
from portal.gateway.worker import WorkerGateway
from portal.services import services


@dataclass(frozen=True, slots=True)
class Consent:
    version: str
    text: LazyProxy


CURRENT = Consent(
    version="1",
    text=_l(
        "I have read the document. I agree to sign it electronically: the name I type is my "
        "signature, and it binds me as my signature by hand would."
    ),
)


def note_consent(worker: WorkerGateway, object_id: str) -> None:
    """Keep that the worker agreed to the current text, in which language, for this signature.

    Raises: StorageUnavailable.
    """
    with services().database.begin() as session:
        record(
            session,
            Event.SIGNATURE_CONSENTED,
            account_id=worker.account_id,
            backend=worker.backend.name,
            object_id=object_id,
            version=CURRENT.version,
            language=str(get_locale()),
        )
