"""Deel's endpoints, one short method each; answers are checked where they arrive.

Written from the pages below developer.deel.com/api/reference/endpoints and
developer.deel.com/api/embedded/eor-worker-self-service, as hr-apis/deel.md has them; each
method names its section there.
"""

from portal.backends.deel.client.agreements import AgreementEndpoints
from portal.backends.deel.client.offboarding import OffboardingEndpoints
from portal.backends.deel.client.papers import PaperEndpoints
from portal.backends.deel.client.people import PeopleEndpoints
from portal.backends.deel.client.time_off import TimeOffEndpoints


class DeelClient(
    PeopleEndpoints, PaperEndpoints, TimeOffEndpoints, AgreementEndpoints, OffboardingEndpoints
):
    """All of them, with the tokens of one caller."""
