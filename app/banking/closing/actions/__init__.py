"""Verbs that end a business day."""
