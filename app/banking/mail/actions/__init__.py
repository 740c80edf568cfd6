"""Verbs about letters."""
