"""HR systems. Nothing in here knows Flask, the portal's database or a feature."""
