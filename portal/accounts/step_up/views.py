"""The page that asks for a proof."""

from __future__ import annotations

from flask import abort, redirect
from flask.typing import ResponseReturnValue

from portal.accounts.current import current_session, worker_page
from portal.accounts.factors.answers import passkey_options, too_late
from portal.accounts.parts import accounts
from portal.accounts.step_up.asking import PURPOSE, proof_page
from portal.accounts.step_up.terms import Stage
from portal.accounts.views import bp


@bp.get("/proof/<id:proof_id>")
@worker_page(leavers=True)
def proof(proof_id: str) -> ResponseReturnValue:
    """Sends nothing and proves nothing: its form goes to the view that asked."""
    asked = accounts().proofs.find(proof_id)
    signed_in = current_session()
    if asked is None or asked.account_id != signed_in.account_id:
        abort(404)
    if asked.session_id != signed_in.session_id:
        return redirect(asked.path, 303)  # Signed in anew since: it begins again there.
    return proof_page(asked.act, asked.path, asked.values, asked.stage, proof_id=proof_id)


@bp.post("/proof/<id:proof_id>/passkey")
@worker_page(leavers=True)
def proof_options(proof_id: str) -> ResponseReturnValue:
    """What a passkey of this account signs for this proof."""
    asked = accounts().proofs.find(proof_id)
    signed_in = current_session()
    if asked is None or asked.session_id != signed_in.session_id:
        abort(404)
    if asked.stage is not Stage.WAITING:
        return too_late()
    account_id = signed_in.account_id
    return passkey_options(
        lambda passkeys: passkeys.ask(
            PURPOSE, signed_in.session_id, proof_id, account_id=account_id
        )
    )
