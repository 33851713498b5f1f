"""The worker's papers: found, read, handed in, acknowledged."""
