"""Who stands in for a manager, from when to when, and whether they have agreed."""

from portal.gateway.substitutes.models import Substitution, SubstitutionRow, SubstitutionState
from portal.gateway.substitutes.reading import (
    by_id,
    by_key,
    concerning,
    found,
    is_named,
    open_invitations,
    overlapping,
    running_for,
    running_of,
    stands_in,
)
from portal.gateway.substitutes.writing import answer, delete_old, end, name

__all__ = [
    "Substitution",
    "SubstitutionRow",
    "SubstitutionState",
    "answer",
    "by_id",
    "by_key",
    "concerning",
    "delete_old",
    "end",
    "found",
    "is_named",
    "name",
    "open_invitations",
    "overlapping",
    "running_for",
    "running_of",
    "stands_in",
]
