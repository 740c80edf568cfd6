"""Verbs about logins and sessions."""
