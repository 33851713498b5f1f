"""Time off: balances, requests, asking, withdrawing."""
