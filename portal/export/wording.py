"""What stands in the zip in words. Made before it is sent: while it is, no language is known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.backends.types import DocumentGroup
from portal.export.archive import Missing, Reason
from portal.web.formats import instant_text

FOLDERS = {
    DocumentGroup.COMPLIANCE: _l("Papers you handed in"),
    DocumentGroup.CONTRACT: _l("Contract"),
    DocumentGroup.TAX: _l("Tax"),
    DocumentGroup.HR_LETTER: _l("HR letters"),
    DocumentGroup.HR_DOCUMENT: _l("From your HR team"),
}


def note_for(source: str) -> Callable[[Sequence[Missing]], tuple[str, str]]:
    """Name and text of the list of what is missing, in the language of now."""
    name = _("What is missing")
    reasons = {
        Reason.NOT_ANSWERING: _("%(source)s did not answer properly", source=source),
        Reason.BUSY: _("too many people were using %(source)s", source=source),
        Reason.BROKE_OFF: _("it broke off half-way, or was too large"),
        Reason.NOT_HANDED_OUT: _("%(source)s lists it but does not hand it out", source=source),
        Reason.GONE: _("%(source)s does not have it any more", source=source),
        Reason.NO_FILE: _("%(source)s sent no file for it", source=source),
    }
    begin = [
        _("Not everything is in here. This could not be fetched:"),
        "",
    ]
    end = [
        "",
        _("Download everything again later, or open these one by one."),
        _("Your HR team can send you what is listed but not handed out."),
        "",
        _("Begun %(when)s", when=instant_text(datetime.now(UTC))),
    ]

    def note(missing: Sequence[Missing]) -> tuple[str, str]:
        lines = [f"- {_place(one)}: {reasons[one.reason]}" for one in missing]
        return name, "\r\n".join([*begin, *lines, *end, ""])

    return note


def _place(missing: Missing) -> str:
    return " / ".join((*missing.folder, missing.title))
