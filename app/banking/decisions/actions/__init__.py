"""Verbs of deciding a request."""
