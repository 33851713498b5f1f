"""What proves who is there besides the mail: passkeys, an authenticator app, recovery codes."""
