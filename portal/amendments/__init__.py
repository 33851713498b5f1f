"""Changes to the contract: read, signed, asked for."""
