"""Verbs about customers and their applications."""
