"""The tags of the audit log. A tag is never renamed: old rows keep theirs."""

from __future__ import annotations

from enum import StrEnum


class Event(StrEnum):
    # Sign-in
    SIGN_IN_REQUESTED = "sign_in:requested"
    SIGN_IN_LIMITED = "sign_in:limited"
    SIGN_IN_FAILED = "sign_in:failed"
    SESSION_STARTED = "session:started"
    SESSION_ENDED = "session:ended"
    SESSION_REVOKED = "session:revoked"
    SESSION_EXPIRED = "session:expired"

    # What opens an account besides its mail
    PROVIDER_LINKED = "provider:linked"
    PASSKEY_ADDED = "passkey:added"
    PASSKEY_REMOVED = "passkey:removed"
    PASSKEY_REFUSED = "passkey:refused"
    AUTHENTICATOR_APP_ADDED = "authenticator_app:added"
    AUTHENTICATOR_APP_REMOVED = "authenticator_app:removed"
    RECOVERY_CODES_MADE = "recovery_codes:made"
    RECOVERY_CODE_USED = "recovery_code:used"
    PERSONAL_ADDRESS_ASKED = "personal_address:asked"
    PERSONAL_ADDRESS_GIVEN = "personal_address:given"
    PERSONAL_ADDRESS_FAILED = "personal_address:failed"
    PERSONAL_ADDRESS_LIMITED = "personal_address:limited"
    PERSONAL_ADDRESS_REMOVED = "personal_address:removed"

    # A second factor after the mail
    SECOND_STEP_ASKED = "second_step:asked"
    SECOND_STEP_FAILED = "second_step:failed"
    SECOND_STEP_LIMITED = "second_step:limited"

    # What an operator did at the command line
    OPERATOR_FOUND = "operator:found"
    OPERATOR_SIGNED_OUT = "operator:signed_out"
    OPERATOR_RESET_FACTORS = "operator:reset_factors"

    # A fresh proof before an act that needs one
    STEP_UP_ASKED = "step_up:asked"
    STEP_UP_PROVEN = "step_up:proven"
    STEP_UP_FAILED = "step_up:failed"
    STEP_UP_LIMITED = "step_up:limited"
    STEP_UP_USED = "step_up:used"

    # Worker-scoped tokens
    TOKEN_MINTED = "token:minted"  # noqa: S105
    TOKEN_REVOKED = "token:revoked"  # noqa: S105

    # The wall
    FOREIGN_OBJECT_BLOCKED = "foreign_object:blocked"
    FOREIGN_OBJECT_ASKED_FOR = "foreign_object:asked_for"
    """An id that is not in the worker's own list: a stale link, or somebody trying."""

    # Every write, step by step
    ACTION_RECEIVED = "action:received"
    ACTION_ACCEPTED = "action:accepted"
    ACTION_CHECKING = "action:checking"
    ACTION_SENT_AGAIN = "action:sent_again"
    ACTION_REFUSED = "action:refused"
    ACTION_UNSENT = "action:unsent"

    # What an accepted write did
    TIME_OFF_SUBMITTED = "time_off:submitted"
    TIME_OFF_CANCELLED = "time_off:cancelled"
    TIME_OFF_APPROVED = "time_off:approved"
    TIME_OFF_REJECTED = "time_off:rejected"
    PROFILE_CHANGED = "profile:changed"
    PERSONAL_EMAIL_CHANGED = "personal_email:changed"
    DOCUMENT_UPLOADED = "document:uploaded"
    DOCUMENT_ACKNOWLEDGED = "document:acknowledged"
    AMENDMENT_REQUESTED = "amendment:requested"
    AMENDMENT_SIGNED = "amendment:signed"
    AMENDMENT_DRAFTED = "amendment:drafted"
    AMENDMENT_CHANGED = "amendment:changed"
    AMENDMENT_CONFIRMED = "amendment:confirmed"
    AMENDMENT_ACCEPTED = "amendment:accepted"
    AMENDMENT_CANCELLED = "amendment:cancelled"
    RESIGNATION_SUBMITTED = "resignation:submitted"
    RESIGNATION_LETTER_SIGNED = "resignation_letter:signed"
    RESIGNATION_ACCEPTED = "resignation:accepted"
    RESIGNATION_DECLINED = "resignation:declined"

    # What was shown and agreed to before a signature
    DOCUMENT_READ = "document:read"
    SIGNATURE_CONSENTED = "signature:consented"

    # Everything of one worker in one file
    EXPORT_BEGUN = "export:begun"
    EXPORT_ENDED = "export:ended"

    # Somebody waits
    TIME_OFF_NUDGED = "time_off:nudged"

    # Somebody stands in for a manager
    SUBSTITUTE_NAMED = "substitute:named"
    SUBSTITUTE_ACCEPTED = "substitute:accepted"
    SUBSTITUTE_DECLINED = "substitute:declined"
    SUBSTITUTE_ENDED = "substitute:ended"
    DECIDED_FOR = "decision:for_somebody"
    """On whose behalf a decision is about to be sent; what came of it is told by its action."""

    # A secret address
    CALENDAR_FEED_MADE = "calendar_feed:made"
    CALENDAR_FEED_REVOKED = "calendar_feed:revoked"
