"""The manager's API at Deel, one part a subject."""

from portal.backends.deel.manager.amendments import TeamAmendments
from portal.backends.deel.manager.people import People
from portal.backends.deel.manager.resignations import TeamResignations
from portal.backends.deel.manager.time_off import TeamTimeOff


class DeelManager(People, TeamTimeOff, TeamAmendments, TeamResignations):
    """A ``contract.ManagerAPI``."""
