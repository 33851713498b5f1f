"""The client whose people these are."""

ORGANIZATION_ID = 40127
ORGANIZATION_NAME = "Acme Robotics"
CLIENT_PROFILE_ID = "6f1c1f0e-5a0b-4c39-9d55-2f8c3f0b7a11"
"""The client user who reviews, for fields that name a requester of the client's side."""
