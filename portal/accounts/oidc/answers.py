"""What comes of asking a provider. Apart from the rest, which needs Authlib's 4 MB."""

from __future__ import annotations

from dataclasses import dataclass


class ProviderAway(Exception):
    """The provider gave no usable answer. The text holds nothing of what was sent or came back."""


class NotTrusted(Exception):
    """The text says which check failed, and nothing of the token."""


@dataclass(frozen=True)
class Claims:
    issuer: str
    subject: str
    email: str
    """Empty unless the provider vouches for it."""
    acr: str
    groups: tuple[str, ...] = ()
    """That the provider says they are in; empty where it says nothing of groups."""
