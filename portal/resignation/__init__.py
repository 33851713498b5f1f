"""Giving notice: what it means, the letter, handing it in, following it."""
