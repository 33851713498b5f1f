"""Sign-in, and proof of who is there, at an OpenID provider (OpenID Connect Core 1.0)."""
