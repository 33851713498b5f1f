"""Resignations of the team: what came in, what it means, the employer's answer."""
