"""Verbs about banks and partners."""
