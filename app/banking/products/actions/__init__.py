"""Verbs about programs and products."""
