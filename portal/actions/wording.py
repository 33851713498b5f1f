"""The outcome of each kind of write in words, and where it leads on to."""

from __future__ import annotations

from dataclasses import dataclass

from babel.support import LazyProxy
from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.gateway.ledger import Action, ActionKind, ActionState
from portal.web.formats import short_date
from portal.web.writes import says


@dataclass(frozen=True, slots=True)
class Words:
    sent: LazyProxy
    """The heading once it is accepted."""
    next: LazyProxy
    """What happens next and who has it now."""
    what: LazyProxy
    """Its name within a sentence."""
    link: LazyProxy
    """Leads to the thing."""


_WORDS = {
    ActionKind.TIME_OFF_SUBMIT: Words(
        _l("Your request is with your employer"),
        _l("Your employer decides now. Until then you can withdraw it."),
        _l("your time-off request"),
        _l("Open the request"),
    ),
    ActionKind.TIME_OFF_CANCEL: Words(
        _l("Your request is withdrawn"),
        _l("Nobody has to answer it any more, and the days are yours to ask for again."),
        _l("the withdrawal of your time off"),
        _l("Open the request"),
    ),
    ActionKind.PROFILE_CHANGE: Words(
        _l("Your profile is changed"),
        _l("There is nothing left to do. Your employer sees the new details."),
        _l("the change to your profile"),
        _l("Open your profile"),
    ),
    ActionKind.PERSONAL_EMAIL_CHANGE: Words(
        _l("Your profile is changed"),
        _l("There is nothing left to do. Your employer sees the new details."),
        _l("the change to your profile"),
        _l("Open your profile"),
    ),
    ActionKind.DOCUMENT_UPLOAD: Words(
        _l("Your file has been handed in"),
        _l("It is reviewed now. The answer appears with the document."),
        _l("your file"),
        _l("Open the document"),
    ),
    ActionKind.DOCUMENT_ACKNOWLEDGE: Words(
        _l("You have confirmed the document"),
        _l("There is nothing left to do."),
        _l("your confirmation of the document"),
        _l("Open the document"),
    ),
    ActionKind.AMENDMENT_REQUEST: Words(
        _l("Your wish is with your employer"),
        _l("Your employer decides. If they agree, you get a document to read and sign."),
        _l("your wish for a change"),
        _l("Open the change"),
    ),
    ActionKind.AMENDMENT_SIGN: Words(
        _l("You have signed"),
        _l("There is nothing left for you to do. The change applies from its date."),
        _l("your signature"),
        _l("Open the change"),
    ),
    ActionKind.TEAM_AMENDMENT_DRAFT: Words(
        _l("The draft is there"),
        _l("Only the employer sees it. Look at old and new once more, then send it on its way."),
        _l("your draft of a change"),
        _l("Open the draft"),
    ),
    ActionKind.TEAM_AMENDMENT_CHANGE: Words(
        _l("The draft is changed"),
        _l("Only the employer sees it. Look at old and new once more, then send it on its way."),
        _l("your change to the draft"),
        _l("Open the draft"),
    ),
    ActionKind.TEAM_AMENDMENT_CONFIRM: Words(
        _l("The change is on its way"),
        _l("Whoever it is for is told by mail. The change itself says who has it now."),
        _l("your confirmation of the change"),
        _l("Open the change"),
    ),
    ActionKind.TEAM_AMENDMENT_ACCEPT: Words(
        _l("You have agreed for the employer"),
        _l("Whoever it is for is told by mail, and signs next where that is needed."),
        _l("your agreement to the change"),
        _l("Open the change"),
    ),
    ActionKind.TEAM_AMENDMENT_CANCEL: Words(
        _l("The change is taken back"),
        _l("The contract stays as it is. Whoever knew of the change is told by mail."),
        _l("the withdrawal of the change"),
        _l("See what waits"),
    ),
    ActionKind.RESIGNATION_SUBMIT: Words(
        _l("Your resignation is handed in"),
        _l("Your employer has it now: they look at your last day and your unused time off."),
        _l("your resignation"),
        _l("See how it goes on"),
    ),
    ActionKind.RESIGNATION_SIGN: Words(
        _l("You have signed the letter"),
        _l("There is nothing left to sign. The next step is with your employer and the HR team."),
        _l("your signature on the letter"),
        _l("See how it goes on"),
    ),
    ActionKind.TIME_OFF_APPROVE: Words(
        _l("You have approved time off"),
        _l("Whoever asked for it is told by mail and on this site."),
        _l("your approval"),
        _l("See what was decided"),
    ),
    ActionKind.TIME_OFF_REJECT: Words(
        _l("You have declined time off"),
        _l("Whoever asked for it is told by mail and on this site, with your reason."),
        _l("your answer"),
        _l("See what was decided"),
    ),
    ActionKind.RESIGNATION_ACCEPT: Words(
        _l("You have accepted the resignation"),
        _l(
            "Whoever handed it in is told by mail and on this site, and is asked there to sign the "
            "letter where that is needed. Then the last pay and the papers are prepared."
        ),
        _l("your answer to the resignation"),
        _l("See how it goes on"),
    ),
    ActionKind.RESIGNATION_DECLINE: Words(
        _l("You have declined the resignation"),
        _l(
            "Whoever handed it in is told by mail and on this site, with your reason. Talk to "
            "them: they may hand in another one."
        ),
        _l("your answer to the resignation"),
        _l("See how it stands"),
    ),
}
_TONE = {
    ActionState.ACCEPTED: "success",
    ActionState.REFUSED: "danger",
    ActionState.UNSENT: "warning",
}


def is_open(action: Action) -> bool:
    """Whether nobody knows the outcome yet."""
    return action.state in (ActionState.RECEIVED, ActionState.CHECKING)


def tone(action: Action) -> str:
    return _TONE.get(action.state, "info")


def state(action: Action) -> str:
    """In one or two words."""
    match action.state:
        case ActionState.ACCEPTED:
            return _("Accepted")
        case ActionState.REFUSED:
            return _("Refused")
        case ActionState.UNSENT:
            return _("Not sent")
        case _:
            return _("Checking")


def title(action: Action) -> str:
    return _capital(str(_WORDS[action.kind].what))


def remark(action: Action, source: str) -> str | None:
    """What a list says of it besides its state."""
    if action.message:
        return says(source, action.message)
    if action.by_hand:
        return _("Checked by hand")
    return _("The people who run this site have to look it up") if action.stuck else None


def heading(action: Action, source: str) -> str:
    words = _WORDS[action.kind]
    match action.state:
        case ActionState.ACCEPTED:
            return str(words.sent)
        case ActionState.REFUSED:
            return _("%(source)s did not accept %(what)s", source=source, what=str(words.what))
        case ActionState.UNSENT:
            return _("%(what)s was not sent", what=_capital(str(words.what)))
        case _:
            return _("We are checking %(what)s", what=str(words.what))


def outcome(action: Action) -> str:
    match action.state:
        case ActionState.ACCEPTED:
            return _("What happens next")
        case ActionState.REFUSED | ActionState.UNSENT:
            return _("Nothing was done")
        case _:
            return _("Not known yet")


def explanation(action: Action, source: str) -> str:
    """What happens next and who has it now; never more than is known."""
    match action.state:
        case ActionState.ACCEPTED:
            return str(_WORDS[action.kind].next)
        case ActionState.REFUSED:
            return _("Nothing was changed. You can look at it and try again.")
        case ActionState.UNSENT if action.by_hand:
            return _("Nothing was changed. You can send it again.")
        case ActionState.UNSENT:
            return _(
                "It certainly did not reach %(source)s, so nothing was changed. You can send it "
                "again.",
                source=source,
            )
        case _ if action.stuck:
            return _(
                "This site can't find out by itself whether it reached %(source)s. The people who "
                "run it can see that and look it up by hand; until then it is not sent again. If "
                "it is urgent, name them the reference below.",
                source=source,
            )
        case _:
            return _(
                "%(source)s took too long to answer, so nobody knows yet whether it arrived. This "
                "site has it now: it looks it up, and it will never be done twice. You can close "
                "this page.",
                source=source,
            )


def by_hand(action: Action, source: str) -> str:
    """How the outcome of such an action is known."""
    return _(
        "Checked by hand: this site could not find out by itself, so the people who run it looked "
        "it up in %(source)s on %(date)s.",
        source=source,
        date=short_date(action.updated_at.date()),
    )


def link_label(action: Action) -> str:
    if action.state is ActionState.ACCEPTED:
        return str(_WORDS[action.kind].link)
    return _("Go back to it")


def link_url(action: Action) -> str:
    """The page of the thing, or of all of its kind when there is no single one."""
    reference = action.reference if action.state is ActionState.ACCEPTED else ""
    match action.kind:
        case ActionKind.TIME_OFF_SUBMIT | ActionKind.TIME_OFF_CANCEL:
            if reference:
                return url_for("time_off.show", time_off_id=reference)
            return url_for("time_off.index")
        case ActionKind.PROFILE_CHANGE | ActionKind.PERSONAL_EMAIL_CHANGE:
            return url_for("profile.show")
        case ActionKind.DOCUMENT_UPLOAD | ActionKind.DOCUMENT_ACKNOWLEDGE:
            if reference:
                return url_for("documents.show", document_id=reference)
            return url_for("documents.index")
        case ActionKind.AMENDMENT_REQUEST | ActionKind.AMENDMENT_SIGN:
            if reference:
                return url_for("amendments.show", amendment_id=reference)
            return url_for("amendments.index")
        case (
            ActionKind.TEAM_AMENDMENT_DRAFT
            | ActionKind.TEAM_AMENDMENT_CHANGE
            | ActionKind.TEAM_AMENDMENT_CONFIRM
            | ActionKind.TEAM_AMENDMENT_ACCEPT
        ):
            if reference:
                return url_for("team.amendments.done", action_id=action.id)
            return url_for("team.amendments.index")
        case ActionKind.TEAM_AMENDMENT_CANCEL:
            # An HR system may not know it any more.
            return url_for("team.amendments.index")
        case ActionKind.RESIGNATION_SUBMIT | ActionKind.RESIGNATION_SIGN:
            return url_for("resignation.index")
        case ActionKind.TIME_OFF_APPROVE | ActionKind.TIME_OFF_REJECT:
            if reference:
                return url_for("team.time_off.decided", action_id=action.id)
            return url_for("team.time_off.index")
        case ActionKind.RESIGNATION_ACCEPT | ActionKind.RESIGNATION_DECLINE:
            if reference:
                return url_for("team.resignations.show", resignation_id=reference)
            return url_for("team.resignations.index")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
