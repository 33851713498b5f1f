"""Who is signed in: sign-in by mail, sessions, devices."""
