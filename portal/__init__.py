"""A worker self-service portal in front of an HR system's REST API."""
