"""The manager's view: the team, what waits for a decision, who is away."""
