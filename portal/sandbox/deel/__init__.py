"""Deel's API as hr-apis/deel.md describes it, mounted at `/deel/rest/v2`."""

from flask import Blueprint

from portal.sandbox.deel import (
    additional_information,
    amendments,
    benefits,
    compliance,
    contracts,
    documents,
    offboarding,
    payslips,
    people,
    sessions,
    time_off,
)
from portal.sandbox.deel.pipeline import Pipeline
from portal.sandbox.state import Sandbox

PREFIX = "/deel/rest/v2"

MODULES = (
    sessions.endpoints,
    people.endpoints,
    contracts.endpoints,
    payslips.endpoints,
    documents.endpoints,
    benefits.endpoints,
    compliance.endpoints,
    additional_information.endpoints,
    time_off.endpoints,
    amendments.endpoints,
    offboarding.endpoints,
)

OPERATIONS = frozenset(endpoint.operation for endpoints in MODULES for endpoint in endpoints)
"""What a fault can be switched on for."""


def blueprint(sandbox: Sandbox) -> Blueprint:
    """All endpoints of all modules."""
    routes = Blueprint("deel", __name__, url_prefix=PREFIX)
    pipeline = Pipeline(sandbox)
    for endpoints in MODULES:
        for endpoint in endpoints:
            pipeline.mount(routes, endpoint)
    return routes
