"""What a worker sent and what became of it."""
