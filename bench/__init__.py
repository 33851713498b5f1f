"""Measurements: `python -m bench [NAME…]` prints one JSON line a figure. See README, "Speed"."""
