"""The papers of the company, made when they are first asked for."""
