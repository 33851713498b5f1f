"""What the HR system knows of the worker, and what the worker may change."""
