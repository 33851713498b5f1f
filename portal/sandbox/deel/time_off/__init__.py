"""Time off (hr-apis/deel.md section 3)."""

from portal.sandbox.deel.endpoint import Endpoint
from portal.sandbox.deel.time_off import lists, policies, requests, reviews

endpoints: tuple[Endpoint, ...] = (
    *policies.endpoints,
    *lists.endpoints,
    *requests.endpoints,
    *reviews.endpoints,
)
