"""Every write of a worker, kept so that none is lost and none is done twice."""

from portal.gateway.ledger.action import Action, ActionKind, ActionState
from portal.gateway.ledger.ledger import Ledger
from portal.gateway.ledger.reconcile import reconcile_due

__all__ = ["Action", "ActionKind", "ActionState", "Ledger", "reconcile_due"]
