"""A private address that opens an account as well: given and proved while its owner still works."""
