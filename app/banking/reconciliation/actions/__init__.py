"""Verbs about what the bank says and what differs."""
