"""The page that asks for a proof."""

from __future__ import annotations

from flask import abort, redirect
from flask.typing import ResponseReturnValue

from portal.accounts.current import current_session, worker_page
from portal.accounts.parts import accounts
from portal.accounts.step_up.asking import proof_page
from portal.accounts.step_up.forms import ProofForm
from portal.accounts.views import bp


@bp.get("/proof/<id:proof_id>")
@worker_page()
def proof(proof_id: str) -> ResponseReturnValue:
    """Sends nothing and proves nothing: its form goes to the view that asked."""
    asked = accounts().proofs.find(proof_id)
    signed_in = current_session()
    if asked is None or asked.account_id != signed_in.account_id:
        abort(404)
    if asked.session_id != signed_in.session_id:
        return redirect(asked.path, 303)  # Signed in anew since: it begins again there.
    form = ProofForm(None)
    return proof_page(form, asked.act, asked.path, asked.values, asked.stage, proof_id=proof_id)
