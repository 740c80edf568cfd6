"""Verbs about statements and the fees that end a month."""
