"""Changes to the contracts of a team: drafted, sent on their way, agreed to, taken back."""
